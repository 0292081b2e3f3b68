package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * A task as the operator gives it: its time of start may depend on when it is read.
 *
 * @param task all else that it says
 * @param startAt no instance is started before
 */
public record TaskWish(TaskSpec task, Optional<StartTime> startAt) {
  public TaskWish {
    requireNonNull(startAt);
    if (task.startAt().isPresent()) {
      throw new IllegalArgumentException("task " + task.name() + " has two times of start");
    }
  }

  /** One that leaves nothing to be derived. */
  static TaskWish of(TaskSpec task) {
    return new TaskWish(task.withStartAt(Optional.empty()), task.startAt().map(StartTime.At::new));
  }

  /** This with a time of start that does not depend on when it is read. */
  TaskWish at(Clock clock) {
    return new TaskWish(task, startAt.map(time -> new StartTime.At(time.from(clock))));
  }

  /** The same with its archives and files elsewhere. */
  public TaskWish withSources(Map<String, String> archives, Map<String, String> files) {
    return new TaskWish(task.withSources(archives, files), startAt);
  }

  TaskWish withRevision(int revision) {
    return new TaskWish(task.withRevision(revision), startAt);
  }

  /** Of one whose time of start was made absolute. */
  TaskSpec spec() {
    return task.withStartAt(startAt.map(StartTime::absolute));
  }
}
