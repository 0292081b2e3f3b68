package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Hosting;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.ReplicasSeen;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/**
 * The order in which an operator's restart goes: controllers before brokers, the active controller
 * last, one node at a time, or as many brokers of one rack as were asked for that have no partition
 * in common: each partition then misses one replica at most.
 *
 * <p>How far it is follows from what runs: every start tells the number of the last operation that
 * was ordered before it, so that whoever becomes the ApplicationMaster goes on from there.
 */
final class Rolls {
  private Rolls() {}

  /** The restart that a node that runs is due for. */
  static Optional<Operation> due(ClusterState state, Slot slot) {
    return state
        .ledger()
        .operations()
        .running()
        .filter(operation -> operation.kind() == Kind.RESTART)
        .filter(operation -> isDue(state, operation, slot))
        .findFirst();
  }

  static boolean isDue(ClusterState state, Operation operation, Slot slot) {
    if (!operation.nodes().contains(slot.id()) || isThrough(operation, slot)) {
      return false;
    }
    return !rolling(operation).pendingOnly() || Pending.needsRestart(state, slot);
  }

  /** Its process was started after the order. */
  static boolean isThrough(Operation operation, Slot slot) {
    Optional<Origin> origin = slot.launcher().flatMap(LauncherState::started).map(Started::origin);
    // A launcher of an earlier version does not tell: who was stopped once has started since.
    return origin
        .map(of -> of.operation() >= operation.number())
        .orElse(operation.touched().contains(slot.id()));
  }

  private static Rolling rolling(Operation operation) {
    return operation.rolling().orElseThrow();
  }

  // ---- the order ----

  /** The nodes whose turn is to come, the next first. */
  static List<Slot> queue(ClusterState state, Operation operation) {
    return state.slots().values().stream()
        .filter(Slot::serving)
        .filter(slot -> isDue(state, operation, slot))
        .sorted(Comparator.comparingInt((Slot slot) -> rank(state, slot)).thenComparing(Slot::id))
        .toList();
  }

  private static int rank(ClusterState state, Slot slot) {
    if (state.leader().equals(Optional.of(slot.id()))) {
      return 2;
    }
    return isController(state, slot.id()) ? 0 : 1;
  }

  private static boolean isController(ClusterState state, int id) {
    return Voters.isVoter(state, id)
        || state.ledger().node(id).filter(NodeRecord::controller).isPresent();
  }

  /** Those that were stopped and are not back; who has not heard of it has not been. */
  static List<Slot> away(ClusterState state, Operation operation) {
    return operation.touched().stream()
        .flatMap(id -> Optional.ofNullable(state.slots().get(id)).stream())
        .filter(slot -> !slot.serving() || slot.order().isPresent())
        .toList();
  }

  /**
   * The others that may be away together with a node: as many as were asked for, of its rack, none
   * with a vote, and none with a partition in common with it.
   */
  static Set<Integer> together(Turn turn, Operation operation, Slot slot) {
    ClusterState state = turn.state();
    List<Slot> away = away(state, operation);
    Optional<Hosting> hosting =
        state.kafka().replicas().map(ReplicasSeen::replicas).map(Replicas::hosting);
    Optional<String> rack = rack(state, slot.id());
    if (away.isEmpty()
        || away.size() >= rolling(operation).atOnce()
        || hosting.isEmpty()
        || rack.isEmpty()
        || isController(state, slot.id())) {
      return Set.of();
    }
    boolean allMay =
        away.stream()
            .allMatch(
                other ->
                    !isController(state, other.id())
                        && rack(state, other.id()).equals(rack)
                        && !hosting.get().share(slot.id(), other.id()));
    return allMay ? away.stream().map(Slot::id).collect(Collectors.toSet()) : Set.of();
  }

  private static Optional<String> rack(ClusterState state, int id) {
    return state.ledger().node(id).map(NodeRecord::rack).filter(name -> !name.isEmpty());
  }

  /** Who goes, or is back, before a node may go. */
  static Optional<String> othersFirst(
      Turn turn, Operation operation, Slot slot, Set<Integer> together) {
    ClusterState state = turn.state();
    Optional<Slot> away =
        away(state, operation).stream().filter(other -> !together.contains(other.id())).findFirst();
    if (away.isPresent()) {
      return Optional.of("node " + away.get().id() + " must serve again first");
    }
    Optional<Instant> proven = canaryProven(state, operation);
    if (proven.filter(turn.now::isBefore).isPresent()) {
      turn.wake(proven.get());
      return Optional.of(
          "node %d has to serve until %s first"
              .formatted(
                  operation.touched().first(),
                  proven.get().plusMillis(999).truncatedTo(ChronoUnit.SECONDS)));
    }
    return queue(state, operation).stream()
        .filter(next -> together.isEmpty() || !together(turn, operation, next).isEmpty())
        .findFirst()
        .filter(next -> next.id() != slot.id())
        .map(next -> "node " + next.id() + " goes first");
  }

  /** When the first node will have served for long enough, while it is the only one. */
  private static Optional<Instant> canaryProven(ClusterState state, Operation operation) {
    Optional<Duration> time = rolling(operation).canary();
    return operation.touched().size() == 1 && time.isPresent()
        ? Optional.ofNullable(state.slots().get(operation.touched().first()))
            .flatMap(Slot::launcher)
            .map(launcher -> launcher.since().plus(time.get()))
        : Optional.empty();
  }

  /** What would be unavailable without the node, where that is not accepted. */
  static Optional<String> unavailable(ClusterState state, Operation operation, Slot slot) {
    return rolling(operation).unavailable() == Unavailable.ALLOW
        ? Optional.empty()
        : unavailable(state, slot.id());
  }

  /** What would be unavailable without the node, whatever the others do. */
  static Optional<String> unavailable(ClusterState state, int id) {
    return state
        .kafka()
        .replicas()
        .map(seen -> seen.replicas().hosting().cannotSpare().get(id))
        .map(
            partitions ->
                "unavailable without it, as they have no more replicas than they need in sync: "
                    + partitions
                    + " (give them more replicas, or accept it with -allow-unavailable)");
  }

  /** The nodes that it is not through with, but for those that are stopped anyway. */
  static Set<Integer> left(ClusterState state, Operation operation) {
    Set<Integer> left = new TreeSet<>();
    for (int id : operation.nodes()) {
      Slot slot = state.slots().get(id);
      if (slot != null
          && !Halts.isHalted(state, id)
          && (!slot.serving() || isDue(state, operation, slot))) {
        left.add(id);
      }
    }
    return left;
  }
}
