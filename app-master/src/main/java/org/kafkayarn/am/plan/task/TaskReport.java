package org.kafkayarn.am.plan.task;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.am.state.TaskStatus.Instance;
import org.kafkayarn.am.state.task.GroupLag;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskRecord;
import org.kafkayarn.am.state.task.TaskRecord.Ended;

/** Tells of the tasks to an operator. */
public final class TaskReport {
  private TaskReport() {}

  /** Every task that is wanted, and those whose instances have yet to end; by their names. */
  public static List<TaskStatus> of(Plan plan) {
    ClusterState state = plan.intended();
    Map<String, List<TaskRecord>> records =
        state.ledger().tasks().instances().values().stream()
            .sorted(Comparator.comparingInt(TaskRecord::index))
            .collect(Collectors.groupingBy(TaskRecord::task));
    Map<String, TaskStatus> all = new LinkedHashMap<>();
    state
        .spec()
        .tasks()
        .forEach(
            (name, spec) -> all.put(name, task(plan, spec, records.getOrDefault(name, List.of()))));
    records.forEach((name, left) -> all.computeIfAbsent(name, gone -> removed(plan, gone, left)));
    return List.copyOf(all.values());
  }

  private static TaskStatus task(Plan plan, TaskSpec spec, List<TaskRecord> records) {
    ClusterState state = plan.intended();
    List<Instance> instances =
        records.stream().map(record -> instance(plan, record, Optional.of(spec))).toList();
    Optional<Long> lag =
        spec.scale()
            .flatMap(
                scale ->
                    state
                        .tasks()
                        .observed()
                        .flatMap(seen -> Optional.ofNullable(seen.lags().get(scale.group()))))
            .map(GroupLag::records);
    return status(
        spec.name(),
        spec.kind().name().toLowerCase(Locale.ROOT),
        Roster.count(state, spec),
        lag,
        instances);
  }

  private static TaskStatus removed(Plan plan, String name, List<TaskRecord> records) {
    return status(
        name,
        "removed",
        0,
        Optional.empty(),
        records.stream().map(record -> instance(plan, record, Optional.empty())).toList());
  }

  private static TaskStatus status(
      String name, String kind, int wanted, Optional<Long> lag, List<Instance> instances) {
    return new TaskStatus(
        name,
        kind,
        wanted,
        count(instances, TaskStatus.RUNNING),
        count(instances, TaskStatus.COMPLETED),
        count(instances, TaskStatus.FAILED),
        lag,
        instances.stream()
            .filter(each -> !each.hasEnded())
            .map(Instance::message)
            .filter(message -> !message.isEmpty())
            .distinct()
            .collect(Collectors.joining("; ")),
        instances);
  }

  private static int count(List<Instance> instances, String state) {
    return (int) instances.stream().filter(each -> each.state().equals(state)).count();
  }

  private static Instance instance(Plan plan, TaskRecord record, Optional<TaskSpec> spec) {
    Optional<TaskInstance> instance = plan.intended().tasks().find(record.id());
    Optional<Ended> done =
        record.ended().filter(end -> spec.filter(of -> Endings.isFinal(of, record)).isPresent());
    Optional<Instant> since = done.map(Ended::at).or(() -> instance.map(TaskInstance::since));
    return new Instance(
        record.index(),
        record.id(),
        done.map(end -> end.exitCode() == 0 ? TaskStatus.COMPLETED : TaskStatus.FAILED)
            .orElseGet(() -> instance.map(TaskReport::state).orElse(TaskStatus.WAITING)),
        instance.flatMap(TaskInstance::container).map(Held::host).or(record::host),
        instance.flatMap(TaskInstance::container).map(Held::containerId).or(record::containerId),
        since,
        instance.map(TaskInstance::restarts).orElse(0),
        record.ended().map(Ended::exitCode),
        done.map(Endings::words)
            .or(() -> Optional.ofNullable(plan.taskWaits().get(record.id())).map(Plan.Wait::reason))
            .orElse(""));
  }

  private static String state(TaskInstance instance) {
    if (instance.stopping().isPresent()) {
      return TaskStatus.STOPPING;
    }
    return switch (instance.phase()) {
      case VACANT -> TaskStatus.WAITING;
      case REQUESTED -> TaskStatus.REQUESTED;
      case GRANTED, LAUNCHING -> TaskStatus.STARTING;
      case UP -> TaskStatus.RUNNING;
      case ENDING -> TaskStatus.STOPPING;
    };
  }
}
