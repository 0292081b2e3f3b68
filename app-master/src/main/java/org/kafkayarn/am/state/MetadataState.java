package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What is believed about the version of Kafka's metadata. Nothing of it is ever saved.
 *
 * @param features what Kafka has told last
 * @param ordered the level that the operator has ordered, until it is finalized or refused
 * @param callingSince since when Kafka has been asked to finalize a level, while it has not
 *     answered
 * @param refusal why the last level that it was asked for was not finalized
 */
public record MetadataState(
    Optional<Features> features,
    Optional<Integer> ordered,
    Optional<Instant> callingSince,
    Optional<Refusal> refusal) {

  /** Kafka did not finalize a level. */
  public record Refusal(int level, String reason, Instant at) {
    public Refusal {
      requireNonNull(reason);
      requireNonNull(at);
    }
  }

  /** Kafka has not told anything yet. */
  public static final MetadataState UNKNOWN =
      new MetadataState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public MetadataState {
    requireNonNull(features);
    requireNonNull(ordered);
    requireNonNull(callingSince);
    requireNonNull(refusal);
  }

  MetadataState observed(Features seen) {
    return new MetadataState(Optional.of(seen), ordered, callingSince, refusal);
  }

  MetadataState ordered(int level) {
    return new MetadataState(features, Optional.of(level), callingSince, Optional.empty());
  }

  public MetadataState calling(Instant since) {
    return new MetadataState(features, ordered, Optional.of(since), Optional.empty());
  }

  MetadataState finalized(int level) {
    return new MetadataState(
        features.map(known -> known.finalizedAt(level)),
        ordered.filter(wanted -> wanted > level),
        Optional.empty(),
        Optional.empty());
  }

  MetadataState refused(Refusal why) {
    return new MetadataState(features, Optional.empty(), Optional.empty(), Optional.of(why));
  }
}
