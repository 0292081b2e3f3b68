package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.plan.task.Planning;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * A plan in the making: each rule sees the intents of the rules before it, so that two nodes do not
 * choose the same host or port in one turn.
 */
final class Turn implements Planning {
  final Instant now;
  private ClusterState state;
  private final List<Action> actions = new ArrayList<>();
  private final SortedMap<Integer, Plan.Wait> waits = new TreeMap<>();
  private final SortedMap<Integer, Plan.Wait> taskWaits = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();
  private Optional<Sites> sites = Optional.empty();
  private Optional<TakenPorts> ports = Optional.empty();

  Turn(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public ClusterState state() {
    return state;
  }

  /** Who is where; whoever places a node in this turn tells it. */
  Sites sites() {
    if (sites.isEmpty()) {
      sites = Optional.of(new Sites(state, now));
    }
    return sites.get();
  }

  /** Who has which port. */
  TakenPorts ports() {
    if (ports.isEmpty()) {
      ports = Optional.of(new TakenPorts(state));
    }
    return ports.get();
  }

  @Override
  public void become(ClusterState next) {
    state = next;
  }

  void act(Action action, Slot intent) {
    actions.add(action);
    state = state.with(intent);
  }

  @Override
  public void act(Action action, ClusterState intent) {
    actions.add(action);
    state = intent;
  }

  void record(NodeRecord node, String note) {
    keep(node);
    notes.add(note);
  }

  /** What changes of a node without being a decision of its own. */
  void keep(NodeRecord node) {
    ports.ifPresent(taken -> taken.change(state.ledger().node(node.id()), node));
    state = state.with(state.ledger().with(node));
  }

  /** From now on a node with data waits for its place. */
  void isAway(NodeRecord node) {
    state = state.with(state.ledger().away(node, now, state.application().id()));
  }

  /** A node has left for good. */
  void forget(int id) {
    Optional<NodeRecord> record = state.ledger().node(id);
    record.ifPresent(known -> ports.ifPresent(taken -> taken.free(known)));
    ClusterState without = state.without(id, now);
    state =
        without.toBuilder()
            .spec(without.spec().retainRetiring(left -> without.slots().containsKey(left)))
            .build();
  }

  /** A node gets its place: its first, or another. */
  void moveTo(Optional<NodeRecord> before, NodeRecord after) {
    boolean moves =
        before
            .filter(NodeRecord::mayHoldData)
            .filter(known -> !known.host().equals(after.host()))
            .isPresent();
    record(
        after,
        "Node "
            + after.id()
            + (moves
                ? " leaves its data on " + before.get().host() + " and moves to "
                : " is placed on ")
            + after.host()
            + ", port "
            + Math.max(after.brokerPort(), after.controllerPort()));
    if (moves) {
      state = state.with(state.ledger().moved(before.get(), after, now));
    }
  }

  @Override
  public void note(String note) {
    notes.add(note);
  }

  void waitFor(int nodeId, String reason) {
    tell(nodeId, reason, Optional.empty());
  }

  /** What happens to a node that serves; one that does not has more to say. */
  void tellServing(int nodeId, String reason) {
    if (state.slots().containsKey(nodeId) && !waits.containsKey(nodeId)) {
      waitFor(nodeId, reason);
    }
  }

  void waitUntil(int nodeId, Instant until, String reason) {
    tell(nodeId, reason, Optional.of(until));
  }

  void tell(int nodeId, String reason, Optional<Instant> until) {
    waits.put(nodeId, new Plan.Wait(reason, until));
    until.ifPresent(this::wake);
  }

  @Override
  public void tellTask(int id, String reason, Optional<Instant> until) {
    taskWaits.put(id, new Plan.Wait(reason, until));
    until.ifPresent(this::wake);
  }

  @Override
  public void wake(Instant at) {
    wakeAt = wakeAt.filter(earlier -> earlier.isBefore(at)).or(() -> Optional.of(at));
  }

  Plan done() {
    return new Plan(state, actions, waits, taskWaits, notes, wakeAt);
  }
}
