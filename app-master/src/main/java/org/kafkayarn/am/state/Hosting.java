package org.kafkayarn.am.state;

import java.util.Map;
import java.util.Set;
import org.kafkayarn.am.state.Replicas.Partitions;

/**
 * Which replicas brokers hold, in sync or not.
 *
 * @param replicas how many each broker holds
 * @param cannotSpare the partitions that cannot stay available while the broker is away, whatever
 *     the others do: they have no more replicas than they need in sync
 * @param behind the partitions of which the broker's replica is not in sync
 * @param companions for each broker the others that hold a replica of a partition of its
 */
public record Hosting(
    Map<Integer, Integer> replicas,
    Map<Integer, Partitions> cannotSpare,
    Map<Integer, Partitions> behind,
    Map<Integer, Set<Integer>> companions) {
  public static final Hosting NONE = new Hosting(Map.of(), Map.of(), Map.of(), Map.of());

  public Hosting {
    replicas = Map.copyOf(replicas);
    cannotSpare = Map.copyOf(cannotSpare);
    behind = Map.copyOf(behind);
    companions = Map.copyOf(companions);
  }

  /** A partition has replicas on both. */
  public boolean share(int one, int other) {
    return companions.getOrDefault(one, Set.of()).contains(other);
  }
}
