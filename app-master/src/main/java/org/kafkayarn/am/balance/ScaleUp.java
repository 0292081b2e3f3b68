package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Set;

/** Plans how new brokers get their fair share: replicas move to them, and to no other broker. */
public final class ScaleUp {
  private ScaleUp() {}

  /**
   * Plans it.
   *
   * @param fresh the brokers to fill
   * @param topics whose partitions may move; empty: all
   * @throws Refusal when a new broker isn't known or doesn't run
   */
  public static Proposal propose(
      Layout layout, Set<Integer> fresh, Set<String> topics, Bounds bounds) {
    Board board = new Board(layout, bounds);
    if (fresh.isEmpty()) {
      throw new Refusal("no broker is named that replicas could be moved to: name the new ones");
    }
    BitSet targets = Asked.brokers(board, fresh);
    BitSet members = board.online();
    BitSet down = (BitSet) targets.clone();
    down.andNot(members);
    if (!down.isEmpty()) {
      throw new Refusal(
          Words.brokers(board.ids(down))
              + " can't be filled while down: start it, or leave it out");
    }
    Asked.movesWithin(board, Asked.topics(layout, topics));
    Evening.onto(board, members, targets).run();
    new LeaderSpread(board, members, targets).run();
    return board.proposal();
  }
}
