package org.kafkayarn.am.kafka;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;

/** Counts where the safe copies are from what Kafka tells of its partitions and quorum. Pure. */
final class ReplicaCensus {
  private static final int EXAMPLES = 5;

  /** A voter that had all of the leader's records so short a time ago can take part at once. */
  static final Duration CAUGHT_UP = Duration.ofSeconds(10);

  /**
   * One partition.
   *
   * @param leader absent while it has none
   * @param eligible the replicas outside the ISR that Kafka knows to be complete (KIP-966: those
   *     eligible and those last known so); absent when Kafka tells nothing of them
   * @param minIsr min.insync.replicas of its topic
   */
  record Partition(
      String topic,
      int number,
      Optional<Integer> leader,
      Set<Integer> replicas,
      Set<Integer> isr,
      Optional<Set<Integer>> eligible,
      int minIsr) {
    Partition {
      replicas = Set.copyOf(replicas);
      isr = Set.copyOf(isr);
      eligible = eligible.map(Set::copyOf);
    }

    /**
     * Kafka asks for no more replicas than a partition has (Partition.effectiveMinIsr, Kafka
     * 4.3.1).
     */
    private int neededIsr() {
      return Math.min(minIsr, replicas.size());
    }

    /** Those of which Kafka would make one the leader by itself. */
    private Set<Integer> mayLead() {
      return isr.isEmpty() ? lastCopies() : isr;
    }

    /** Those of which the loss of the last would lose records. */
    private Set<Integer> lastCopies() {
      if (!isr.isEmpty()) {
        return isr.size() == 1 ? isr : Set.of();
      }
      return eligible.filter(ids -> !ids.isEmpty()).orElse(replicas);
    }

    /**
     * The replicas that a restart must wait for, as there are too few others in sync. What has no
     * more replicas than it needs is not waited for: it could never be kept available.
     */
    private Set<Integer> neededForRestart() {
      if (cannotSpare()) {
        return Set.of();
      }
      return isr.size() < minIsr ? replicas : isr.size() == minIsr ? isr : Set.of();
    }

    /** Those in sync, and those that could lead if nobody were. */
    private Set<Integer> countsOn() {
      Set<Integer> ids = new HashSet<>(isr);
      eligible.ifPresent(ids::addAll);
      return ids;
    }

    /** It has no more replicas than it needs in sync: it misses each of them. */
    boolean cannotSpare() {
      return replicas.size() <= minIsr;
    }

    private Set<Integer> isrWithout(int id) {
      return isr.stream().filter(other -> other != id).collect(Collectors.toUnmodifiableSet());
    }

    /** It takes no acks=all without the node, whoever else is in sync. */
    private boolean isBelowMinIsrWithout(int id) {
      return isr.contains(id) && isr.size() <= neededIsr();
    }

    /** The in-sync replicas of which none can be missed; it takes no acks=all without them. */
    private Set<Integer> neededForMinIsr() {
      return isr.size() == neededIsr() ? isr : Set.of();
    }

    @Override
    public String toString() {
      return topic + "-" + number;
    }
  }

  private ReplicaCensus() {}

  /**
   * @param brokers those that are registered and not fenced
   * @param elr whether Kafka keeps eligible leader replicas
   * @param leader of the quorum; negative when it has none
   */
  static Replicas of(
      Set<Integer> brokers,
      Collection<Partition> partitions,
      boolean elr,
      int leader,
      List<QuorumCensus.Replica> voters) {
    Map<Integer, Integer> inSync = new HashMap<>();
    Map<Integer, Integer> leaderships = new HashMap<>();
    Map<Integer, List<Partition>> lastCopies = new TreeMap<>();
    Map<Integer, List<Partition>> neededForMinIsr = new TreeMap<>();
    Map<Integer, List<Partition>> neededForRestart = new TreeMap<>();
    partitions.stream()
        .sorted(comparing(Partition::topic).thenComparing(Partition::number))
        .forEach(
            partition -> {
              partition.isr().forEach(id -> inSync.merge(id, 1, Integer::sum));
              partition.leader().ifPresent(id -> leaderships.merge(id, 1, Integer::sum));
              add(lastCopies, partition.lastCopies(), partition);
              add(neededForMinIsr, partition.neededForMinIsr(), partition);
              add(neededForRestart, partition.neededForRestart(), partition);
            });
    return new Replicas(
        brokers,
        inSync,
        named(lastCopies),
        named(neededForMinIsr),
        named(neededForRestart),
        leaderships,
        voters.stream().map(QuorumCensus.Replica::id).collect(Collectors.toSet()),
        QuorumCensus.caughtUp(leader, voters, CAUGHT_UP),
        eligibility(partitions, elr),
        offline(partitions),
        HostingCensus.of(partitions));
  }

  private static Eligibility eligibility(Collection<Partition> partitions, boolean elr) {
    Map<Integer, Map<Set<Integer>, List<Partition>>> left = new HashMap<>();
    Map<Integer, List<Partition>> belowMinIsr = new HashMap<>();
    for (Partition partition : partitions) {
      for (int id : partition.countsOn()) {
        left.computeIfAbsent(id, n -> new HashMap<>())
            .computeIfAbsent(partition.isrWithout(id), others -> new ArrayList<>())
            .add(partition);
        if (partition.isBelowMinIsrWithout(id)) {
          belowMinIsr.computeIfAbsent(id, n -> new ArrayList<>()).add(partition);
        }
      }
    }
    Map<Integer, Map<Set<Integer>, Partitions>> namedLeft = new HashMap<>();
    left.forEach((id, sets) -> namedLeft.put(id, named(sets)));
    return new Eligibility(true, elr, namedLeft, named(belowMinIsr));
  }

  /** The order of the replicas does not matter to those who count. */
  private static Offline offline(Collection<Partition> partitions) {
    List<Partition> leaderless = partitions.stream().filter(p -> p.leader().isEmpty()).toList();
    return new Offline(
        leaderless.size(),
        leaderless.stream()
            .sorted(comparing(Partition::topic).thenComparing(Partition::number))
            .limit(Offline.LISTED)
            .map(
                partition ->
                    new Offline.Partition(
                        partition.topic(),
                        partition.number(),
                        partition.replicas().stream().sorted().toList(),
                        partition.mayLead(),
                        List.of()))
            .toList());
  }

  private static void add(
      Map<Integer, List<Partition>> byNode, Set<Integer> nodes, Partition partition) {
    nodes.forEach(id -> byNode.computeIfAbsent(id, n -> new ArrayList<>()).add(partition));
  }

  static <K> Map<K, Partitions> named(Map<K, List<Partition>> byKey) {
    Map<K, Partitions> named = new HashMap<>();
    byKey.forEach(
        (key, all) ->
            named.put(
                key,
                new Partitions(
                    all.size(), all.stream().limit(EXAMPLES).map(Partition::toString).toList())));
    return named;
  }
}
