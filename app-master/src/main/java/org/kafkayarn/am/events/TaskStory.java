package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskRecord;

/** Tells what happens to the instances of tasks. */
final class TaskStory {
  private final Teller teller;

  TaskStory(Teller teller) {
    this.teller = teller;
  }

  @SuppressWarnings("ReferenceEquality") // what is the same object has not changed
  void tell(ClusterState before, ClusterState after, Instant at) {
    if (before.tasks() == after.tasks()) {
      return;
    }
    for (TaskInstance now : after.tasks().instances().values()) {
      Optional<TaskInstance> old = before.tasks().find(now.id());
      if (old.isPresent() && old.get() != now) {
        after.ledger().tasks().find(now.id()).ifPresent(record -> tell(old.get(), now, record, at));
      }
    }
  }

  void waits(ClusterState state, int id, String reason, Instant at) {
    Optional<TaskRecord> record = state.ledger().tasks().find(id);
    Optional<String> host = state.tasks().find(id).flatMap(TaskInstance::container).map(Held::host);
    record.ifPresent(
        known ->
            tell(at, EventKind.WAITING, host, known.task() + "/" + known.index() + ": " + reason));
  }

  private void tell(TaskInstance old, TaskInstance now, TaskRecord record, Instant at) {
    String name = record.task() + "/" + record.index();
    Optional<String> host = now.container().or(old::container).map(Held::host);
    if (now.phase() == Phase.UP && old.phase() != Phase.UP) {
      String container = now.container().map(Held::containerId).orElse("?");
      tell(at, EventKind.TASK_STARTED, host, name + " runs in " + container);
    }
    if (now.phase() == Phase.ENDING && old.phase() == Phase.LAUNCHING) {
      now.failure()
          .ifPresent(why -> tell(at, EventKind.TASK_FAILED, host, name + ": " + why.line()));
    }
    if (now.phase() == Phase.VACANT && old.occupies()) {
      ended(old, now, record, name, host, at);
    }
  }

  private void ended(
      TaskInstance old,
      TaskInstance now,
      TaskRecord record,
      String name,
      Optional<String> host,
      Instant at) {
    boolean wanted = old.phase() == Phase.ENDING || old.stopping().isPresent();
    if (wanted) {
      tell(at, EventKind.TASK_ENDED, host, name + " has ended");
    } else if (record.ended().filter(end -> end.exitCode() == 0).isPresent()) {
      tell(at, EventKind.TASK_COMPLETED, host, name + " has ended with exit code 0");
    } else {
      String why = now.failure().map(TaskInstance.Failure::line).orElse("it has ended");
      tell(at, EventKind.TASK_FAILED, host, name + ": " + why);
    }
  }

  private void tell(Instant at, EventKind kind, Optional<String> host, String words) {
    teller.tell(at, kind, Optional.empty(), host, words);
  }
}
