package org.kafkayarn.am.reassign;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.balance.AdaptiveThrottle;
import org.kafkayarn.am.balance.MovePlan;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * A plan of moves that is to be carried out.
 *
 * @param number of the operation
 * @param plan always as it was planned, also for the way back
 * @param throttle how fast each broker may copy; empty: as fast as it can
 * @param movesPerBroker in how many copies a broker takes part at once, at most
 * @param electPreferredLeaders whether the moved partitions get their preferred leaders in the end
 */
public record MoveOrder(
    long number,
    MovePlan plan,
    Direction direction,
    Optional<AdaptiveThrottle> throttle,
    int movesPerBroker,
    boolean electPreferredLeaders) {
  public static final int DEFAULT_MOVES_PER_BROKER = 5;

  /** Which end of the plan is wanted. */
  public enum Direction {
    FORWARD,
    BACK
  }

  public MoveOrder {
    requireNonNull(plan);
    requireNonNull(direction);
    requireNonNull(throttle);
    if (movesPerBroker < 1) {
      throw new IllegalArgumentException(movesPerBroker + " moves per broker");
    }
  }

  /** The same, but everything is to be where it was. */
  MoveOrder back() {
    return new MoveOrder(
        number, plan, Direction.BACK, throttle, movesPerBroker, electPreferredLeaders);
  }

  List<PartitionMove> moves() {
    return direction == Direction.FORWARD ? plan.moves() : plan.reversed().moves();
  }
}
