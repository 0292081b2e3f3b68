package org.kafkayarn.am.operation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kafkayarn.am.balance.MovePlan;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * What must be remembered of an operation that moves replicas.
 *
 * @param plan from where everything was before the operation to where it is to be
 * @param back an abort undoes what is done already
 */
public record StoredMove(MovePlan plan, Throttle throttle, boolean back) {
  public StoredMove {
    requireNonNull(plan);
    requireNonNull(throttle);
  }

  public StoredMove withBack(boolean wanted) {
    return new StoredMove(plan, throttle, wanted);
  }

  /** With moves that follow those that are done; the way back leads to where the first began. */
  public StoredMove then(MovePlan next) {
    Map<String, PartitionMove> all = new LinkedHashMap<>();
    plan.moves().forEach(move -> all.put(move.name(), move));
    for (PartitionMove move : next.moves()) {
      PartitionMove first = all.get(move.name());
      all.put(
          move.name(),
          new PartitionMove(
              move.topic(),
              move.partition(),
              first == null ? move.before() : first.before(),
              move.after(),
              move.bytes()));
    }
    List<PartitionMove> moves = new ArrayList<>(all.values());
    return new StoredMove(new MovePlan(moves), throttle, back);
  }
}
