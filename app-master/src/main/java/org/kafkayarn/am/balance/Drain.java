package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.balance.Board.Seating;
import org.kafkayarn.am.balance.Seats.Opening;

/** Plans how brokers become empty: each of their replicas goes elsewhere, and no other moves. */
public final class Drain {
  private Drain() {}

  /**
   * Plans it.
   *
   * @param leaving the brokers that are to hold nothing; they may be down, or no longer known
   * @throws Refusal when those that remain can't hold the replication factor or the bytes
   */
  public static Proposal propose(Layout layout, Set<Integer> leaving, Bounds bounds) {
    Board board = new Board(layout, bounds);
    refuseUnknown(layout, leaving);
    BitSet leave = board.indexes(leaving);
    BitSet remaining = board.online();
    remaining.andNot(leave);

    List<Opening> openings = new ArrayList<>();
    for (Seating seating : board.seatings()) {
      for (int seat : seating.seats()) {
        if (leave.get(seat)) {
          openings.add(new Opening(seating, seat));
        }
      }
    }
    new Seats(board, remaining).fill(openings);
    openings.forEach(opening -> opening.seating().movable = true);
    new LeaderSpread(board, remaining, remaining).run();
    return board.proposal();
  }

  private static void refuseUnknown(Layout layout, Set<Integer> leaving) {
    SortedSet<Integer> unknown = new TreeSet<>(leaving);
    unknown.removeAll(layout.racks().keySet());
    if (!unknown.isEmpty()) {
      throw new Refusal(Words.brokers(unknown) + " not found in the cluster: see 'broker list'");
    }
  }
}
