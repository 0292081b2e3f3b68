package org.kafkayarn.am.plan.task;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Preemption;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskRecord;

/** Instances that give their container back although they are wanted: YARN takes room or hosts. */
final class Evictions {
  private Evictions() {}

  /** Of what a preemption wants, instances of tasks go first: a broker is missed by more. */
  static void decide(Planning turn) {
    Optional<Preemption> preemption =
        turn.state().preemption().filter(wanted -> wanted.holds(turn.now()));
    if (preemption.isEmpty()) {
      return;
    }
    Amount due = minusEvicted(turn.state(), preemption.get(), preemption.get().amount());
    for (TaskInstance instance : spared(turn.state(), preemption.get())) {
      boolean certain = isIn(instance, preemption.get(), true);
      if (certain || due.memoryMb() > 0 || due.vcores() > 0) {
        TaskRecord record = TaskRules.record(turn, instance.id());
        TaskRules.terminate(turn, record, instance, "YARN takes room back (preemption)", true);
        due = certain ? due : minus(due, turn.state(), record);
      }
    }
  }

  /** Those that run, in the order in which they go. */
  private static List<TaskInstance> spared(ClusterState state, Preemption preemption) {
    return state.tasks().instances().values().stream()
        .filter(one -> one.phase() == Phase.UP && one.stopping().isEmpty())
        .sorted(
            Comparator.<TaskInstance, Boolean>comparing(one -> !isIn(one, preemption, true))
                .thenComparing(one -> !isIn(one, preemption, false))
                .thenComparing(one -> isBatch(state, one))
                .thenComparing(Comparator.comparingInt(TaskInstance::id).reversed()))
        .toList();
  }

  private static boolean isBatch(ClusterState state, TaskInstance instance) {
    return state
        .ledger()
        .tasks()
        .find(instance.id())
        .flatMap(record -> Optional.ofNullable(state.spec().tasks().get(record.task())))
        .filter(TaskSpec::isBatch)
        .isPresent();
  }

  private static boolean isIn(TaskInstance instance, Preemption preemption, boolean certain) {
    return instance
        .container()
        .map(Held::containerId)
        .filter((certain ? preemption.certain() : preemption.others())::contains)
        .isPresent();
  }

  /** Without what instances of tasks are about to give back. */
  static Amount minusEvicted(ClusterState state, Preemption preemption, Amount wanted) {
    Amount left = wanted;
    for (TaskInstance instance : state.tasks().instances().values()) {
      boolean counts =
          instance.stopping().filter(TaskInstance.Stopping::preempted).isPresent()
              && !isIn(instance, preemption, true);
      if (counts) {
        left = minus(left, state, state.ledger().tasks().find(instance.id()).orElseThrow());
      }
    }
    return left;
  }

  private static Amount minus(Amount from, ClusterState state, TaskRecord record) {
    return Optional.ofNullable(state.spec().tasks().get(record.task()))
        .map(spec -> new Amount(from.memoryMb() - spec.memoryMb(), from.vcores() - spec.vcores()))
        .orElse(from);
  }

  /** A host that is being decommissioned; work that comes to an end by itself may do so there. */
  static Optional<String> byHost(ClusterState state, TaskSpec spec, TaskInstance instance) {
    return instance
        .container()
        .flatMap(held -> state.fleet().host(held.host()))
        .filter(host -> host.condition() == Host.Condition.DECOMMISSIONING && !spec.isBatch())
        .map(host -> "YARN decommissions " + host.name());
  }
}
