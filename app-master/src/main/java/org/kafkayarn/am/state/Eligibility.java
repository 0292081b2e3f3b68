package org.kafkayarn.am.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.kafkayarn.am.state.Replicas.Partitions;

/**
 * Who could lead what a node has copies of, if the node were taken off.
 *
 * @param isKnown Kafka has told; otherwise nothing of the rest holds
 * @param elr Kafka keeps eligible leader replicas (KIP-966): its feature
 *     eligible.leader.replicas.version is above 0
 * @param left by node id, for each partition that has the node in sync or eligible: the in-sync
 *     replicas that it is left with, and which partitions are left with just these
 * @param belowMinIsr by node id: the partitions that take no acks=all without it
 */
public record Eligibility(
    boolean isKnown,
    boolean elr,
    Map<Integer, Map<Set<Integer>, Partitions>> left,
    Map<Integer, Partitions> belowMinIsr) {
  public static final Eligibility UNKNOWN = new Eligibility(false, false, Map.of(), Map.of());

  public Eligibility {
    Map<Integer, Map<Set<Integer>, Partitions>> copy = new HashMap<>();
    left.forEach((id, sets) -> copy.put(id, Map.copyOf(sets)));
    left = Map.copyOf(copy);
    belowMinIsr = Map.copyOf(belowMinIsr);
  }

  /** What the partitions that count on this node are left with. */
  public Map<Set<Integer>, Partitions> without(int id) {
    return left.getOrDefault(id, Map.of());
  }
}
