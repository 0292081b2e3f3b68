package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

/**
 * What a cluster's home keeps of its spec.
 *
 * @param given what the operator has said so far; all else may be derived anew
 * @param spec the complete spec that was accepted last
 */
public record StoredSpec(SpecChanges given, ClusterSpec spec) {
  public StoredSpec {
    requireNonNull(given);
    requireNonNull(spec);
  }
}
