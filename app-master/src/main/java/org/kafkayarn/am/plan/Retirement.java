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

  /**
   * It has nothing left to do but to go. A broker that has got replicas in the last moment is a
   * node as any other until they have been moved.
   */
  static boolean isDue(ClusterState state, int id) {
    return state.spec().retiring().containsKey(id)
        && !Voters.isVoter(state, id)
        && state
            .kafka()
            .replicas()
            .filter(seen -> seen.replicas().hosting().replicas().getOrDefault(id, 0) > 0)
            .isEmpty();
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
    if (slot.leaving().isEmpty() && isBroker(turn, slot.id()) && !isEmpty(turn, slot.id())) {
      turn.waitFor(slot.id(), WHY + "; it goes once Kafka has told that it holds no replica");
      turn.wake(turn.now.plus(Placement.HELD_AGAIN));
      return;
    }
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
    if (isBroker(turn, slot.id()) && !isForgottenByKafka(turn, slot)) {
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

  private static boolean isBroker(Turn turn, int id) {
    return turn.state().spec().node(id).broker();
  }

  private static boolean isEmpty(Turn turn, int id) {
    return Removals.replicas(turn, id).filter(count -> count == 0).isPresent();
  }

  /** Who was never started is not known to Kafka either. */
  private static boolean isForgottenByKafka(Turn turn, Slot slot) {
    boolean everStarted =
        turn.state().ledger().node(slot.id()).filter(NodeRecord::mayHoldData).isPresent();
    if (!everStarted || Removals.isTakenOff(turn.state(), slot.id())) {
      return true;
    }
    if (!isEmpty(turn, slot.id())) {
      turn.waitFor(slot.id(), WHY + "; Kafka has to tell that it holds no replica");
      turn.wake(turn.now.plus(Placement.HELD_AGAIN));
      return false;
    }
    Unregistrations.takeOff(turn, slot);
    return false;
  }
}
