package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the replicas of a new topic go when the brokers are given: round the ring of brokers, a
 * replica beside the one before, in another rack while there is one without a replica.
 */
public final class TopicLayout {
  private TopicLayout() {}

  /**
   * The replicas of each partition; the first is the preferred leader.
   *
   * @param ring the brokers in the order in which replicas go round
   * @param racks by broker; without one a broker is a rack of its own
   * @param start where on the ring the first leader is: any number
   * @throws UserError there are fewer brokers than replicas of a partition
   */
  public static List<List<Integer>> of(
      List<Integer> ring, Map<Integer, String> racks, int partitions, int factor, int start) {
    if (factor > ring.size()) {
      throw new UserError(
          "brokers: %d replicas of each partition need as many brokers, and these are %d: %s"
              .formatted(factor, ring.size(), ring));
    }
    List<List<Integer>> layout = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      int first = Math.floorMod((long) start + partition, ring.size());
      // With each round the followers are others, so that a broker's leaders have not all the same.
      int shift = ring.size() == 1 ? 0 : (partition / ring.size()) % (ring.size() - 1);
      layout.add(replicas(ring, racks, factor, first, shift));
    }
    return layout;
  }

  private static List<Integer> replicas(
      List<Integer> ring, Map<Integer, String> racks, int factor, int first, int shift) {
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < ring.size() - 1; i++) {
      int step = 1 + (shift + i) % (ring.size() - 1);
      candidates.add(ring.get((first + step) % ring.size()));
    }
    List<Integer> replicas = new ArrayList<>(List.of(ring.get(first)));
    Set<String> used = new HashSet<>(Set.of(rack(racks, ring.get(first))));
    while (replicas.size() < factor) {
      int next =
          candidates.stream()
              .filter(id -> !used.contains(rack(racks, id)))
              .findFirst()
              .orElse(candidates.get(0));
      candidates.remove(Integer.valueOf(next));
      replicas.add(next);
      used.add(rack(racks, next));
      if (candidates.stream().allMatch(id -> used.contains(rack(racks, id)))) {
        used.clear();
      }
    }
    return List.copyOf(replicas);
  }

  private static String rack(Map<Integer, String> racks, int id) {
    return racks.getOrDefault(id, "").isEmpty() ? "broker " + id : racks.get(id);
  }
}
