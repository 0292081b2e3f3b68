package org.kafkayarn.am.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that happened to the cluster or was decided about it. Its JSON is a line of the files
 * in the cluster's home and an element of {@code /api/v1/events}.
 *
 * @param sequence grows for ever, over all attempts and applications of a cluster, with gaps
 * @param attempt the ApplicationMaster's attempt that saw it
 * @param node the Kafka node that it is about; absent: the cluster or a host
 * @param host where it happened
 * @param kind one word of {@link EventKind}, or of a newer one
 * @param reason why, or what exactly, in one line
 */
public record ClusterEvent(
    long sequence,
    Instant at,
    int attempt,
    Optional<Integer> node,
    Optional<String> host,
    String kind,
    String reason) {
  public ClusterEvent {
    requireNonNull(at);
    requireNonNull(node);
    requireNonNull(host);
    requireNonNull(kind);
    requireNonNull(reason);
  }

  /** The event without its time, as a line of a log. */
  public String line() {
    return node.map(id -> "Node " + id + ": ").orElse("")
        + kind
        + (reason.isEmpty() ? "" : ": " + reason)
        + host.map(name -> " (" + name + ")").orElse("");
  }
}
