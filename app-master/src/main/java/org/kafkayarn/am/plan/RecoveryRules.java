package org.kafkayarn.am.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Offline.Survivor;

/**
 * Which survivor should lead a partition whose in-sync replicas are gone, and what that could cost.
 *
 * <p>The most complete one: a later leader epoch of its last record wins, as Kafka's own truncation
 * goes by epochs (KIP-101), then the longer log. Kafka's unclean election takes the first live
 * replica in the order of the assignment, whatever it has: so the order is part of the proposal.
 *
 * <p><b>Example.</b> Replicas 1, 2, 3; in sync only 1, whose host is gone; 2 ends at 80 in epoch 4,
 * 3 at 95 in epoch 4: elect 3 by the order 3, 2, 1. What only 1 had from 95 on is lost.
 */
public final class RecoveryRules {
  /**
   * What is proposed for one partition.
   *
   * @param survivors the best first
   * @param elect the node to elect; absent when there is none, or when it must not be done now
   * @param order the replicas, the elected one first
   * @param refusal why it must not be done now; absent when it can be
   * @param loss what is known of what would be lost
   */
  public record Proposal(
      Offline.Partition partition,
      List<Survivor> survivors,
      Optional<Integer> elect,
      List<Integer> order,
      Optional<String> refusal,
      String loss) {}

  private static final Comparator<Survivor> COMPLETENESS =
      Comparator.comparingInt(Survivor::epoch)
          .thenComparingLong(Survivor::endOffset)
          .thenComparing(Comparator.comparingInt(Survivor::node).reversed());

  private RecoveryRules() {}

  /**
   * Proposes what to do for one partition.
   *
   * @param brokers those that are registered and not fenced: only they can be elected
   * @param force also where a node that has all may come back, or a live copy could not be read
   */
  public static Proposal propose(
      ClusterState state, Offline.Partition partition, Set<Integer> brokers, boolean force) {
    List<Survivor> survivors =
        partition.survivors().stream()
            .filter(survivor -> brokers.contains(survivor.node()))
            .sorted(COMPLETENESS.reversed())
            .toList();
    Optional<Integer> best = survivors.stream().map(Survivor::node).findFirst();
    Optional<String> refusal = refusal(state, partition, brokers, survivors, force);
    return new Proposal(
        partition,
        survivors,
        refusal.isPresent() ? Optional.empty() : best,
        best.map(node -> withFirst(node, partition.replicas())).orElse(partition.replicas()),
        refusal,
        loss(state, partition, survivors));
  }

  private static Optional<String> refusal(
      ClusterState state,
      Offline.Partition partition,
      Set<Integer> brokers,
      List<Survivor> survivors,
      boolean force) {
    List<Integer> inSync = partition.isr().stream().filter(brokers::contains).sorted().toList();
    if (!inSync.isEmpty()) {
      return Optional.of(
          "Kafka can elect node " + inSync.get(0) + ", which is in sync and live, by itself");
    }
    if (survivors.isEmpty()) {
      return Optional.of("no live node has a copy that could be read");
    }
    if (force) {
      return Optional.empty();
    }
    for (int id : partition.isr().stream().sorted().toList()) {
      Optional<String> back = Absence.returning(state, id);
      if (back.isPresent()) {
        return Optional.of(
            Absence.name(state, id)
                + " has every committed record and may come back: "
                + back.get()
                + "; wait for it, or use -force");
      }
    }
    List<Integer> unread = new ArrayList<>(partition.replicas());
    unread.removeIf(
        id -> !brokers.contains(id) || survivors.stream().anyMatch(s -> s.node() == id));
    return unread.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the copy on live "
                + Absence.name(state, unread.get(0))
                + " could not be read and may be longer; try again, or use -force");
  }

  /** Of a node whose Kafka is away and whose launcher can still read its files. */
  private static String end(Offline.Partition partition, int id) {
    return partition.survivors().stream()
        .filter(copy -> copy.node() == id)
        .map(
            copy -> ", whose log ends at %d in epoch %d,".formatted(copy.endOffset(), copy.epoch()))
        .findFirst()
        .orElse("");
  }

  private static List<Integer> withFirst(int first, List<Integer> replicas) {
    List<Integer> order = new ArrayList<>(replicas);
    order.remove((Integer) first);
    order.add(0, first);
    return order;
  }

  private static String loss(
      ClusterState state, Offline.Partition partition, List<Survivor> survivors) {
    if (survivors.isEmpty()) {
      return "everything: no copy survives on a live node";
    }
    Survivor best = survivors.get(0);
    Map<String, Long> parts = new LinkedHashMap<>();
    for (Survivor other : survivors.subList(1, survivors.size())) {
      // An earlier epoch can have offsets beyond: a tail that was never committed, or lost before.
      if (other.endOffset() > best.endOffset()) {
        parts.put("node " + other.node() + " gives up its older tail to", other.endOffset());
      }
    }
    String absent =
        partition.isr().stream()
            .sorted()
            .map(id -> Absence.name(state, id) + end(partition, id))
            .collect(Collectors.joining(", "));
    return "whatever "
        + (absent.isEmpty() ? "an absent node" : absent)
        + " has from offset "
        + best.endOffset()
        + " on"
        + (best.highWatermark().isPresent()
            ? "; committed up to " + best.highWatermark().getAsLong() + " or more is kept"
            : "")
        + parts.entrySet().stream()
            .map(entry -> "; " + entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining());
  }
}
