package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How a node that fails is started again.
 *
 * @param delay before the second start in a row; the first failure after a good time is answered at
 *     once
 * @param maxDelay the delay doubles up to this
 * @param maxTries after so many failures in a row the node is left alone; absent: never
 * @param goodAfter a start counts as good once Kafka has served for so long
 * @param fast Kafka is told at once that a broker has crashed, where that is safe
 */
public record Failover(
    Duration delay,
    Duration maxDelay,
    Optional<Integer> maxTries,
    Duration goodAfter,
    boolean fast) {
  public static final Failover DEFAULT =
      new Failover(
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Optional.empty(),
          Duration.ofMinutes(1),
          false);

  public Failover {
    requireNonNull(delay);
    requireNonNull(maxDelay);
    requireNonNull(maxTries);
    requireNonNull(goodAfter);
  }

  /** The delay after so many failures in a row. */
  public Duration delayAfter(int failures) {
    if (failures <= 1) {
      return Duration.ZERO;
    }
    Duration doubled = delay.multipliedBy(1L << Math.min(failures - 2, 20));
    return doubled.compareTo(maxDelay) < 0 ? doubled : maxDelay;
  }
}
