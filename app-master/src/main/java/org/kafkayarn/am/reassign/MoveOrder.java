package org.kafkayarn.am.reassign;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.balance.MovePlan;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * A plan of moves that is to be carried out.
 *
 * @param number of the operation
 * @param plan always as it was planned, also for the way back
 * @param limits empty: replicas are copied as fast as they can be
 * @param movesPerBroker in how many copies a broker takes part at once, at most
 * @param electPreferredLeaders whether the moved partitions get their preferred leaders in the end
 */
public record MoveOrder(
    long number,
    MovePlan plan,
    Direction direction,
    Optional<SpeedLimits> limits,
    int movesPerBroker,
    boolean electPreferredLeaders) {
  public static final int DEFAULT_MOVES_PER_BROKER = 5;

  /** Which end of the plan is wanted. */
  public enum Direction {
    FORWARD,
    BACK
  }

  /** What a broker may copy, in bytes per second, in and out each. */
  public record SpeedLimits(long least, long most) {
    public SpeedLimits {
      if (least < 1 || most < least) {
        throw new IllegalArgumentException(
            "limits from %d to %d bytes per second".formatted(least, most));
      }
    }
  }

  public MoveOrder {
    requireNonNull(plan);
    requireNonNull(direction);
    requireNonNull(limits);
    if (movesPerBroker < 1) {
      throw new IllegalArgumentException(movesPerBroker + " moves per broker");
    }
  }

  /** The same, but everything is to be where it was. */
  MoveOrder back() {
    return new MoveOrder(
        number, plan, Direction.BACK, limits, movesPerBroker, electPreferredLeaders);
  }

  List<PartitionMove> moves() {
    return direction == Direction.FORWARD ? plan.moves() : plan.reversed().moves();
  }
}
