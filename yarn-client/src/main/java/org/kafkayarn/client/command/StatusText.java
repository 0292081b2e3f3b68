package org.kafkayarn.client.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.Table;

/** A cluster's status, and its ledger, as lines for people. */
final class StatusText {
  /** More would push all else off the screen. */
  private static final int PARTITIONS = 20;

  private StatusText() {}

  static List<String> of(ClusterStatus status, String trackingUrl, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("cluster %s: %s: %s".formatted(status.name(), status.phase(), status.message()));
    lines.add("bootstrap.servers=" + status.bootstrapServers());
    lines.add(
        "application %s, ApplicationMaster attempt %d since %s, spec %d, Kafka cluster id %s%s"
            .formatted(
                status.applicationId(),
                status.amAttempt(),
                since(status.amStarted(), now),
                status.specGeneration(),
                status.kafkaClusterId(),
                status.activeController().map(id -> ", active controller " + id).orElse("")));
    lines.add("tracking URL: " + trackingUrl);
    status.warnings().forEach(warning -> lines.add("warning: " + warning));
    lines.add("");
    Table table =
        new Table(
            "node",
            "state",
            "since",
            "host",
            "client",
            "quorum",
            "control",
            "restarts",
            "container",
            "roles",
            "why");
    for (NodeStatus node : status.nodes()) {
      table.row(
          Integer.toString(node.id()),
          node.state(),
          node.since().map(at -> since(at, now)).orElse("-"),
          node.host().orElse("-"),
          portOf(node.listener()),
          port(node.controllerPort()),
          port(node.controlPort()),
          Integer.toString(node.restarts()),
          node.containerId().orElse("-"),
          node.roles(),
          why(node));
    }
    lines.addAll(table.lines());
    lines.addAll(pending(status.nodes()));
    if (!status.tasks().isEmpty()) {
      lines.add("");
      lines.addAll(TaskText.of(status.tasks(), now));
    }
    lines.addAll(offline(status.offline()));
    return lines;
  }

  /** One line for all nodes that wait for the same. */
  private static List<String> pending(List<NodeStatus> nodes) {
    Map<String, List<String>> byLine = new LinkedHashMap<>();
    nodes.forEach(
        node ->
            node.pending()
                .forEach(
                    line ->
                        byLine
                            .computeIfAbsent(line, l -> new ArrayList<>())
                            .add(Integer.toString(node.id()))));
    List<String> lines = new ArrayList<>();
    byLine.forEach(
        (line, ids) ->
            lines.add(
                (ids.size() == 1 ? "node " : "nodes ") + String.join(", ", ids) + ": " + line));
    if (!lines.isEmpty()) {
      lines.add(0, "");
    }
    return lines;
  }

  private static List<String> offline(ClusterStatus.Offline offline) {
    if (offline.count() == 0) {
      return List.of();
    }
    List<String> lines =
        new ArrayList<>(List.of("", offline.count() + " partitions without a leader:"));
    Table table = new Table("partition", "survivors (node: log end, epoch)", "why");
    offline.partitions().stream()
        .limit(PARTITIONS)
        .forEach(
            partition ->
                table.row(
                    partition.partition(),
                    partition.survivors().isEmpty()
                        ? "none known"
                        : partition.survivors().stream()
                            .map(s -> s.node() + ": " + s.endOffset() + ", " + s.epoch())
                            .collect(Collectors.joining("; ")),
                    partition.why()));
    lines.addAll(table.lines());
    if (offline.count() > PARTITIONS) {
      lines.add("… all that are known: -output json");
    }
    return lines;
  }

  private static String why(NodeStatus node) {
    String failure = node.lastFailure().map(text -> "last failure: " + text).orElse("");
    if (node.reason().isEmpty() || failure.isEmpty()) {
      return node.reason() + failure;
    }
    return node.reason() + "; " + failure;
  }

  static List<String> of(Ledger ledger) {
    List<String> lines = new ArrayList<>();
    lines.add("Kafka cluster id " + ledger.kafkaClusterId() + "; its nodes, for the next start:");
    Table table = new Table("node", "host", "client", "quorum", "last stop", "data");
    for (NodeRecord node : ledger.nodes().values()) {
      table.row(
          Integer.toString(node.id()),
          node.host().isEmpty() ? "-" : node.host(),
          port(node.brokerPort()),
          port(node.controllerPort()),
          lastStop(node),
          node.holdsData() ? String.join(",", node.dataDirs()) : "none");
    }
    lines.addAll(table.lines());
    return lines;
  }

  /** A stop before the last start says nothing of how the node ended. */
  private static String lastStop(NodeRecord node) {
    return node.lastStop()
        .filter(at -> node.lastStart().filter(at::isBefore).isEmpty())
        .map(at -> at + (node.lastStopClean() ? " clean" : " not clean"))
        .orElse("unknown");
  }

  private static String since(Instant at, Instant now) {
    return Durations.show(Duration.between(at, now));
  }

  private static String portOf(String listener) {
    return listener.isEmpty() ? "-" : listener.substring(listener.lastIndexOf(':') + 1);
  }

  private static String port(int port) {
    return port == 0 ? "-" : Integer.toString(port);
  }
}
