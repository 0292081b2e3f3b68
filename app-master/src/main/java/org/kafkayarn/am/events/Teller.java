package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/** Numbers and makes events. Sequences of a later epoch are larger than all of an earlier one. */
final class Teller {
  /** More than one attempt can ever make; and 2^53, JavaScript's limit, is many epochs away. */
  static final long PER_EPOCH = 1_000_000_000L;

  private final int attempt;
  private final Consumer<ClusterEvent> audience;
  private long sequence;

  Teller(long epoch, int attempt, Consumer<ClusterEvent> audience) {
    this.sequence = epoch * PER_EPOCH;
    this.attempt = attempt;
    this.audience = audience;
  }

  void tell(
      Instant at, EventKind kind, Optional<Integer> node, Optional<String> host, String reason) {
    sequence++;
    audience.accept(
        new ClusterEvent(sequence, at, attempt, node, host, kind.word(), Reasons.of(reason)));
  }

  void ofCluster(Instant at, EventKind kind, String reason) {
    tell(at, kind, Optional.empty(), Optional.empty(), reason);
  }

  void ofContainer(Instant at, EventKind kind, Held held, String reason) {
    tell(
        at,
        kind,
        Optional.of(held.nodeId()).filter(id -> id >= 0),
        Optional.of(held.host()),
        held.containerId() + (reason.isEmpty() ? "" : ": " + reason));
  }

  void ofNode(Instant at, EventKind kind, ClusterState state, int id, String reason) {
    tell(at, kind, Optional.of(id), place(state, id), reason);
  }

  /** Where a node is, or else where it was last. */
  static Optional<String> place(ClusterState state, int id) {
    return Optional.ofNullable(state.slots().get(id))
        .flatMap(Slot::container)
        .map(Held::host)
        .or(() -> state.ledger().node(id).map(NodeRecord::host))
        .filter(host -> !host.isEmpty());
  }
}
