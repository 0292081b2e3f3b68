package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.ReplicasSeen;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * What every voluntary act on a node that runs has to pass: nobody may miss the node while it is
 * away. A partition would miss it that were left without an in-sync replica, or with fewer than its
 * min.insync.replicas; the metadata quorum, if its other voters that have caught up were no
 * majority.
 */
final class Gate {
  /** How old Kafka's word may be when a node stops because of it. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private Gate() {}

  /** Who would miss the node if it left for long; empty when nobody would. */
  static Optional<String> leave(Turn turn, Slot slot) {
    Collection<Slot> others = others(turn.state(), slot, Set.of());
    return anotherLeaves(others)
        .or(() -> replicasMove(turn.state()))
        .or(
            () -> {
              Optional<Replicas> seen = fresh(turn, slot, others);
              return seen.isEmpty()
                  ? untold()
                  : goneUnnoticed(others, seen.get())
                      .or(() -> missedForLong(turn, seen.get(), slot.id()));
            });
  }

  /**
   * Who would miss the node for as long as a restart takes. Its data stays with it, so that a
   * partition that has no other copy loses nothing; one with no more replicas than
   * min.insync.replicas is unavailable for a moment whatever is done.
   */
  static Optional<String> restart(Turn turn, Slot slot) {
    return restart(turn, slot, Set.of());
  }

  /**
   * The same beside others.
   *
   * @param together who may be away at the same time: none of them has a vote, or a partition in
   *     common with the node
   */
  static Optional<String> restart(Turn turn, Slot slot, Set<Integer> together) {
    Collection<Slot> others = others(turn.state(), slot, together);
    return anotherLeaves(others)
        .or(() -> anotherStarts(others))
        .or(() -> replicasMove(turn.state()))
        .or(
            () -> {
              Optional<Replicas> seen = fresh(turn, slot, others);
              return seen.isEmpty()
                  ? untold()
                  : goneUnnoticed(others, seen.get())
                      .or(() -> missedForAMoment(turn, seen.get(), slot.id()));
            });
  }

  /**
   * Kafka has said lately that the broker is none of those that it has, and no partition that has
   * too few replicas in sync waits for it.
   */
  static boolean isUnknownToKafka(Turn turn, Slot slot) {
    return turn.state().leader().isPresent()
        && fresh(turn, slot, others(turn.state(), slot, Set.of()))
            .filter(seen -> !seen.brokers().contains(slot.id()))
            .filter(seen -> !seen.neededForRestart().containsKey(slot.id()))
            .isPresent();
  }

  /** The votes that would be left for good without some nodes, and without those stopped before. */
  static Optional<String> quorumMisses(ClusterState state, Set<Integer> nodes) {
    Set<Integer> voters = Voters.ids(state).boxed().collect(Collectors.toCollection(TreeSet::new));
    long left =
        voters.stream().filter(id -> !nodes.contains(id) && !Halts.isHalted(state, id)).count();
    return voters.stream().anyMatch(id -> nodes.contains(id)) && 2 * left <= voters.size()
        ? Optional.of(
            "the quorum's voters are %s: without %s %d of them are left, which is no majority"
                .formatted(voters, Words.nodes(nodes), left))
        : Optional.empty();
  }

  private static Collection<Slot> others(ClusterState state, Slot slot, Set<Integer> together) {
    return state.slots().values().stream()
        .filter(other -> other.id() != slot.id() && !together.contains(other.id()))
        .toList();
  }

  private static Optional<String> anotherLeaves(Collection<Slot> others) {
    return others.stream()
        .filter(other -> other.leaving().isPresent())
        .findFirst()
        .map(other -> "node " + other.id() + " leaves first");
  }

  /** Whoever is stopped or started by our word is back before the next goes. */
  private static Optional<String> anotherStarts(Collection<Slot> others) {
    return others.stream()
        .filter(other -> other.order().isPresent() || isOnItsWay(other))
        .findFirst()
        .map(other -> "node " + other.id() + " must serve again first");
  }

  private static boolean isOnItsWay(Slot other) {
    return other.phase() == Slot.Phase.UP
        && !other.serving()
        && !other.runs(LauncherState.Phase.FAILED);
  }

  /**
   * Kafka counts a dead broker as in sync until its session is over, and hands leaderships to it; a
   * dead voter counts as caught up for some seconds.
   */
  private static Optional<String> goneUnnoticed(Collection<Slot> others, Replicas replicas) {
    return others.stream()
        .filter(other -> !other.serving())
        .map(Slot::id)
        .filter(other -> replicas.brokers().contains(other) || replicas.caughtUp().contains(other))
        .findFirst()
        .map(other -> "Kafka has not found out yet that node " + other + " is away");
  }

  /**
   * While replicas move, who has which partition in sync changes between Kafka's word and the stop:
   * a broker that had nothing to do with a partition may be one of the last two by then.
   */
  private static Optional<String> replicasMove(ClusterState state) {
    return state
        .ledger()
        .operations()
        .open()
        .filter(Gate::moves)
        .filter(
            operation ->
                operation.status() != Operation.Status.PAUSED
                    || Optional.ofNullable(state.moves().get(operation.number()))
                        .filter(move -> !move.underWay().isEmpty())
                        .isPresent())
        .findFirst()
        .map(
            operation ->
                "operation %1$d moves replicas: it waits for the end, or for kafka-yarn operation pause %1$d"
                    .formatted(operation.number()));
  }

  private static boolean moves(Operation operation) {
    return operation.kind() == Operation.Kind.MOVE
        || (operation.kind() == Operation.Kind.REMOVE
            && operation.stage() == Operation.Stage.DRAINING);
  }

  private static boolean noMoveHasEndedSince(ClusterState state, Instant at) {
    return state.ledger().operations().all().stream()
        .filter(
            operation ->
                operation.kind() == Operation.Kind.MOVE
                    || operation.kind() == Operation.Kind.REMOVE)
        .map(operation -> operation.ended().orElse(operation.staged()))
        .noneMatch(at::isBefore);
  }

  private static Optional<Replicas> fresh(Turn turn, Slot slot, Collection<Slot> others) {
    return turn.state()
        .kafka()
        .replicas()
        .filter(known -> turn.now.isBefore(known.at().plus(FRESH)))
        .filter(known -> known.at().isAfter(slot.since()))
        // A process that has just been let in lacks what the one before it had in sync.
        .filter(known -> known.at().isAfter(turn.state().kafka().confirmedAt()))
        .filter(known -> nobodyHasStartedSince(others, known.at()))
        .filter(known -> noMoveHasEndedSince(turn.state(), known.at()))
        .map(ReplicasSeen::replicas);
  }

  /** What was seen before a node stopped still has it in sync. */
  private static boolean nobodyHasStartedSince(Collection<Slot> others, Instant at) {
    return others.stream()
        .flatMap(other -> other.launcher().stream())
        .noneMatch(launcher -> launcher.since().isAfter(at));
  }

  private static Optional<String> untold() {
    return Optional.of("Kafka has not told lately which replicas are in sync");
  }

  private static Optional<String> missedForLong(Turn turn, Replicas replicas, int id) {
    if (replicas.lastCopies().containsKey(id)) {
      return Optional.of("it holds the last in-sync replica of " + replicas.lastCopies().get(id));
    }
    if (replicas.neededForMinIsr().containsKey(id)) {
      return Optional.of(
          "below min.insync.replicas without it: " + replicas.neededForMinIsr().get(id));
    }
    return breaksQuorumNow(turn, replicas, id) ? Optional.of(NO_MAJORITY) : Optional.empty();
  }

  private static final String NO_MAJORITY =
      "the quorum's other voters that have caught up are no majority";

  private static Optional<String> missedForAMoment(Turn turn, Replicas replicas, int id) {
    if (replicas.neededForRestart().containsKey(id)) {
      return Optional.of(
          "below min.insync.replicas without it: " + replicas.neededForRestart().get(id));
    }
    if (!replicas.voters().contains(id) || replicas.voters().size() == 1) {
      return Optional.empty();
    }
    return restartBreaksQuorum(turn, replicas, id) ? Optional.of(NO_MAJORITY) : Optional.empty();
  }

  /** Of two voters neither can be missed; a restart needs the other to be there when it is back. */
  private static boolean restartBreaksQuorum(Turn turn, Replicas replicas, int id) {
    return replicas.voters().size() == 2
        ? QuorumChange.liveWithout(turn.state(), id) == 0
        : breaksQuorumNow(turn, replicas, id);
  }

  /** Kafka's word on who has caught up is some seconds old: who counts must serve, too. */
  private static boolean breaksQuorumNow(Turn turn, Replicas replicas, int id) {
    int voters = turn.state().kafka().quorum().voters().size();
    return breaksQuorum(replicas, id)
        || (turn.state().kafka().quorum().voters().containsKey(id)
            && 2 * QuorumChange.liveWithout(turn.state(), id) <= voters);
  }

  /** Without the node the voters that have caught up are no majority. */
  static boolean breaksQuorum(Replicas replicas, int id) {
    long others = replicas.caughtUp().stream().filter(voter -> voter != id).count();
    return replicas.voters().contains(id) && others <= replicas.voters().size() / 2;
  }
}
