package org.kafkayarn.client.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Times;
import org.kafkayarn.client.yarn.AmClient;

/** Prints the events that are asked for, one a line. */
final class EventPrinter {
  private static final ObjectWriter JSON =
      AmClient.JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

  private final Console console;
  private final boolean json;
  private final Optional<Integer> node;
  private final Optional<Instant> from;

  EventPrinter(Console console, boolean json, Optional<Integer> node, Optional<Instant> from) {
    this.console = console;
    this.json = json;
    this.node = node;
    this.from = from;
  }

  /** The last so many of those that are asked for. */
  void last(List<ClusterEvent> events, int lines) {
    List<ClusterEvent> wanted = events.stream().filter(this::isWanted).toList();
    wanted.subList(Math.max(0, wanted.size() - lines), wanted.size()).forEach(this::print);
  }

  void print(ClusterEvent event) {
    if (isWanted(event)) {
      console.print(json ? json(event) : text(event));
    }
  }

  private boolean isWanted(ClusterEvent event) {
    return (node.isEmpty() || node.equals(event.node()))
        && from.filter(event.at()::isBefore).isEmpty();
  }

  private static String text(ClusterEvent event) {
    return "%s  %-7s  %-15s  %s%s"
        .formatted(
            Times.show(event.at()),
            event.node().map(id -> "node " + id).orElse("cluster"),
            event.kind(),
            event.reason(),
            event.host().map(host -> "  (" + host + ")").orElse(""));
  }

  private static String json(ClusterEvent event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
