package org.kafkayarn.am.plan;

import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * Nodes that are not wanted any more. One that has a vote in the quorum is looked after as any
 * other until {@link QuorumChange} has taken it; then it stops in order, gives its container back
 * and is forgotten, but for the data that it leaves behind.
 */
final class Retirement {
  private static final String WHY = "it is not wanted any more";

  private Retirement() {}

  /** It has nothing left to do but to go. */
  static boolean isDue(ClusterState state, int id) {
    return state.spec().retiring().containsKey(id) && !Voters.isVoter(state, id);
  }

  static void step(Turn turn, Slot slot) {
    switch (slot.phase()) {
      case VACANT -> forget(turn, slot);
      case REQUESTED -> {
        turn.become(turn.state().with(slot.vacated(turn.now)));
        forget(turn, turn.state().slot(slot.id()));
      }
      case GRANTED -> Planner.giveBackUnused(turn, slot, WHY);
      case LAUNCHING -> turn.waitFor(slot.id(), "its start must end before it can go: " + WHY);
      case UP -> leave(turn, slot);
      case ENDING -> {
        if (Planner.gaveUpOnEnd(turn, slot)) {
          forget(turn, turn.state().slot(slot.id()));
        }
      }
    }
    if (turn.state().slots().containsKey(slot.id())) {
      turn.tellServing(slot.id(), WHY);
    }
  }

  private static void leave(Turn turn, Slot slot) {
    if (slot.leaving().isEmpty()) {
      turn.note("Node " + slot.id() + " leaves its container: " + WHY);
      turn.become(turn.state().with(slot.leavingFor(WHY)));
    }
    Departures.step(turn, turn.state().slot(slot.id()));
  }

  /** Nobody asks for it again, so a process that may still run is waited for. */
  private static void forget(Turn turn, Slot slot) {
    Optional<Plan.Wait> late =
        Planner.lateContainer(turn, slot).or(() -> mayStillRun(turn, slot.id()));
    if (late.isPresent()) {
      turn.tell(slot.id(), late.get().reason(), late.get().until());
      return;
    }
    turn.note("Node " + slot.id() + " has left the cluster");
    turn.forget(slot.id());
  }

  private static Optional<Plan.Wait> mayStillRun(Turn turn, int id) {
    Optional<NodeRecord> known = turn.state().ledger().node(id).filter(NodeRecord::mayHoldData);
    known.filter(record -> record.awaySince().isEmpty()).ifPresent(turn::isAway);
    return known.flatMap(
        record -> Moves.mayStillRun(turn, turn.state().ledger().node(id).orElse(record)));
  }
}
