package org.kafkayarn.am.plan.task;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskRecord;

/** The plan in the making, as far as tasks need it. */
public interface Planning {
  Instant now();

  ClusterState state();

  void become(ClusterState next);

  void act(Action action, ClusterState intent);

  void note(String note);

  /** Why an instance does not run, or what happens to it. */
  void tellTask(int id, String reason, Optional<Instant> until);

  void wake(Instant at);

  default void become(TaskInstance instance) {
    become(with(instance));
  }

  default void act(Action action, TaskInstance intent) {
    act(action, with(intent));
  }

  default void keep(TaskRecord record) {
    become(state().with(state().ledger().with(state().ledger().tasks().with(record))));
  }

  default ClusterState with(TaskInstance instance) {
    return state().toBuilder().tasks(state().tasks().with(instance)).build();
  }
}
