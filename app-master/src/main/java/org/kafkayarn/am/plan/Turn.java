package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * A plan in the making: each rule sees the intents of the rules before it, so that two nodes do not
 * choose the same host or port in one turn.
 */
final class Turn {
  final Instant now;
  private ClusterState state;
  private final List<Action> actions = new ArrayList<>();
  private final SortedMap<Integer, Plan.Wait> waits = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();

  Turn(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  ClusterState state() {
    return state;
  }

  void become(ClusterState next) {
    state = next;
  }

  void act(Action action, Slot intent) {
    actions.add(action);
    state = state.with(intent);
  }

  void act(Action action, ClusterState intent) {
    actions.add(action);
    state = intent;
  }

  void record(NodeRecord node, String note) {
    state = state.with(state.ledger().with(node));
    notes.add(note);
  }

  void note(String note) {
    notes.add(note);
  }

  void waitFor(int nodeId, String reason) {
    waits.put(nodeId, new Plan.Wait(reason, Optional.empty()));
  }

  void waitUntil(int nodeId, Instant until, String reason) {
    waits.put(nodeId, new Plan.Wait(reason, Optional.of(until)));
    wake(until);
  }

  void wake(Instant at) {
    wakeAt = wakeAt.filter(earlier -> earlier.isBefore(at)).or(() -> Optional.of(at));
  }

  Plan done() {
    return new Plan(state, actions, waits, notes, wakeAt);
  }
}
