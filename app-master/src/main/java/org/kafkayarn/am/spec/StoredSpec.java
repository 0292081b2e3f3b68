package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.TreeMap;

/**
 * What a cluster's home keeps of its spec.
 *
 * @param given what the operator has said so far; all else may be derived anew
 * @param spec the complete spec that was accepted last
 * @param before the one before it, while nodes of that one which are not wanted any more leave
 */
public record StoredSpec(SpecChanges given, ClusterSpec spec, Optional<ClusterSpec> before) {
  public StoredSpec {
    requireNonNull(given);
    requireNonNull(spec);
    requireNonNull(before);
  }

  /** The spec to run by: with the nodes that may not have left yet. */
  public ClusterSpec running() {
    return spec.withRetiring(before.map(ClusterSpec::nodes).orElseGet(TreeMap::new));
  }

  /** The same when all have left. */
  public StoredSpec retired() {
    return new StoredSpec(given, spec, Optional.empty());
  }
}
