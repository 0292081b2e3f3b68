package org.kafkayarn.am.plan.task;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.spec.TaskSpec.Kind;
import org.kafkayarn.am.spec.TaskSpec.LagScale;
import org.kafkayarn.am.spec.TaskSpec.Near;
import org.kafkayarn.am.spec.TaskSpec.Restart;

/** Tasks for tests. */
public final class TaskSpecs {
  private TaskSpecs() {}

  public static TaskSpec always(String name, int instances, After... after) {
    return of(name, instances, "run", Restart.ALWAYS, Optional.empty(), after);
  }

  public static TaskSpec batch(String name, int instances, After... after) {
    return of(name, instances, "run", Restart.ON_FAILURE, Optional.empty(), after);
  }

  public static TaskSpec running(String name, int instances, String command) {
    return of(name, instances, command, Restart.ALWAYS, Optional.empty());
  }

  public static TaskSpec scaled(String name, LagScale scale) {
    return of(name, 1, "run", Restart.ALWAYS, Optional.of(scale));
  }

  private static TaskSpec of(
      String name,
      int instances,
      String command,
      Restart restart,
      Optional<LagScale> scale,
      After... after) {
    return new TaskSpec(
        name,
        Kind.CONSUMER,
        instances,
        command,
        new TreeMap<>(),
        new TreeMap<>(),
        256,
        1,
        new TreeMap<>(),
        new TreeMap<>(),
        restart,
        List.of(),
        Near.ANYWHERE,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(after),
        Optional.empty(),
        scale,
        TaskSpec.DEFAULT_STOP_TIMEOUT,
        0);
  }
}
