package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.kafkayarn.am.balance.Board.Seating;
import org.kafkayarn.am.balance.Seats.Opening;

/**
 * Plans an even layout that moves as little as can be: what must move (replicas on brokers that may
 * hold none, and another replication factor), then racks, then bytes, then numbers of replicas,
 * then preferred leaders.
 */
public final class Rebalance {
  private Rebalance() {}

  /**
   * Plans it.
   *
   * @param topics whose partitions may move; empty: all
   * @param brokers that may hold their replicas; empty: all that the cluster knows. Replicas on one
   *     that is down stay there, and none is moved to it.
   * @param factor another replication factor; empty: as each partition has it
   * @throws Refusal when what must move can't
   */
  public static Proposal propose(
      Layout layout, Set<String> topics, Set<Integer> brokers, OptionalInt factor, Bounds bounds) {
    factor.ifPresent(Asked::factor);
    Board board = new Board(layout, bounds);
    Set<String> chosen = Asked.topics(layout, topics);
    BitSet stay = Asked.brokers(board, brokers);
    BitSet members = board.online();
    members.and(stay);
    Asked.movesWithin(board, chosen);

    List<Opening> openings = new ArrayList<>();
    Shrinking shrinking = new Shrinking(board, stay);
    for (Seating seating : board.seatings()) {
      if (chosen.contains(seating.partition.topic())) {
        int wanted = factor.orElse(seating.size());
        if (seating.size() > wanted) {
          shrinking.shrink(seating, wanted);
        }
        addOpenings(openings, seating, stay, wanted);
      }
    }
    new Seats(board, members).fill(openings);
    new RackSpread(board, members).widen();
    Evening.among(board, members).run();
    new LeaderSpread(board, members, members).run();
    return board.proposal();
  }

  /** Only another order of replicas, so that preferred leaders are even: nothing is copied. */
  public static Proposal leaders(Layout layout, Set<String> topics, Bounds bounds) {
    Board board = new Board(layout, bounds);
    Asked.movesWithin(board, Asked.topics(layout, topics));
    new LeaderSpread(board, board.online(), board.online()).run();
    return board.proposal();
  }

  private static void addOpenings(
      List<Opening> openings, Seating seating, BitSet stay, int wanted) {
    for (int seat : seating.seats()) {
      if (!stay.get(seat)) {
        openings.add(new Opening(seating, seat));
      }
    }
    for (int i = seating.size(); i < wanted; i++) {
      openings.add(new Opening(seating, Seats.NOBODY));
    }
  }
}
