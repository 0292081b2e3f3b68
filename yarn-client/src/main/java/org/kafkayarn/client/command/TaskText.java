package org.kafkayarn.client.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.Table;

/** Tasks as lines for people. */
final class TaskText {
  private TaskText() {}

  /** A table of the tasks, and one of their instances. */
  static List<String> of(List<TaskStatus> tasks, Instant now) {
    List<String> lines = new ArrayList<>();
    if (tasks.isEmpty()) {
      return List.of("there are no tasks. Add one: kafka-yarn task add NAME -command COMMAND");
    }
    Table table =
        new Table("task", "kind", "wanted", "running", "completed", "failed", "lag", "why");
    for (TaskStatus task : tasks) {
      table.row(
          task.name(),
          task.kind(),
          Integer.toString(task.wanted()),
          Integer.toString(task.running()),
          Integer.toString(task.completed()),
          Integer.toString(task.failed()),
          task.lag().map(String::valueOf).orElse("-"),
          task.message());
    }
    lines.addAll(table.lines());
    if (tasks.stream().anyMatch(task -> !task.instances().isEmpty())) {
      lines.add("");
      lines.addAll(instances(tasks, now));
    }
    return lines;
  }

  static List<String> instances(List<TaskStatus> tasks, Instant now) {
    Table table =
        new Table("instance", "state", "since", "host", "restarts", "exit", "container", "why");
    for (TaskStatus task : tasks) {
      for (TaskStatus.Instance one : task.instances()) {
        table.row(
            task.name() + "/" + one.index(),
            one.state(),
            one.since().map(at -> Durations.show(Duration.between(at, now))).orElse("-"),
            one.host().orElse("-"),
            Integer.toString(one.restarts()),
            one.exitCode().map(String::valueOf).orElse("-"),
            one.containerId().orElse("-"),
            one.message());
      }
    }
    return table.lines();
  }

  /** How far it is. */
  static String line(TaskStatus task) {
    return "task %s: %d of %d run%s%s%s"
        .formatted(
            task.name(),
            task.running(),
            task.wanted(),
            task.completed() > 0 ? ", " + task.completed() + " completed" : "",
            task.failed() > 0 ? ", " + task.failed() + " failed" : "",
            task.message().isEmpty() ? "" : ": " + task.message());
  }
}
