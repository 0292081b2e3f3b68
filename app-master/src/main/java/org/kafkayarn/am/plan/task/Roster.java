package org.kafkayarn.am.plan.task;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.state.task.TaskRecord;

/** Which instances there are to be, and what they are to one another. */
final class Roster {
  private Roster() {}

  /** As an operator names an instance. */
  static String name(TaskRecord record) {
    return record.task() + "/" + record.index();
  }

  /** How many instances a task is to have. */
  static int count(ClusterState state, TaskSpec spec) {
    if (spec.scale().isEmpty()) {
      return spec.instances();
    }
    TaskSpec.LagScale scale = spec.scale().get();
    int now =
        Optional.ofNullable(state.ledger().tasks().scaled().get(spec.name()))
            .map(TaskLedger.Scaled::instances)
            .orElse(spec.instances());
    return Math.min(scale.max(), Math.max(scale.min(), now));
  }

  /** What is wanted of an instance, if it is. */
  static Optional<TaskSpec> wanted(ClusterState state, TaskRecord record) {
    return Optional.ofNullable(state.spec().tasks().get(record.task()))
        .filter(spec -> record.index() < count(state, spec));
  }

  /** Every wanted instance has its number and its place in the state. */
  static void align(Planning turn) {
    TaskLedger tasks = pruned(turn.state());
    if (!turn.state().stopping()) {
      for (TaskSpec spec : turn.state().spec().tasks().values()) {
        for (int index = 0; index < count(turn.state(), spec); index++) {
          if (tasks.find(spec.name(), index).isEmpty()) {
            tasks = tasks.with(TaskRecord.of(tasks.last() + 1, spec.name(), index, spec.version()));
          }
        }
      }
    }
    if (!tasks.equals(turn.state().ledger().tasks())) {
      turn.become(turn.state().with(turn.state().ledger().with(tasks)));
    }
    for (int id : tasks.instances().keySet()) {
      if (turn.state().tasks().find(id).isEmpty()) {
        turn.become(TaskInstance.vacant(id, turn.now()));
      }
    }
  }

  /** Without what is not wanted any more. */
  private static TaskLedger pruned(ClusterState state) {
    TaskLedger tasks = state.ledger().tasks();
    for (String name : new TreeMap<>(tasks.scaled()).keySet()) {
      TaskSpec spec = state.spec().tasks().get(name);
      if (spec == null || spec.scale().isEmpty()) {
        tasks = tasks.unscaled(name);
      }
    }
    return tasks;
  }

  /** What is not wanted is gone. A cluster that stops forgets nothing. */
  static void forget(Planning turn, TaskRecord record) {
    if (turn.state().stopping()) {
      return;
    }
    turn.become(
        turn.state().toBuilder()
            .tasks(turn.state().tasks().without(record.id()))
            .ledger(turn.state().ledger().with(turn.state().ledger().tasks().without(record.id())))
            .build());
  }

  /** Whether the other wanted instances of its task run, so that this one can be spared. */
  static boolean othersRun(ClusterState state, TaskRecord record) {
    return state.ledger().tasks().instances().values().stream()
        .filter(other -> other.task().equals(record.task()) && other.id() != record.id())
        .filter(other -> wanted(state, other).isPresent())
        .filter(other -> other.ended().isEmpty())
        .allMatch(other -> runs(state, other));
  }

  static boolean runs(ClusterState state, TaskRecord record) {
    return state
        .tasks()
        .find(record.id())
        .filter(one -> one.phase() == Phase.UP && one.stopping().isEmpty())
        .isPresent();
  }

  /** Whether a task still runs that is started after this one. */
  static boolean successorsRun(ClusterState state, TaskRecord record) {
    return state.ledger().tasks().instances().values().stream()
        .filter(other -> isAfter(state, other.task(), record.task()))
        .anyMatch(
            other -> state.tasks().find(other.id()).filter(TaskInstance::occupies).isPresent());
  }

  private static boolean isAfter(ClusterState state, String task, String other) {
    return Optional.ofNullable(state.spec().tasks().get(task)).stream()
        .flatMap(spec -> spec.after().stream())
        .anyMatch(after -> after.equals(new After.Task(other)));
  }

  static Duration stopTimeout(ClusterState state, TaskRecord record) {
    return Optional.ofNullable(state.spec().tasks().get(record.task()))
        .map(TaskSpec::stopTimeout)
        .orElse(TaskSpec.DEFAULT_STOP_TIMEOUT);
  }
}
