package org.kafkayarn.am.plan;

import java.time.Duration;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.ReplicasSeen;

/**
 * Brokers that leave the cluster for good. They go when Kafka says that they hold no replica; one
 * that has got replicas since its were moved is drained again.
 */
final class Removals {
  /** How old Kafka's word may be. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private Removals() {}

  /** Decides what follows from Kafka's last word. */
  static void decide(Turn turn) {
    turn.state()
        .ledger()
        .operations()
        .running()
        .filter(operation -> operation.kind() == Kind.REMOVE)
        .toList()
        .forEach(operation -> decide(turn, operation));
  }

  private static void decide(Turn turn, Operation operation) {
    if (operation.stage() == Stage.DRAINING) {
      return;
    }
    boolean told =
        turn.state()
                .kafka()
                .replicas()
                .filter(seen -> seen.at().isAfter(operation.staged()))
                .isPresent()
            && operation.nodes().stream().allMatch(id -> replicas(turn, id).isPresent());
    Optional<Integer> holding =
        operation.nodes().stream()
            .filter(id -> told && replicas(turn, id).orElse(0) > 0)
            .findFirst();
    if (holding.isPresent()) {
      keep(turn, operation.at(Stage.DRAINING, turn.now));
      turn.note(
          "Node %d has got replicas since its own were moved: they are moved too"
              .formatted(holding.get()));
    } else if (told && operation.stage() == Stage.EMPTY) {
      keep(turn, operation.at(Stage.LEAVING, turn.now));
      turn.note("Nodes " + operation.nodes() + " hold no replica any more: they leave the cluster");
    } else if (!told) {
      turn.wake(turn.now.plus(Placement.HELD_AGAIN));
    }
  }

  private static void keep(Turn turn, Operation operation) {
    turn.become(turn.state().with(turn.state().ledger().with(operation)));
  }

  /** How many replicas the node holds, if Kafka has told that lately. */
  static Optional<Integer> replicas(Turn turn, int id) {
    return turn.state()
        .kafka()
        .replicas()
        .filter(seen -> turn.now.isBefore(seen.at().plus(FRESH)))
        .map(ReplicasSeen::replicas)
        .map(seen -> seen.hosting().replicas().getOrDefault(id, 0));
  }

  /** Kafka has forgotten the broker, so that it may be forgotten here. */
  static boolean isTakenOff(ClusterState state, int id) {
    return state
        .ledger()
        .operations()
        .open()
        .filter(operation -> operation.kind() == Kind.REMOVE)
        .anyMatch(operation -> operation.touched().contains(id));
  }
}
