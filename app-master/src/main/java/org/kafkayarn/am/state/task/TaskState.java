package org.kafkayarn.am.state.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.pcollections.TreePMap;

/**
 * What is believed about the tasks of the cluster.
 *
 * @param instances by their ids
 * @param lowSince since when the lag has been low of tasks that are scaled by it, by their names
 * @param observed what Kafka has told that tasks wait for or are scaled by; empty before
 */
public record TaskState(
    SortedMap<Integer, TaskInstance> instances,
    SortedMap<String, Instant> lowSince,
    Optional<Observed> observed) {
  public static final TaskState NONE =
      new TaskState(TreePMap.empty(), TreePMap.empty(), Optional.empty());

  /**
   * One look at what tasks depend on.
   *
   * @param topics those of the topics that tasks wait for that are there
   * @param lags of the groups that tasks are scaled by, as far as Kafka told
   * @param at when the look began
   */
  public record Observed(Set<String> topics, SortedMap<String, GroupLag> lags, Instant at) {
    public Observed {
      topics = Set.copyOf(topics);
      lags = TreePMap.fromSortedMap(lags);
      requireNonNull(at);
    }
  }

  public TaskState {
    instances = TreePMap.fromSortedMap(instances);
    lowSince = TreePMap.fromSortedMap(lowSince);
    requireNonNull(observed);
  }

  public Optional<TaskInstance> find(int id) {
    return Optional.ofNullable(instances.get(id));
  }

  public Optional<TaskInstance> holding(String containerId) {
    return instances.values().stream().filter(one -> one.holds(containerId)).findFirst();
  }

  public TaskState with(TaskInstance instance) {
    return new TaskState(
        TreePMap.fromSortedMap(instances).plus(instance.id(), instance), lowSince, observed);
  }

  public TaskState without(int id) {
    return new TaskState(TreePMap.fromSortedMap(instances).minus(id), lowSince, observed);
  }

  public TaskState seeing(Observed now) {
    return new TaskState(instances, lowSince, Optional.of(now));
  }

  /** The lag of a task's group is low since then, or is not. */
  public TaskState low(String task, Optional<Instant> since) {
    TreePMap<String, Instant> known = TreePMap.fromSortedMap(lowSince);
    return new TaskState(
        instances, since.map(at -> known.plus(task, at)).orElse(known.minus(task)), observed);
  }
}
