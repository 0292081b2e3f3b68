package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an application waits for before it starts its first node. Once a node was started they have
 * done their work, until the next application.
 *
 * @param startAt nothing is asked for before
 * @param minFree nothing is asked for before the hosts have so much free
 * @param gang no container is used before so many are held; {@link Gang#ALL} for all nodes
 */
public record StartConditions(
    Optional<Instant> startAt, Optional<Amount> minFree, Optional<Gang> gang) {
  public static final StartConditions NONE =
      new StartConditions(Optional.empty(), Optional.empty(), Optional.empty());

  /** An amount of YARN's resources: memory in MiB, and vcores. */
  public record Amount(long memoryMb, int vcores) {}

  /**
   * Containers that are wanted together or not at all.
   *
   * @param nodes how many; empty for all nodes
   * @param timeout after so long all are given back and the application ends; absent: never
   */
  public record Gang(OptionalInt nodes, Optional<Duration> timeout) {
    public Gang {
      requireNonNull(nodes);
      requireNonNull(timeout);
    }
  }

  public StartConditions {
    requireNonNull(startAt);
    requireNonNull(minFree);
    requireNonNull(gang);
  }
}
