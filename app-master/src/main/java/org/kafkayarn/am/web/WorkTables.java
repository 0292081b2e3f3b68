package org.kafkayarn.am.web;

import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.am.state.TaskStatus;

/** The tables of the page on what runs beside the nodes, and on what operators have ordered. */
final class WorkTables {
  /** So many operations are shown, the latest first; all that are kept are in the JSON. */
  private static final int OPERATIONS = 10;

  private WorkTables() {}

  /** Empty while there is nothing of the kind. */
  static String of(ClusterStatus status) {
    return tasks(status) + operations(status);
  }

  private static String tasks(ClusterStatus status) {
    if (status.tasks().isEmpty()) {
      return "";
    }
    return "<h2>Tasks</h2><table><tr><th>Instance</th><th>Kind</th><th>State</th><th>Host</th>"
        + "<th>Since</th><th>Restarts</th><th>Exit code</th><th>Container</th><th>Why</th></tr>\n"
        + status.tasks().stream().map(WorkTables::rows).collect(Collectors.joining())
        + "</table>";
  }

  private static String rows(TaskStatus task) {
    if (task.instances().isEmpty()) {
      return "<tr>" + Html.cell(task.name()) + Html.cell(task.kind()) + "</tr>\n";
    }
    return task.instances().stream().map(each -> row(task, each)).collect(Collectors.joining());
  }

  private static String row(TaskStatus task, TaskStatus.Instance instance) {
    return "<tr>"
        + Html.cell(task.name() + "/" + instance.index())
        + Html.cell(task.kind())
        + Html.cell(instance.state())
        + Html.cell(instance.host().orElse(""))
        + Html.cell(
            instance.since().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(""))
        + Html.cell(Integer.toString(instance.restarts()))
        + Html.cell(instance.exitCode().map(String::valueOf).orElse(""))
        + Html.cell(instance.containerId().orElse(""))
        + Html.cell(instance.message())
        + "</tr>\n";
  }

  private static String operations(ClusterStatus status) {
    if (status.operations().isEmpty()) {
      return "";
    }
    return "<h2>Operations</h2><table><tr><th>Number</th><th>What</th><th>Status</th>"
        + "<th>Began</th><th>Ended</th><th>How far</th></tr>\n"
        + status.operations().stream()
            .limit(OPERATIONS)
            .map(WorkTables::row)
            .collect(Collectors.joining())
        + "</table>";
  }

  private static String row(OperationStatus operation) {
    return "<tr>"
        + Html.cell(Long.toString(operation.number()))
        + Html.cell(operation.title())
        + Html.cell(operation.status())
        + Html.cell(operation.began().truncatedTo(ChronoUnit.SECONDS).toString())
        + Html.cell(
            operation.ended().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(""))
        + Html.cell(operation.message())
        + "</tr>\n";
  }
}
