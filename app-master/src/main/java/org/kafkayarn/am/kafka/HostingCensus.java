package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kafkayarn.am.kafka.ReplicaCensus.Partition;
import org.kafkayarn.am.state.Hosting;

/** Counts who holds which replicas, in sync or not. Pure. */
final class HostingCensus {
  private HostingCensus() {}

  static Hosting of(Collection<Partition> partitions) {
    Map<Integer, Integer> replicas = new HashMap<>();
    Map<Integer, List<Partition>> cannotSpare = new HashMap<>();
    Map<Integer, List<Partition>> behind = new HashMap<>();
    Map<Integer, Set<Integer>> companions = new HashMap<>();
    partitions.stream()
        .sorted(Comparator.comparing(Partition::topic).thenComparing(Partition::number))
        .forEach(
            partition -> {
              for (int id : partition.replicas()) {
                replicas.merge(id, 1, Integer::sum);
                companions.computeIfAbsent(id, n -> new HashSet<>()).addAll(partition.replicas());
                if (partition.cannotSpare()) {
                  cannotSpare.computeIfAbsent(id, n -> new ArrayList<>()).add(partition);
                }
                if (!partition.isr().contains(id)) {
                  behind.computeIfAbsent(id, n -> new ArrayList<>()).add(partition);
                }
              }
            });
    companions.forEach((id, others) -> others.remove(id));
    return new Hosting(
        replicas, ReplicaCensus.named(cannotSpare), ReplicaCensus.named(behind), companions);
  }
}
