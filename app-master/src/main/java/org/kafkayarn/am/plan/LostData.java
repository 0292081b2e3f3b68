package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.launcher.contract.FailureClass;

/**
 * A node whose host is there and whose data is not: its disk is gone, or holds what is not its own.
 * It is tried again for as long as a node waits for its host, as a disk may be mounted late. Then
 * it starts anew elsewhere, if {@link Moves} finds that nothing is lost by that.
 */
final class LostData {
  private LostData() {}

  static boolean is(FailureClass kind) {
    return kind == FailureClass.DATA_MISSING || kind == FailureClass.FOREIGN_DATA;
  }

  /** Whether the node has left what it cannot find. */
  static boolean isLeft(Turn turn, Slot slot, Failure last) {
    Optional<NodeRecord> known =
        turn.state().ledger().node(slot.id()).filter(NodeRecord::mayHoldData);
    if (known.isEmpty() || slot.order().isPresent()) {
      return false;
    }
    if (known.get().awaySince().isEmpty()) {
      turn.isAway(known.get());
    }
    NodeRecord record = turn.state().ledger().node(slot.id()).orElseThrow();
    if (turn.now.isBefore(Placement.hostUntil(turn, record))
        || Moves.heldBack(turn, record).isPresent()) {
      return false;
    }
    String why = "its data on " + record.host() + " cannot be had: " + last.line();
    turn.become(
        turn.state().toBuilder()
            .ledger(turn.state().ledger().moved(record, record.withoutData(), turn.now))
            .fleet(turn.state().fleet().avoiding(record.host(), last.line(), turn.now))
            .build());
    turn.note("Node " + slot.id() + " starts anew elsewhere: Kafka has all of it, and " + why);
    turn.become(turn.state().with(slot.good().leavingFor(why)));
    Departures.step(turn, turn.state().slot(slot.id()));
    return true;
  }

  /** What becomes of it, for the operator. */
  static String outlook(Turn turn, Slot slot) {
    Optional<NodeRecord> record =
        turn.state().ledger().node(slot.id()).filter(NodeRecord::mayHoldData);
    if (record.isEmpty()) {
      return "";
    }
    Instant until = Placement.hostUntil(turn, record.get());
    if (turn.now.isBefore(until)) {
      return "; if that is not mended until " + until + " it starts anew elsewhere";
    }
    return Moves.heldBack(turn, record.get())
        .map(why -> "; it does not start anew elsewhere: " + why.reason())
        .orElse("");
  }
}
