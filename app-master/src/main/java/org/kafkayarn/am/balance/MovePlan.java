package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.List;

/** The moves of one operation, in the order in which they are begun. */
public record MovePlan(List<PartitionMove> moves) {
  public MovePlan {
    moves = List.copyOf(moves);
  }

  /** What has to be copied in all. */
  public long bytesToMove() {
    return moves.stream().mapToLong(PartitionMove::bytesToMove).sum();
  }

  /** The way back, in the reverse order. */
  public MovePlan reversed() {
    List<PartitionMove> back = new ArrayList<>();
    for (int i = moves.size() - 1; i >= 0; i--) {
      back.add(moves.get(i).reversed());
    }
    return new MovePlan(back);
  }
}
