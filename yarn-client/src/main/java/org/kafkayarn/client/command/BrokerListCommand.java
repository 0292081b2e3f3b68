package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code broker list}: every broker, what it holds, and what is wrong with it. */
@Command(
    name = "list",
    description = {
      "Show every broker: its state, how many replicas it holds, how many of them are not in sync"
          + " (behind), and how many partitions without a leader have a replica on it (offline).",
      "The active controller is marked with a star."
    },
    footer = {"%nExamples:", "  kafka-yarn broker list", "  kafka-yarn broker list -output json"})
public final class BrokerListCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ClusterOptions options;

  public BrokerListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return options.show(
        surroundings, NodeCalls::brokers, brokers -> table(brokers, Instant.now()).lines());
  }

  private static Table table(List<BrokerStatus> brokers, Instant now) {
    Table table =
        new Table(
            "broker",
            "state",
            "since",
            "host",
            "rack",
            "listener",
            "group",
            "replicas",
            "leaders",
            "behind",
            "offline",
            "roles",
            "notes");
    for (BrokerStatus broker : brokers) {
      table.row(
          broker.id() + (broker.activeController() ? "*" : ""),
          broker.state(),
          broker.since().map(at -> Durations.show(Duration.between(at, now))).orElse("-"),
          broker.host().orElse("-"),
          broker.rack().orElse("-"),
          broker.listener().isEmpty() ? "-" : broker.listener(),
          broker.group().isEmpty() ? "-" : broker.group(),
          number(broker.replicas()),
          number(broker.leaders()),
          number(broker.behind()),
          number(broker.offline()),
          broker.roles(),
          notes(broker));
    }
    return table;
  }

  private static String number(Optional<Integer> count) {
    return count.map(String::valueOf).orElse("?");
  }

  private static String notes(BrokerStatus broker) {
    return Stream.of(
            broker.pendingRestart() ? "restart pending" : "",
            broker.halted() ? "stopped by an operator" : "",
            broker.reason())
        .filter(note -> !note.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
