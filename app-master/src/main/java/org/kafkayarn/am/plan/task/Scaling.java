package org.kafkayarn.am.plan.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.plan.task.LagScaling.Decision;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.task.GroupLag;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.state.task.TaskLedger.Scaled;
import org.kafkayarn.am.state.task.TaskState;

/** Lets the number of a task's instances follow its consumer group's lag. */
final class Scaling {
  /** What Kafka said earlier is nothing to decide by. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private Scaling() {}

  static void decide(Planning turn) {
    for (TaskSpec spec : turn.state().spec().tasks().values()) {
      if (spec.scale().isPresent()) {
        decide(turn, spec, spec.scale().get());
      }
    }
  }

  private static void decide(Planning turn, TaskSpec spec, TaskSpec.LagScale scale) {
    Optional<GroupLag> lag = lag(turn.state(), scale.group(), turn.now());
    if (lag.isEmpty()) {
      return;
    }
    int instances = Roster.count(turn.state(), spec);
    Instant since =
        Optional.ofNullable(turn.state().ledger().tasks().scaled().get(spec.name()))
            .map(Scaled::since)
            .orElse(Instant.EPOCH);
    TaskState tasks = turn.state().tasks();
    Decision decision =
        LagScaling.decide(
            scale,
            instances,
            since,
            Optional.ofNullable(tasks.lowSince().get(spec.name())),
            lag.get(),
            turn.now());
    turn.become(turn.state().toBuilder().tasks(tasks.low(spec.name(), decision.low())).build());
    decision.low().ifPresent(low -> turn.wake(low.plus(LagScaling.DOWN_COOLDOWN)));
    if (decision.instances() != instances) {
      TaskLedger ledger = turn.state().ledger().tasks();
      turn.become(
          turn.state()
              .with(
                  turn.state()
                      .ledger()
                      .with(
                          ledger.scaled(
                              spec.name(), new Scaled(decision.instances(), turn.now())))));
      turn.note("Task " + spec.name() + ": " + decision.why());
      Roster.align(turn);
    }
  }

  static Optional<GroupLag> lag(ClusterState state, String group, Instant now) {
    return state
        .tasks()
        .observed()
        .filter(seen -> now.isBefore(seen.at().plus(FRESH)))
        .flatMap(seen -> Optional.ofNullable(seen.lags().get(group)));
  }
}
