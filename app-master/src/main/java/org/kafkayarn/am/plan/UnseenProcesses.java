package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * Kafka processes that this attempt has no word of, and whose end nobody has confirmed: the
 * ResourceManager may tell of their containers late, and what it says of a host that it has lost is
 * a guess. After the time in which YARN takes a silent host for dead they count as gone.
 */
final class UnseenProcesses {
  private UnseenProcesses() {}

  /** Until when the last process of a node without a launcher that answers may run. */
  static Optional<Instant> mayRunUntil(Turn turn, Slot slot) {
    if (slot.launcher().isPresent()) {
      return Optional.empty();
    }
    return turn.state()
        .ledger()
        .node(slot.id())
        .flatMap(record -> lastSign(turn, slot, record))
        .map(last -> last.plus(turn.state().application().hostExpiry()))
        .filter(turn.now::isBefore);
  }

  private static Optional<Instant> lastSign(Turn turn, Slot slot, NodeRecord record) {
    Optional<String> container = record.containerId();
    if (container.isPresent() && !slot.holds(container.get())) {
      return turn.state().registered();
    }
    if (record.endConfirmed()) {
      return Optional.empty();
    }
    return container.isPresent() ? Optional.of(slot.since()) : record.lastStop();
  }
}
