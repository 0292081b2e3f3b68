package org.kafkayarn.am.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.Slot;

/**
 * Nodes that an operator has stopped. Each stops in order, when nobody misses it, gives its
 * container back, and stays so, whatever application runs the cluster, until an operator starts it.
 */
final class Halts {
  private static final String WHY = "an operator has stopped it";

  private Halts() {}

  static boolean isHalted(ClusterState state, int id) {
    return state.ledger().halted().contains(id);
  }

  /** Lets the next one go that is to be stopped, if nobody misses it. */
  static void decide(Turn turn) {
    Optional<Operation> stop =
        turn.state().ledger().operations().running().filter(o -> o.kind() == Kind.STOP).findFirst();
    if (stop.isEmpty()) {
      return;
    }
    Optional<Slot> next = queue(turn.state(), stop.get().nodes()).stream().findFirst();
    if (next.isEmpty()) {
      return;
    }
    Slot slot = next.get();
    Optional<String> missed = missed(turn, stop.get(), slot);
    if (missed.isPresent()) {
      turn.tellServing(
          slot.id(),
          "operation %d: %s; it is not stopped yet: %s"
              .formatted(stop.get().number(), stop.get().title(), missed.get()));
      turn.wake(turn.now.plus(Placement.HELD_AGAIN));
      return;
    }
    SortedSet<Integer> halted = new TreeSet<>(turn.state().ledger().halted());
    halted.add(slot.id());
    turn.become(
        turn.state()
            .with(turn.state().ledger().withHalted(halted).with(stop.get().touching(slot.id()))));
    turn.note("Node " + slot.id() + " stops: an operator has ordered it");
  }

  /** Those that have yet to be stopped, in their order: the active controller last. */
  static List<Slot> queue(ClusterState state, SortedSet<Integer> nodes) {
    return state.slots().values().stream()
        .filter(slot -> nodes.contains(slot.id()) && !isHalted(state, slot.id()))
        .sorted(
            Comparator.comparing((Slot slot) -> state.leader().equals(Optional.of(slot.id())))
                .thenComparing(Slot::id))
        .toList();
  }

  /** Who misses the node, so that it is not stopped yet. */
  static Optional<String> missed(Turn turn, Operation stop, Slot slot) {
    Optional<String> quorum = Gate.quorumMisses(turn.state(), Set.of(slot.id()));
    if (quorum.isPresent() || !slot.serving()) {
      return quorum;
    }
    boolean accepted =
        stop.rolling().filter(how -> how.unavailable() == Unavailable.ALLOW).isPresent();
    return accepted
        ? Gate.restart(turn, slot)
        : Rolls.unavailable(turn.state(), slot.id()).or(() -> Gate.restart(turn, slot));
  }

  /** The next step of a node that is stopped. */
  static void step(Turn turn, Slot slot) {
    switch (slot.phase()) {
      case VACANT -> turn.waitFor(slot.id(), stopped(slot.id()));
      case REQUESTED -> {
        turn.become(turn.state().with(slot.vacated(turn.now)));
        turn.waitFor(slot.id(), stopped(slot.id()));
      }
      case GRANTED -> Planner.giveBackUnused(turn, slot, WHY);
      case LAUNCHING -> turn.waitFor(slot.id(), "its start must end before it can stop: " + WHY);
      case UP -> {
        if (slot.leaving().isEmpty()) {
          turn.become(turn.state().with(slot.leavingFor(WHY)));
        }
        Departures.step(turn, turn.state().slot(slot.id()));
      }
      case ENDING -> {
        if (Planner.gaveUpOnEnd(turn, slot)) {
          turn.waitFor(slot.id(), stopped(slot.id()));
        }
      }
    }
  }

  private static String stopped(int id) {
    return WHY + ": kafka-yarn broker start " + id;
  }
}
