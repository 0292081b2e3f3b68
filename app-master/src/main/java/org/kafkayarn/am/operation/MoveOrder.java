package org.kafkayarn.am.operation;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.spec.IdRanges;

/**
 * Replicas to move.
 *
 * @param topics only their partitions; empty: those of all
 * @param brokers where the replicas go; empty: to any broker
 * @param replicationFactor how many replicas each partition gets; absent: as many as it has
 */
public record MoveOrder(
    Kind kind,
    Set<String> topics,
    SortedSet<Integer> brokers,
    OptionalInt replicationFactor,
    Throttle throttle) {

  /** To what end. */
  public enum Kind {
    /** Every broker and rack has its share, by size. */
    REBALANCE,
    /** Every partition is where the layout of a new topic would put it. */
    REALIGN,
    /** Every partition has another number of replicas. */
    REPLICATION,
    /** Brokers that have just come get their share. */
    ONTO;

    /** For an operator. */
    String title(MoveOrder order) {
      String what =
          order.topics().isEmpty() ? "all topics" : "topics " + String.join(",", order.topics());
      return switch (this) {
        case REBALANCE -> "rebalance " + what;
        case REALIGN -> "realign " + what;
        case REPLICATION ->
            "%d replicas of %s".formatted(order.replicationFactor().orElse(0), what);
        case ONTO -> "move replicas onto brokers " + IdRanges.shown(order.brokers());
      };
    }
  }

  public MoveOrder {
    requireNonNull(kind);
    topics = Set.copyOf(topics);
    brokers = Collections.unmodifiableSortedSet(new TreeSet<>(brokers));
    requireNonNull(replicationFactor);
    requireNonNull(throttle);
  }
}
