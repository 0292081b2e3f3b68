package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskInstance.Failure;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskRecord;

/** What happens to instances of tasks: the part of {@link Transitions} about them. */
final class TaskTransitions {
  private final ClusterState state;
  private final Instant now;

  TaskTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /** A container of an earlier attempt is an instance's when the ledger names it. */
  Optional<ClusterState> adopted(Held held) {
    Optional<TaskRecord> record =
        state
            .ledger()
            .tasks()
            .find(held.nodeId())
            .filter(known -> known.containerId().equals(Optional.of(held.containerId())));
    TaskInstance instance =
        state.tasks().find(held.nodeId()).orElseGet(() -> TaskInstance.vacant(held.nodeId(), now));
    if (instance.holds(held.containerId())) {
      return Optional.of(state);
    }
    return record
        .filter(known -> instance.container().isEmpty())
        .map(known -> with(instance.holding(Phase.UP, held, known.started().orElse(now))));
  }

  Optional<ClusterState> granted(Held held) {
    return state
        .tasks()
        .find(held.nodeId())
        .filter(
            one ->
                one.ask()
                    .filter(ask -> ContainerTransitions.fits(ask, held, state.fleet()))
                    .isPresent())
        .map(one -> with(one.holding(Phase.GRANTED, held, now)));
  }

  ClusterState launched(YarnEvent.Launched event) {
    return holding(event.nodeId(), event.containerId())
        .filter(one -> one.phase() == Phase.LAUNCHING)
        .map(one -> with(one.in(Phase.UP, now)))
        .orElse(state);
  }

  ClusterState launchFailed(YarnEvent.LaunchFailed event) {
    Optional<TaskInstance> launching =
        holding(event.nodeId(), event.containerId()).filter(one -> one.phase() == Phase.LAUNCHING);
    if (launching.isEmpty()) {
      return state;
    }
    Held held = launching.get().container().orElseThrow();
    String line = "the NodeManager of " + held.host() + " did not start it: " + event.reason();
    ClusterState next = with(launching.get().failed(new Failure(line, now)).in(Phase.ENDING, now));
    return ContainerTransitions.stray(next, held);
  }

  private Optional<TaskInstance> holding(int id, String containerId) {
    return state.tasks().find(id).filter(one -> one.holds(containerId));
  }

  /** Empty when the container is no task's. */
  Optional<ClusterState> completed(YarnEvent.Completed event) {
    Optional<TaskInstance> instance = state.tasks().holding(event.containerId());
    Optional<TaskRecord> record =
        state.ledger().tasks().instances().values().stream()
            .filter(known -> known.containerId().equals(Optional.of(event.containerId())))
            .findFirst();
    if (instance.isEmpty()) {
      // Of an earlier attempt, and ended before this one could adopt it.
      return record.map(known -> keep(state, unseen(known, event)));
    }
    return Optional.of(ended(instance.get(), record, event));
  }

  private TaskRecord unseen(TaskRecord record, YarnEvent.Completed event) {
    return isOwnEnd(event) ? record.ended(event.exitStatus(), now) : record.lost();
  }

  private ClusterState ended(
      TaskInstance instance, Optional<TaskRecord> record, YarnEvent.Completed event) {
    boolean ran = instance.phase() == Phase.LAUNCHING || instance.phase() == Phase.UP;
    if (!ran || record.isEmpty()) {
      ClusterState next = with(instance.vacated(now));
      return record.map(known -> keep(next, known.lost())).orElse(next);
    }
    if (instance.stopping().isPresent()) {
      return satisfied(
          keep(with(instance.vacated(now)), record.get().lost()), instance, record.get());
    }
    boolean own = isOwnEnd(event);
    Failure failure = new Failure(line(event, record.get()), now);
    boolean wasGood = !now.isBefore(instance.since().plus(state.spec().failover().goodAfter()));
    TaskInstance before = wasGood ? instance.good() : instance;
    boolean done = event.exitStatus() == 0 && isBatch(record.get());
    TaskInstance told =
        done
            ? before.forgiven()
            : (own ? before.failed(failure) : before.recalled(failure)).restarted();
    return keep(
        with(told.vacated(now)),
        own ? record.get().ended(event.exitStatus(), now) : record.get().lost());
  }

  /** What a preemption wants is less by what was given back for it. */
  private ClusterState satisfied(ClusterState next, TaskInstance gone, TaskRecord record) {
    Optional<TaskSpec> spec = Optional.ofNullable(state.spec().tasks().get(record.task()));
    if (state.preemption().isEmpty()
        || spec.isEmpty()
        || gone.stopping().filter(TaskInstance.Stopping::preempted).isEmpty()) {
      return next;
    }
    String container = gone.container().orElseThrow().containerId();
    return next.toBuilder()
        .preemption(
            state
                .preemption()
                .get()
                .satisfied(container, spec.get().memoryMb(), spec.get().vcores()))
        .build();
  }

  private boolean isBatch(TaskRecord record) {
    return Optional.ofNullable(state.spec().tasks().get(record.task()))
        .filter(TaskSpec::isBatch)
        .isPresent();
  }

  /** The process came to its end; otherwise YARN, or the loss of a host, has ended it. */
  private static boolean isOwnEnd(YarnEvent.Completed event) {
    return switch (event.exitStatus()) {
      case ContainerEnd.KILLED_EXCEEDED_VMEM, ContainerEnd.KILLED_EXCEEDED_PMEM -> true;
      default -> event.exitStatus() >= 0;
    };
  }

  private static String line(YarnEvent.Completed event, TaskRecord record) {
    String host = record.host().orElse("?");
    return switch (event.exitStatus()) {
      case ContainerEnd.KILLED_EXCEEDED_VMEM, ContainerEnd.KILLED_EXCEEDED_PMEM ->
          "it used more memory than its container has: raise the task's memory";
      default ->
          event.exitStatus() >= 0
              ? "it ended with exit code " + event.exitStatus() + " on " + host
              : "YARN ended its container on "
                  + host
                  + ": "
                  + event.diagnostics().lines().findFirst().orElse("no reason given").strip();
    };
  }

  /** A container of another size is asked for anew; what was before an order does not count. */
  ClusterState specChanged(ClusterSpec before) {
    ClusterState next = state;
    for (TaskRecord record : state.ledger().tasks().instances().values()) {
      Optional<TaskSpec> old = Optional.ofNullable(before.tasks().get(record.task()));
      Optional<TaskSpec> spec = Optional.ofNullable(state.spec().tasks().get(record.task()));
      Optional<TaskInstance> instance = next.tasks().find(record.id());
      if (old.isEmpty()
          || spec.isEmpty()
          || instance.isEmpty()
          || old.get().version() == spec.get().version()) {
        continue;
      }
      next = anew(next, instance.get().forgiven());
    }
    return next;
  }

  private ClusterState anew(ClusterState before, TaskInstance instance) {
    ClusterState next = before.toBuilder().tasks(before.tasks().with(instance)).build();
    return switch (instance.phase()) {
      case REQUESTED -> next.toBuilder().tasks(next.tasks().with(instance.vacated(now))).build();
      case GRANTED ->
          ContainerTransitions.stray(
              next.toBuilder().tasks(next.tasks().with(instance.vacated(now))).build(),
              instance.container().orElseThrow());
      case VACANT, LAUNCHING, UP, ENDING -> next;
    };
  }

  private ClusterState with(TaskInstance instance) {
    return state.toBuilder().tasks(state.tasks().with(instance)).build();
  }

  private static ClusterState keep(ClusterState before, TaskRecord record) {
    return before.with(before.ledger().with(before.ledger().tasks().with(record)));
  }
}
