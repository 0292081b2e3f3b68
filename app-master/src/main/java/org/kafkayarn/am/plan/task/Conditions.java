package org.kafkayarn.am.plan.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskRecord;

/**
 * What must be there before an instance is started: a broker that serves, always; and what its task
 * waits for, the first time under an attempt. An instance that crashes is started again whatever
 * has become of the others.
 */
final class Conditions {
  /** What is not there yet. */
  record Lack(String reason, Optional<Instant> until) {}

  private Conditions() {}

  static Optional<Lack> lacking(
      Planning turn, TaskSpec spec, TaskRecord record, TaskInstance instance) {
    ClusterState state = turn.state();
    if (state.slots().values().stream().noneMatch(slot -> servesClients(state, slot))) {
      return lack("no broker serves yet");
    }
    boolean again =
        instance.restarts() > 0
            || record.started().filter(at -> at.isAfter(state.application().started())).isPresent();
    return again ? Optional.empty() : first(turn, spec);
  }

  static boolean servesClients(ClusterState state, Slot slot) {
    return slot.serving() && state.spec().find(slot.id()).filter(node -> node.broker()).isPresent();
  }

  private static Optional<Lack> first(Planning turn, TaskSpec spec) {
    Optional<Instant> early = spec.startAt().filter(turn.now()::isBefore);
    if (early.isPresent()) {
      return Optional.of(new Lack("it is started at " + early.get() + " (start-at)", early));
    }
    for (After after : spec.after()) {
      Optional<String> reason = missing(turn.state(), after);
      if (reason.isPresent()) {
        return lack(reason.get());
      }
    }
    return spec.minFree().flatMap(amount -> tooLittle(turn.state(), amount));
  }

  private static Optional<Lack> lack(String reason) {
    return Optional.of(new Lack(reason, Optional.empty()));
  }

  private static Optional<String> missing(ClusterState state, After after) {
    if (after instanceof After.Task task) {
      return missingOf(state, task.name());
    }
    if (after instanceof After.Topic topic) {
      boolean there =
          state.tasks().observed().filter(seen -> seen.topics().contains(topic.name())).isPresent();
      return there
          ? Optional.empty()
          : Optional.of("it waits for the topic " + topic.name() + " (after)");
    }
    List<Integer> away =
        state.spec().nodes().values().stream()
            .filter(node -> node.broker() && !state.ledger().halted().contains(node.id()))
            .map(node -> node.id())
            .filter(id -> !state.slots().containsKey(id) || !state.slot(id).serving())
            .toList();
    return away.isEmpty()
        ? Optional.empty()
        : Optional.of("it waits for all brokers to serve (after): " + away);
  }

  private static Optional<String> missingOf(ClusterState state, String name) {
    TaskSpec spec = state.spec().tasks().get(name);
    if (spec == null) {
      return Optional.of("it waits for the task " + name + " (after), which there is not");
    }
    int wanted = Roster.count(state, spec);
    long ready =
        state.ledger().tasks().instances().values().stream()
            .filter(record -> record.task().equals(name) && record.index() < wanted)
            .filter(record -> isReady(state, spec, record))
            .count();
    return ready >= wanted
        ? Optional.empty()
        : Optional.of(
            "it waits for the task %s (after): %d of %d instances %s"
                .formatted(name, ready, wanted, spec.isBatch() ? "have completed" : "run"));
  }

  /** A batch task is there for others when it has done its work, and not merely ended. */
  private static boolean isReady(ClusterState state, TaskSpec spec, TaskRecord record) {
    return spec.isBatch()
        ? record.ended().filter(ended -> ended.exitCode() == 0).isPresent()
            && record.version() == spec.version()
        : Roster.runs(state, record);
  }

  private static Optional<Lack> tooLittle(ClusterState state, Amount wanted) {
    Amount free = state.fleet().free();
    return free.memoryMb() >= wanted.memoryMb() && free.vcores() >= wanted.vcores()
        ? Optional.empty()
        : lack(
            "it waits for %d MiB and %d vcores free (min-free); free now: %d MiB and %d vcores"
                .formatted(wanted.memoryMb(), wanted.vcores(), free.memoryMb(), free.vcores()));
  }
}
