package org.kafkayarn.am.state.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * What must outlive the ApplicationMaster about tasks.
 *
 * @param instances by their ids
 * @param scaled how many instances a task has that is scaled by lag, and since when
 * @param last the highest id that was ever given
 */
public record TaskLedger(
    SortedMap<Integer, TaskRecord> instances, SortedMap<String, Scaled> scaled, int last) {
  /** Ids from here on are those of instances of tasks; nodes have lower ones. */
  public static final int FIRST_ID = 1_000_000;

  public static final TaskLedger NONE =
      new TaskLedger(new TreeMap<>(), new TreeMap<>(), FIRST_ID - 1);

  /** How many instances a task has by its group's lag. */
  public record Scaled(int instances, Instant since) {
    public Scaled {
      requireNonNull(since);
    }
  }

  public TaskLedger {
    instances = TreePMap.fromSortedMap(instances);
    scaled = TreePMap.fromSortedMap(scaled);
  }

  public static boolean isTask(int id) {
    return id >= FIRST_ID;
  }

  public Optional<TaskRecord> find(int id) {
    return Optional.ofNullable(instances.get(id));
  }

  public Optional<TaskRecord> find(String task, int index) {
    return instances.values().stream()
        .filter(record -> record.task().equals(task) && record.index() == index)
        .findFirst();
  }

  public TaskLedger with(TaskRecord record) {
    return new TaskLedger(
        TreePMap.fromSortedMap(instances).plus(record.id(), record),
        scaled,
        Math.max(last, record.id()));
  }

  public TaskLedger without(int id) {
    return new TaskLedger(TreePMap.fromSortedMap(instances).minus(id), scaled, last);
  }

  public TaskLedger scaled(String task, Scaled now) {
    return new TaskLedger(instances, TreePMap.fromSortedMap(scaled).plus(task, now), last);
  }

  public TaskLedger unscaled(String task) {
    return new TaskLedger(instances, TreePMap.fromSortedMap(scaled).minus(task), last);
  }
}
