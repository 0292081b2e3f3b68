package org.kafkayarn.am.balance;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kafkayarn.am.balance.Board.Seating;

/**
 * Evens how many partitions each broker is the preferred leader of, by the order of their replicas
 * alone: nothing is copied.
 *
 * <p>A broker with too many can often give to none that has too few, but to one that can give on.
 * So the shortest chain is looked for: of a partition that is led by the first and has a replica on
 * the second, one that is led by the second and has a replica on the third, and so on.
 */
final class LeaderSpread {
  private static final double LEAST_SLACK = 0.5;

  /** A partition that a broker can take over, and from which broker. */
  private record Link(int from, Seating seating) {}

  private final Board board;
  private final BitSet members;
  private final BitSet judged;
  private final double mean;
  private final double slack;

  /**
   * Spreads leaders over the members.
   *
   * @param judged those of them that must not have too many or too few
   */
  LeaderSpread(Board board, BitSet members, BitSet judged) {
    this.board = board;
    this.members = members;
    this.judged = judged;
    this.mean =
        members.stream().mapToLong(board::leaders).sum()
            / (double) Math.max(1, members.cardinality());
    this.slack = Math.max(LEAST_SLACK, mean * board.bounds().tolerance());
  }

  void run() {
    boolean again = true;
    while (again) {
      again = false;
      Comparator<Integer> fewest =
          Comparator.<Integer>comparingLong(board::leaders).thenComparingInt(broker -> broker);
      List<Integer> most = members.stream().boxed().sorted(fewest.reversed()).toList();
      for (int from : most) {
        while (giveOne(from)) {
          again = true;
        }
      }
    }
  }

  private boolean giveOne(int from) {
    if (board.leaders(from) <= mean - slack) {
      return false;
    }
    boolean tooMany = judged.get(from) && board.leaders(from) > mean + slack;
    Map<Integer, Link> reached = new HashMap<>();
    Deque<Integer> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      int broker = next.remove();
      for (Seating seating : board.held(broker)) {
        if (!seating.movable || seating.preferred() != broker) {
          continue;
        }
        for (int i = 1; i < seating.size(); i++) {
          int to = seating.seat(i);
          if (to == from || !members.get(to) || reached.containsKey(to)) {
            continue;
          }
          reached.put(to, new Link(broker, seating));
          next.add(to);
          if (takes(from, to, tooMany)) {
            handOver(from, to, reached);
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean takes(int from, int to, boolean tooMany) {
    boolean tooFew = judged.get(to) && board.leaders(to) < mean - slack;
    return (tooMany || tooFew) && board.leaders(from) - board.leaders(to) >= 2;
  }

  private void handOver(int from, int to, Map<Integer, Link> reached) {
    int taker = to;
    while (taker != from) {
      Link link = reached.get(taker);
      board.prefer(link.seating(), taker);
      taker = link.from();
    }
  }
}
