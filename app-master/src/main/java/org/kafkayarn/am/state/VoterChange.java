package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of the quorum's voters that Kafka was asked for. There is one at a time, as Kafka takes
 * no second one before the first is committed (KIP-853).
 *
 * @param directoryId the directory that gets or loses the vote
 * @param since when Kafka was asked
 * @param failure why Kafka did not do it, once it has said so
 */
public record VoterChange(
    Kind kind, int nodeId, String directoryId, Instant since, Optional<Failure> failure) {

  /** What is changed. */
  public enum Kind {
    ADD,
    REMOVE
  }

  /** What Kafka answered, and when. */
  public record Failure(String reason, Instant at) {
    public Failure {
      requireNonNull(reason);
      requireNonNull(at);
    }
  }

  public VoterChange {
    requireNonNull(kind);
    requireNonNull(directoryId);
    requireNonNull(since);
    requireNonNull(failure);
  }

  /** Kafka has not answered yet. */
  public boolean isOpen() {
    return failure.isEmpty();
  }

  VoterChange failed(String reason, Instant at) {
    return new VoterChange(kind, nodeId, directoryId, since, Optional.of(new Failure(reason, at)));
  }
}
