package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.kafkayarn.am.balance.Board.Seating;
import org.kafkayarn.am.balance.Seats.Opening;

/** Plans another replication factor: replicas are added or dropped, and none changes its place. */
public final class ReplicationChange {
  private ReplicationChange() {}

  /**
   * Plans it.
   *
   * @param topics empty: all
   * @throws Refusal when too few brokers run, or their disks have no room
   */
  public static Proposal propose(Layout layout, Set<String> topics, int factor, Bounds bounds) {
    Asked.factor(factor);
    Board board = new Board(layout, bounds);
    Set<String> chosen = Asked.topics(layout, topics);
    BitSet online = board.online();
    List<Opening> openings = new ArrayList<>();
    Shrinking shrinking = new Shrinking(board, online);
    for (Seating seating : board.seatings()) {
      if (!chosen.contains(seating.partition.topic()) || seating.size() == factor) {
        continue;
      }
      if (seating.size() > factor) {
        shrinking.shrink(seating, factor);
      }
      for (int i = seating.size(); i < factor; i++) {
        openings.add(new Opening(seating, Seats.NOBODY));
      }
      seating.movable = true;
    }
    new Seats(board, online).fill(openings);
    new LeaderSpread(board, online, online).run();
    return board.proposal();
  }
}
