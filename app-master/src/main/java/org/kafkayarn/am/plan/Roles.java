package org.kafkayarn.am.plan;

import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * Who runs as a controller. A node does as long as it is wanted in the quorum or still has a vote
 * there; who starts or stops being one starts again in its container, when nobody misses it
 * meanwhile.
 */
final class Roles {
  private Roles() {}

  static boolean isController(ClusterState state, int id) {
    return Optional.ofNullable(state.spec().nodes().get(id))
            .filter(NodeSpec::controller)
            .isPresent()
        || Voters.isVoter(state, id);
  }

  /** The record that the next start has; empty when no port is free for it. */
  static Optional<NodeRecord> next(Turn turn, NodeRecord record) {
    boolean controller = isController(turn.state(), record.id());
    if (controller == record.controller()) {
      return Optional.of(record);
    }
    // A port that was the controller's once stays the node's: the quorum may know it there.
    return !controller || record.controllerPort() > 0
        ? Optional.of(record.withRole(controller, record.controllerPort()))
        : Ports.another(turn, record).map(port -> record.withRole(true, port));
  }

  /**
   * Whether the record is as its next start needs it; otherwise it is made so, or the node waits.
   */
  static boolean isReady(Turn turn, NodeRecord record) {
    if (!areDecided(turn, record)) {
      return false;
    }
    NodeRecord next = turn.state().ledger().node(record.id()).orElseThrow();
    boolean saved =
        turn.state()
            .saved()
            .flatMap(ledger -> ledger.node(record.id()))
            .filter(
                safe ->
                    safe.controller() == next.controller()
                        && safe.controllerPort() == next.controllerPort())
            .isPresent();
    if (!saved) {
      turn.waitFor(record.id(), "its roles are being saved");
    }
    return saved;
  }

  /** Puts the roles of the next start into the ledger; whether that could be done. */
  static boolean areDecided(Turn turn, NodeRecord record) {
    if (QuorumChange.takesVoteOf(turn.state(), record.id())) {
      turn.waitFor(record.id(), "its vote is taken from the quorum first");
      return false;
    }
    Optional<NodeRecord> next = next(turn, record);
    if (next.isEmpty()) {
      turn.waitFor(
          record.id(),
          "no port of " + turn.state().spec().ports() + " is free for its quorum: widen -ports");
      return false;
    }
    if (!next.get().equals(record)) {
      turn.record(
          next.get(),
          "Node "
              + record.id()
              + (next.get().controller()
                  ? " becomes a controller, port " + next.get().controllerPort()
                  : " is no controller any more"));
    }
    return true;
  }

  /**
   * Stops Kafka in order where its roles have changed, or its list of controllers has fallen
   * behind; who is stopped and wanted starts again. The active controller is the last.
   */
  static void restartIfChanged(Turn turn, Slot slot) {
    Optional<String> due = whyRestart(turn.state(), slot);
    if (due.isEmpty()) {
      return;
    }
    String why = due.get();
    if (slot.order().isPresent()) {
      turn.waitFor(slot.id(), "its launcher was told to stop Kafka: " + why);
      return;
    }
    if (slot.silence().isPresent()) {
      turn.waitFor(slot.id(), why + "; its launcher does not answer: " + slot.silence().get());
      return;
    }
    Optional<String> missed = othersFirst(turn.state(), slot).or(() -> Gate.restart(turn, slot));
    if (missed.isPresent()) {
      turn.waitFor(slot.id(), why + "; it is not stopped for that yet: " + missed.get());
      turn.wake(turn.now.plus(Placement.HELD_AGAIN));
      return;
    }
    if (Unregistrations.holdBackStop(turn, slot)) {
      return;
    }
    Held held = slot.container().orElseThrow();
    turn.act(new Action.StopKafka(held, why), slot.ordered(Slot.Order.STOP));
    turn.waitFor(slot.id(), "Kafka's controlled shutdown: " + why);
  }

  private static Optional<String> whyRestart(ClusterState state, Slot slot) {
    Optional<NodeRecord> record = state.ledger().node(slot.id());
    if (record.filter(node -> node.controller() != isController(state, slot.id())).isPresent()) {
      return Optional.of(
          record.get().controller()
              ? "it has left the quorum and goes on as a broker alone"
              : "it is to join the quorum and becomes a controller");
    }
    return QuorumChange.needsNewList(state, slot)
        ? Optional.of("the controllers that its Kafka knows are not those of the quorum any more")
        : Optional.empty();
  }

  private static Optional<String> othersFirst(ClusterState state, Slot slot) {
    if (!state.leader().equals(Optional.of(slot.id()))) {
      return Optional.empty();
    }
    return state.slots().values().stream()
        .filter(other -> other.id() != slot.id() && other.serving())
        .filter(other -> whyRestart(state, other).isPresent())
        .findFirst()
        .map(other -> "it is the active controller, and node " + other.id() + " goes first");
  }
}
