package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.ReplicasSeen;

/**
 * Whether a node may start on another host without its data. It may when nothing can be lost by it:
 * its old process is gone, Kafka says that every record it held is in sync elsewhere, and the
 * quorum can replace it.
 */
final class Moves {
  private Moves() {}

  /** Why the node stays with its data; empty when it may leave it. */
  static Optional<Plan.Wait> heldBack(Turn turn, NodeRecord record) {
    return mayStillRun(turn, record)
        .or(() -> replicasAreNotSafe(turn.state(), record).map(Moves::forNow))
        .or(() -> quorumIsNotSafe(turn, record).map(Moves::forNow));
  }

  private static Plan.Wait forNow(String reason) {
    return new Plan.Wait(reason, Optional.empty());
  }

  /**
   * What the ResourceManager says of a host that it has lost is a guess: the process may run on,
   * cut off. Kafka's own fencing keeps it from harm then, and after the time in which YARN takes a
   * silent host for dead we go by that.
   */
  static Optional<Plan.Wait> mayStillRun(Turn turn, NodeRecord record) {
    if (record.endConfirmed()) {
      return Optional.empty();
    }
    Instant ended =
        record
            .lastStop()
            .filter(stop -> record.awaySince().filter(stop::isBefore).isEmpty())
            .or(record::awaySince)
            .orElse(turn.now);
    // In a series of failures it may have been started since it first went away.
    Instant since = record.lastStart().filter(ended::isBefore).orElse(ended);
    Instant until = since.plus(turn.state().application().hostExpiry());
    return turn.now.isBefore(until)
        ? Optional.of(
            new Plan.Wait(
                "its last process on " + record.host() + " may still run until " + until,
                Optional.of(until)))
        : Optional.empty();
  }

  private static Optional<String> replicasAreNotSafe(ClusterState state, NodeRecord record) {
    if (!isBroker(state, record)) {
      return Optional.empty();
    }
    if (state.leader().isEmpty()) {
      return Optional.of(
          "the quorum has no active controller that could tell which replicas are in sync");
    }
    Optional<ReplicasSeen> seen = seenWithout(state, record);
    if (seen.isEmpty()) {
      return Optional.of("Kafka has not told yet which replicas are in sync without it");
    }
    Replicas replicas = seen.get().replicas();
    Partitions last = replicas.lastCopies().get(record.id());
    if (last != null) {
      return Optional.of("it holds the last in-sync replica of " + last);
    }
    if (replicas.brokers().contains(record.id())) {
      return Optional.of("Kafka still counts it among its live brokers");
    }
    int inSync = replicas.inSync().getOrDefault(record.id(), 0);
    return inSync > 0
        ? Optional.of("Kafka still counts it in sync for " + inSync + " partitions")
        : Optional.empty();
  }

  /**
   * What Kafka has told since the node ended last. In a series of failures it may have been in sync
   * again since it first went away.
   */
  private static Optional<ReplicasSeen> seenWithout(ClusterState state, NodeRecord record) {
    Instant away = record.awaySince().orElse(Instant.MAX);
    Instant ended = record.lastStop().filter(stop -> stop.isAfter(away)).orElse(away);
    return state.kafka().replicas().filter(known -> known.at().isAfter(ended));
  }

  private static boolean isBroker(ClusterState state, NodeRecord record) {
    return state.spec().node(record.id()).broker();
  }

  /** Also without a vote it follows the quorum's log. */
  private static boolean isHeard(ClusterState state, NodeRecord record) {
    return Optional.ofNullable(state.kafka().quorum().observers().get(record.id()))
        .filter(copy -> record.directoryIds().containsValue(copy.directoryId()))
        .isPresent();
  }

  /** One voter is replaced at a time, and only by a caught-up majority of the others. */
  private static Optional<String> quorumIsNotSafe(Turn turn, NodeRecord record) {
    ClusterState state = turn.state();
    if (!record.controller()) {
      return Optional.empty();
    }
    Optional<Replicas> replicas = seenWithout(state, record).map(ReplicasSeen::replicas);
    if (replicas.isEmpty() || state.leader().isEmpty()) {
      return Optional.of("the metadata quorum has no leader that could replace this voter");
    }
    if (replicas.get().caughtUp().contains(record.id()) || isHeard(state, record)) {
      return Optional.of("the metadata quorum still hears this voter");
    }
    long voters = replicas.get().voters().size();
    long others =
        replicas.get().caughtUp().stream()
            .filter(id -> id != record.id() && replicas.get().voters().contains(id))
            .count();
    if (others <= voters / 2) {
      return Optional.of(
          "only "
              + others
              + " of the other voters have caught up, and a voter is replaced only by a majority of"
              + " the "
              + voters);
    }
    return QuorumChange.other(turn, record.id())
        .map(other -> "the vote of node " + other + " is being changed: one at a time");
  }
}
