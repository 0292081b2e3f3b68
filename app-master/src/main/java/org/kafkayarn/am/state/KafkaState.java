package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is believed of Kafka: what it told last, and what it was asked for. The next attempt asks it
 * anew.
 *
 * @param quorum Kafka's metadata quorum, when last seen
 * @param voterChange what Kafka was asked to change in the quorum last; empty when it has done it
 * @param replicas where the data's safe copies are; empty while Kafka does not tell
 * @param metadata what is believed about the version of Kafka's metadata
 * @param settings what is believed about Kafka's settings that change while it runs
 * @param confirmedAt when Kafka has last let a process in: what it said before of the replicas may
 *     count on the process before
 */
public record KafkaState(
    Quorum quorum,
    Optional<VoterChange> voterChange,
    Optional<ReplicasSeen> replicas,
    MetadataState metadata,
    Settings settings,
    Instant confirmedAt) {

  public KafkaState {
    requireNonNull(quorum);
    requireNonNull(voterChange);
    requireNonNull(replicas);
    requireNonNull(metadata);
    requireNonNull(settings);
    requireNonNull(confirmedAt);
  }

  /** Kafka has not told anything since then. */
  static KafkaState unknown(Instant since) {
    return new KafkaState(
        Quorum.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        MetadataState.UNKNOWN,
        Settings.UNKNOWN,
        since);
  }

  public KafkaState with(Quorum told) {
    return new KafkaState(told, voterChange, replicas, metadata, settings, confirmedAt);
  }

  /** Kafka is asked for a change, or has refused it. */
  public KafkaState with(VoterChange change) {
    return new KafkaState(quorum, Optional.of(change), replicas, metadata, settings, confirmedAt);
  }

  /** What Kafka has done shows before the next look at it. */
  KafkaState changed(VoterChange done) {
    Map<Integer, Quorum.Replica> voters = new HashMap<>(quorum.voters());
    if (done.kind() == VoterChange.Kind.ADD) {
      voters.put(done.nodeId(), new Quorum.Replica(done.directoryId(), true));
    } else {
      voters.remove(done.nodeId());
    }
    return new KafkaState(
        new Quorum(quorum.leader(), voters, quorum.observers()),
        Optional.empty(),
        replicas,
        metadata,
        settings,
        confirmedAt);
  }

  KafkaState withReplicas(Optional<ReplicasSeen> told) {
    return new KafkaState(quorum, voterChange, told, metadata, settings, confirmedAt);
  }

  public KafkaState with(MetadataState believed) {
    return new KafkaState(quorum, voterChange, replicas, believed, settings, confirmedAt);
  }

  public KafkaState with(Settings believed) {
    return new KafkaState(quorum, voterChange, replicas, metadata, believed, confirmedAt);
  }

  KafkaState confirmedAt(Instant at) {
    return new KafkaState(quorum, voterChange, replicas, metadata, settings, at);
  }
}
