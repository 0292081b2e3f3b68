package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.am.state.TaskStatus.Instance;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.yarn.ApplicationWatch;

/** Follows one task, from one ApplicationMaster to the next. */
final class TaskWait {
  private final Console console;
  private final String cluster;
  private final String task;

  TaskWait(Console console, String cluster, String task) {
    this.console = console;
    this.cluster = cluster;
    this.task = task;
  }

  /**
   * Until it is as that specification wants it; the result is the exit code.
   *
   * @param generation the specification's
   */
  int settled(ApplicationWatch watch, long generation, Optional<Duration> limit)
      throws IOException {
    Optional<Optional<TaskStatus>> last =
        await(
            watch,
            status ->
                status.specGeneration() >= generation
                    && find(status).map(TaskWait::isSettled).orElse(true),
            limit);
    if (last.isEmpty()) {
      return SubmitCommand.TIMED_OUT;
    }
    if (last.get().filter(now -> now.failed() > 0).isPresent()) {
      throw new CommandFailed(
          "task %s: %d of %d instances have failed: kafka-yarn task log %s -name %s"
              .formatted(task, last.get().get().failed(), last.get().get().wanted(), task, cluster),
          List.of());
    }
    console.progress(last.get().map(TaskText::line).orElse("task " + task + " is gone"));
    return 0;
  }

  /** Until all of its instances have ended; empty when the time is up first. */
  Optional<TaskStatus> ended(ApplicationWatch watch, Optional<Duration> limit) throws IOException {
    Optional<Optional<TaskStatus>> last =
        await(watch, status -> find(status).map(TaskWait::hasEnded).orElse(true), limit);
    return last.map(
        now ->
            now.orElseThrow(() -> new CommandFailed("task " + task + " was removed", List.of())));
  }

  private static boolean isSettled(TaskStatus now) {
    return now.running() + now.completed() + now.failed() == now.wanted()
        && now.instances().size() == now.wanted()
        && now.message().isEmpty();
  }

  private static boolean hasEnded(TaskStatus now) {
    return now.instances().stream().filter(Instance::hasEnded).count() >= now.wanted();
  }

  private Optional<TaskStatus> find(ClusterStatus status) {
    return status.tasks().stream().filter(each -> each.name().equals(task)).findFirst();
  }

  private Optional<Optional<TaskStatus>> await(
      ApplicationWatch watch, Predicate<ClusterStatus> wanted, Optional<Duration> limit)
      throws IOException {
    console.setFarewell(
        Optional.of(
            "task %s goes on. Its state: kafka-yarn task list -name %s".formatted(task, cluster)));
    try {
      ApplicationWatch.Outcome outcome =
          watch.until(
              wanted, limit, status -> find(status).map(TaskText::line).ifPresent(console::update));
      if (outcome instanceof ApplicationWatch.Reached reached) {
        return Optional.of(find(reached.answer().status()));
      }
      if (outcome instanceof ApplicationWatch.Ended ended) {
        throw new CommandFailed(
            "%s has ended before task %s".formatted(ended.report().getApplicationId(), task),
            List.of());
      }
      console.error(
          "not done within %s; task %s goes on. Its state: kafka-yarn task list -name %s"
              .formatted(Durations.show(limit.orElse(Duration.ZERO)), task, cluster));
      return Optional.empty();
    } finally {
      console.setFarewell(Optional.empty());
    }
  }
}
