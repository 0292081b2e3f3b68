package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Where the safe copies were, and when the look at them began. */
public record ReplicasSeen(Replicas replicas, Instant at) {
  public ReplicasSeen {
    requireNonNull(replicas);
    requireNonNull(at);
  }
}
