package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.Slot.Phase;

/** What another specification makes of the state: the part of {@link Transitions} about it. */
final class SpecTransitions {
  private final ClusterState state;
  private final Instant now;

  SpecTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /**
   * A node that is not wanted any more retires when it has something to leave: a place in the
   * ledger, a container, or a request for one.
   */
  ClusterState changed(OperatorEvent.SpecChanged event) {
    ClusterSpec spec =
        event.spec().retainRetiring(id -> state.ledger().node(id).isPresent() || isOccupied(id));
    SortedMap<Integer, Slot> slots = new TreeMap<>();
    for (int id : spec.ids()) {
      Slot slot = state.slots().get(id);
      slots.put(id, slot == null ? newSlot(id) : slot);
    }
    ClusterState next =
        state.toBuilder().spec(spec).slots(slots).settings(state.settings().ofNewSpec()).build();
    for (int id : spec.ids()) {
      next = isOfAnotherSize(id, spec) ? new NodeTransitions(next, now).askedAnew(id) : next;
    }
    return new TaskTransitions(next, now).specChanged(state.spec());
  }

  private boolean isOccupied(int id) {
    return Optional.ofNullable(state.slots().get(id))
        .filter(slot -> slot.phase() != Phase.VACANT)
        .isPresent();
  }

  private Slot newSlot(int id) {
    return Slot.vacant(id, now)
        .withFailures(state.ledger().node(id).map(NodeRecord::failures).orElse(0));
  }

  private boolean isOfAnotherSize(int id, ClusterSpec spec) {
    Optional<NodeSpec> before = state.spec().find(id);
    NodeSpec wanted = spec.node(id);
    return before
        .filter(old -> old.memoryMb() != wanted.memoryMb() || old.vcores() != wanted.vcores())
        .isPresent();
  }
}
