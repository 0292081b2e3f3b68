package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Kafka may have been asked to take a crashed broker off. Saved before it is asked: the call names
 * no incarnation, so whoever takes over must know that one may still be under way.
 *
 * @param by the attempt that decided it
 * @param containerId the container whose launcher told of the crash
 * @param since when it was decided
 * @param until before that no process of the node starts unless Kafka has answered
 * @param unanswered the call is over, and nobody knows what Kafka made of it
 */
public record Unregistration(
    String by, String containerId, Instant since, Instant until, boolean unanswered) {

  /** What has become of the call. */
  public enum Outcome {
    /** Kafka has taken the broker off, or did not know it. */
    DONE,
    /** The call was not made. */
    NOT_ASKED,
    /** Kafka has answered that it does not do it. */
    REFUSED,
    /** Kafka may have done it, or may not. */
    UNANSWERED
  }

  public Unregistration {
    requireNonNull(by);
    requireNonNull(containerId);
    requireNonNull(since);
    requireNonNull(until);
  }

  Unregistration withoutAnswer() {
    return new Unregistration(by, containerId, since, until, true);
  }
}
