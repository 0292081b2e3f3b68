package org.kafkayarn.am.web;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;

/**
 * The cluster's status as one HTML page without scripts: it comes through YARN's proxy as it is.
 */
final class StatusPage {
  private static final String STYLE =
      """
      body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#1b1f24;max-width:90rem}
      h1{font-size:1.4rem;margin:0}code{font-size:.95em}
      .phase{padding:.1rem .5rem;border-radius:.3rem;color:#fff;background:#6e7781;font-size:.9rem}
      .READY{background:#1a7f37}.DEGRADED,.BLOCKED{background:#cf222e}.STARTING,.STOPPING{background:#9a6700}
      table{border-collapse:collapse;margin:1rem 0;width:100%}
      th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top}
      th{background:#f6f8fa}.warn{background:#fff8c5;padding:.4rem .6rem;margin:.3rem 0}
      dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dd{margin:0}
      dt{color:#57606a}h2{font-size:1.1rem;margin:1.5rem 0 0}.time{white-space:nowrap}
      """;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** So many partitions without a leader are shown; all that are known are in the JSON. */
  private static final int PARTITIONS = 50;

  private StatusPage() {}

  /** The events oldest first; the page shows the newest first. */
  static String of(ClusterStatus status, List<ClusterEvent> events) {
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
        <title>Kafka %1$s: %2$s</title><style>%3$s</style></head><body>
        <h1>Kafka cluster %1$s <span class="phase %2$s">%2$s</span></h1>
        <p>%4$s</p>%5$s
        <dl><dt>bootstrap.servers</dt><dd><code>%6$s</code></dd>
        <dt>Kafka cluster id</dt><dd><code>%7$s</code></dd>
        <dt>Active controller</dt><dd>%8$s</dd>
        <dt>Application</dt><dd><code>%9$s</code>, attempt %10$d since %11$s, user %12$s</dd>
        <dt>Specification</dt><dd>generation %13$d</dd></dl>
        <table><tr><th>Node</th><th>Roles</th><th>State</th><th>Host</th><th>Listener</th>
        <th>Since</th><th>Restarts</th><th>Container</th><th>Why</th></tr>
        %14$s</table>%16$s
        <h2>Events</h2>
        <table><tr><th>Time (UTC)</th><th>Node</th><th>Kind</th><th>Why</th><th>Host</th></tr>
        %15$s</table>
        <p>As JSON: <a href="api/v1/status">status</a>, <a href="api/v1/events">events</a></p>
        </body></html>
        """
        .formatted(
            Html.escape(status.name()),
            status.phase(),
            STYLE,
            Html.escape(status.message()),
            warnings(status.warnings()) + offline(status.offline()),
            Html.escape(status.bootstrapServers()),
            Html.escape(status.kafkaClusterId()),
            status.activeController().map(id -> "node " + id).orElse("none"),
            Html.escape(status.applicationId()),
            status.amAttempt(),
            status.amStarted().truncatedTo(ChronoUnit.SECONDS),
            Html.escape(status.user()),
            status.specGeneration(),
            status.nodes().stream().map(StatusPage::row).collect(Collectors.joining()),
            rows(events),
            WorkTables.of(status));
  }

  private static String warnings(List<String> warnings) {
    return warnings.stream()
        .map(line -> "<p class=\"warn\">" + Html.escape(line) + "</p>")
        .collect(Collectors.joining());
  }

  private static String offline(ClusterStatus.Offline offline) {
    if (offline.count() == 0) {
      return "";
    }
    return "<h2>Partitions without a leader: "
        + offline.count()
        + "</h2><table><tr><th>Partition</th><th>Why</th><th>Survivors: log end, epoch</th></tr>"
        + offline.partitions().stream()
            .limit(PARTITIONS)
            .map(
                partition ->
                    "<tr>"
                        + Html.cell(partition.partition())
                        + Html.cell(partition.why())
                        + Html.cell(
                            partition.survivors().stream()
                                .map(s -> s.node() + ": " + s.endOffset() + ", " + s.epoch())
                                .collect(Collectors.joining("; ")))
                        + "</tr>")
            .collect(Collectors.joining())
        + "</table>";
  }

  private static String row(NodeStatus node) {
    String why =
        node.reason().isEmpty()
            ? node.lastFailure().map(last -> "last failure: " + last).orElse("")
            : node.reason();
    String container = node.containerId().map(Html::escape).orElse("");
    return "<tr>"
        + Html.cell(Integer.toString(node.id()))
        + Html.cell(node.roles())
        + Html.cell(node.state())
        + Html.cell(node.host().orElse("") + node.rack().map(rack -> " (" + rack + ")").orElse(""))
        + Html.cell(node.listener())
        + Html.cell(
            node.since().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(""))
        + Html.cell(Integer.toString(node.restarts()))
        + "<td>"
        + (node.logs().isEmpty()
            ? container
            : "<a href=\"" + Html.escape(node.logs()) + "\">" + container + "</a>")
        + "</td>"
        + Html.cell(why)
        + "</tr>\n";
  }

  private static String rows(List<ClusterEvent> events) {
    List<ClusterEvent> newestFirst = new ArrayList<>(events);
    Collections.reverse(newestFirst);
    return newestFirst.stream().map(StatusPage::row).collect(Collectors.joining());
  }

  private static String row(ClusterEvent event) {
    return "<tr>"
        + "<td class=\"time\">"
        + TIME.format(event.at())
        + "</td>"
        + Html.cell(event.node().map(String::valueOf).orElse(""))
        + Html.cell(event.kind())
        + Html.cell(event.reason())
        + Html.cell(event.host().orElse(""))
        + "</tr>\n";
  }
}
