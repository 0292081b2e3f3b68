package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.ReplicasSeen;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Unregistration;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Whether Kafka is told at once that a broker has crashed ({@code fast-failover}). Kafka alone
 * waits for the end of the broker's session before it moves leaders and before it lets the broker's
 * next process in; {@code Admin.unregisterBroker} ends the wait.
 *
 * <p><b>What it does in Kafka.</b> The same as the end of the session: the broker leaves the ISRs
 * (ReplicationControlManager.handleBrokerUnregistered and handleBrokerFenced, Kafka 4.3.1). But
 * Kafka also forgets the broker, and with eligible leader replicas it takes one that it does not
 * know for one that stopped uncleanly, and no longer eligible. After a crash it is that anyhow;
 * after a clean stop it would be made so. And the call names no incarnation: one that comes late
 * takes off the next process.
 *
 * <p><b>So.</b> Only after the launcher has told this attempt that a process that served has ended
 * by itself, uncleanly; only when each partition that counts on the broker keeps another in-sync
 * replica whose broker serves, and, with eligible leader replicas, min.insync.replicas of them. The
 * decision is saved before the call, one call is made at a time, nobody else is stopped meanwhile,
 * the next process starts after its end, and without an answer only when nothing can come of it any
 * more.
 *
 * <p>There is one decision for a crash. While what it depends on is missing it waits, but no longer
 * than the session lasts: then there is nothing left to gain.
 */
final class Unregistrations {
  static final String UNDER_WAY =
      "Kafka is told that its process has ended, before it starts again";

  /** How long after the decision the call may still be made. */
  static final Duration MADE_WITHIN = Duration.ofSeconds(2);

  /** So long after it was given the call, the edge has ended it, its connections included. */
  static final Duration OVER_WITHIN = Duration.ofSeconds(4);

  /** For clocks that do not run alike, and for what is on its way inside Kafka. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** How old Kafka's word may be. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  /**
   * Why Kafka is not told.
   *
   * @param passes it may be told in a moment
   */
  private record Refusal(String reason, boolean passes) {}

  private Unregistrations() {}

  /** Whether a crashed process must not be started again in this turn. */
  static boolean holdBack(Turn turn, Slot slot) {
    if (slot.order().equals(Optional.of(Order.UNREGISTER))) {
      turn.waitFor(slot.id(), UNDER_WAY);
      return true;
    }
    Optional<NodeRecord> record = turn.state().ledger().node(slot.id());
    Optional<Unregistration> call = record.flatMap(NodeRecord::unregistration);
    if (call.isEmpty()) {
      return record.isPresent() && decide(turn, slot, record.get());
    }
    if (!isToBeMade(turn.state(), slot, call.get())) {
      return mayStillCome(turn, record.get(), call.get());
    }
    return make(turn, slot, record.get(), call.get());
  }

  /** The same for a node that starts in another container. */
  static boolean holdBackLaunch(Turn turn, NodeRecord record) {
    return record.unregistration().isPresent()
        && mayStillCome(turn, record, record.unregistration().get());
  }

  /**
   * Whether a node must not be stopped in this turn: it may stand in for one that Kafka is told of,
   * and whoever stops in order leaves its ISRs to those that Kafka still takes for alive.
   */
  static boolean holdBackStop(Turn turn, Slot slot) {
    Optional<NodeRecord> other =
        turn.state().ledger().nodes().values().stream()
            .filter(node -> node.id() != slot.id())
            .filter(
                node ->
                    node.unregistration()
                        .filter(call -> turn.now.isBefore(call.until()))
                        .isPresent())
            .findFirst();
    other.ifPresent(
        node ->
            turn.waitUntil(
                slot.id(),
                node.unregistration().orElseThrow().until(),
                "it stops once Kafka has been told that node " + node.id() + " has crashed"));
    return other.isPresent();
  }

  /** This attempt has decided it, and has not made it yet. */
  private static boolean isToBeMade(ClusterState state, Slot slot, Unregistration call) {
    return call.by().equals(attempt(state))
        && slot.holds(call.containerId())
        && !call.unanswered()
        && crash(slot).isPresent();
  }

  private static String attempt(ClusterState state) {
    return state.application().id() + " attempt " + state.application().attempt();
  }

  private static Optional<Instant> crash(Slot slot) {
    return slot.failure().flatMap(Failure::crash);
  }

  private static boolean mayStillCome(Turn turn, NodeRecord record, Unregistration call) {
    if (turn.now.isBefore(call.until())) {
      turn.waitUntil(
          record.id(),
          call.until(),
          "Kafka was asked to take its last process off and has not answered, and would take off"
              + " the next one with it: it starts at "
              + call.until());
      return true;
    }
    turn.record(
        record.withoutUnregistration(),
        "Node " + record.id() + " may start: what Kafka was asked can come no more");
    return false;
  }

  /** Decides, or waits for what the decision needs. */
  private static boolean decide(Turn turn, Slot slot, NodeRecord record) {
    Optional<Instant> crash = crash(slot);
    if (crash.isEmpty() || !concerns(turn.state(), slot)) {
      return false;
    }
    Instant late = crash.get().plus(NodeProperties.session(turn.state()));
    Optional<Refusal> refusal = refusal(turn, slot, crash.get());
    if (refusal.isEmpty() && turn.now.isBefore(late)) {
      Instant until = later(late, turn.now.plus(MADE_WITHIN).plus(OVER_WITHIN)).plus(MARGIN);
      turn.record(
          record.unregistering(
              new Unregistration(
                  attempt(turn.state()),
                  slot.container().orElseThrow().containerId(),
                  turn.now,
                  until,
                  false)),
          "Node " + slot.id() + " has crashed, and Kafka is to be told: others have all it had");
      turn.waitFor(slot.id(), "what Kafka is to be told is being saved");
      turn.wake(turn.now.plus(MADE_WITHIN));
      return true;
    }
    if (refusal.filter(Refusal::passes).isPresent() && turn.now.isBefore(late)) {
      turn.waitUntil(
          slot.id(), late, "Kafka is to be told of its crash first: " + refusal.get().reason());
      return true;
    }
    dealtWith(turn, slot, refusal.map(Refusal::reason).orElse("its session is over by itself"));
    return false;
  }

  private static boolean concerns(ClusterState state, Slot slot) {
    boolean broker =
        Optional.ofNullable(state.spec().nodes().get(slot.id()))
            .filter(n -> n.broker())
            .isPresent();
    return state.spec().failover().fast()
        && broker
        && slot.order().isEmpty()
        && slot.silence().isEmpty()
        && !FailoverRules.isBlocked(state, slot);
  }

  private static void dealtWith(Turn turn, Slot slot, String why) {
    turn.note("Node " + slot.id() + " has crashed, and Kafka is not told: " + why);
    turn.become(turn.state().with(slot.crashDealtWith()));
  }

  private static boolean make(Turn turn, Slot slot, NodeRecord record, Unregistration call) {
    Optional<Refusal> refusal = refusal(turn, slot, crash(slot).orElseThrow());
    boolean late = !turn.now.isBefore(call.since().plus(MADE_WITHIN));
    if (late || refusal.isPresent()) {
      turn.keep(record.withoutUnregistration());
      dealtWith(
          turn,
          slot,
          refusal.map(Refusal::reason).orElse("the cluster's home was not written in time"));
      return false;
    }
    if (!turn.state().isSaved(slot.id())) {
      turn.waitFor(slot.id(), "what Kafka is to be told is being saved");
      turn.wake(call.since().plus(MADE_WITHIN));
      return true;
    }
    Set<Set<Integer>> witnesses = witnesses(turn.state(), slot.id());
    turn.act(
        new Action.Unregister(
            slot.id(),
            call.since(),
            witnesses,
            listeners(turn.state(), witnesses),
            controllers(turn.state(), slot.id()),
            "its process has crashed, and others have all that it had in sync"),
        slot.ordered(Order.UNREGISTER));
    turn.waitFor(slot.id(), UNDER_WAY);
    return true;
  }

  // ---- brokers that leave for good ----

  /** Has Kafka forget a broker that has stopped, holds no replica and never comes back. */
  static void takeOff(Turn turn, Slot slot) {
    NodeRecord record = turn.state().ledger().node(slot.id()).orElseThrow();
    Optional<Unregistration> call = record.unregistration();
    if (call.isPresent() && turn.now.isBefore(call.get().until())) {
      turn.waitUntil(slot.id(), call.get().until(), "Kafka is asked to forget it");
      return;
    }
    Instant until = turn.now.plus(MADE_WITHIN).plus(OVER_WITHIN).plus(MARGIN);
    turn.keep(
        record.unregistering(
            new Unregistration(
                attempt(turn.state()), record.containerId().orElse(""), turn.now, until, false)));
    turn.act(
        new Action.Unregister(
            slot.id(),
            turn.now,
            Set.of(),
            Map.of(),
            controllers(turn.state(), slot.id()),
            "it has left the cluster for good"),
        turn.state());
    turn.waitUntil(slot.id(), until, "Kafka is asked to forget it");
  }

  // ---- the conditions ----

  private static Optional<Refusal> refusal(Turn turn, Slot slot, Instant crash) {
    ClusterState state = turn.state();
    int id = slot.id();
    if (slot.launcher()
        .flatMap(LauncherState::exit)
        .filter(LauncherState.Exit::clean)
        .isPresent()) {
      return Optional.of(new Refusal("its shutdown was clean", false));
    }
    if (state.leader().isEmpty() || state.leader().get() == id) {
      return Optional.of(new Refusal("the quorum has no active controller", true));
    }
    Optional<NodeRecord> other =
        state.ledger().nodes().values().stream()
            .filter(node -> node.id() != id && node.unregistration().isPresent())
            .findFirst();
    if (other.isPresent()) {
      return Optional.of(
          new Refusal("Kafka is told of node " + other.get().id() + " first: one at a time", true));
    }
    Optional<Replicas> seen =
        state
            .kafka()
            .replicas()
            .filter(known -> known.at().isAfter(crash))
            .filter(known -> turn.now.isBefore(known.at().plus(FRESH)))
            .map(ReplicasSeen::replicas);
    if (seen.isEmpty()) {
      return Optional.of(new Refusal("Kafka has not told yet which replicas are in sync", true));
    }
    return unsafe(state, seen.get(), id).map(reason -> new Refusal(reason, false));
  }

  /** Why Kafka's partitions would not bear it. */
  private static Optional<String> unsafe(ClusterState state, Replicas replicas, int id) {
    if (!replicas.eligibility().isKnown()) {
      return Optional.of("Kafka does not tell which replicas could lead");
    }
    if (!replicas.brokers().contains(id)) {
      return Optional.of("Kafka has found out by itself");
    }
    Set<Integer> live = live(state, replicas);
    for (Map.Entry<Set<Integer>, Partitions> left : replicas.eligibility().without(id).entrySet()) {
      if (left.getKey().stream().noneMatch(other -> other != id && live.contains(other))) {
        return Optional.of("no other in-sync replica serves of " + left.getValue());
      }
    }
    return replicas.eligibility().elr() ? unsafeWithElr(replicas, id, live) : Optional.empty();
  }

  /**
   * Below min.insync.replicas Kafka would make the node an eligible leader, which one that it
   * forgets cannot be (KIP-966). An in-sync replica that does not serve may be out in a moment.
   */
  private static Optional<String> unsafeWithElr(Replicas replicas, int id, Set<Integer> live) {
    Partitions below = replicas.eligibility().belowMinIsr().get(id);
    if (below != null) {
      return Optional.of(
          "with eligible leader replicas, below min.insync.replicas without it: " + below);
    }
    return replicas.eligibility().without(id).keySet().stream()
        .flatMap(Set::stream)
        .filter(other -> other != id && !live.contains(other))
        .findFirst()
        .map(other -> "with eligible leader replicas, node " + other + " does not serve either");
  }

  /** The brokers that Kafka lists, whose processes serve and are to go on. */
  private static Set<Integer> live(ClusterState state, Replicas replicas) {
    return replicas.brokers().stream()
        .flatMap(id -> Optional.ofNullable(state.slots().get(id)).stream())
        .filter(slot -> slot.serving() && slot.leaving().isEmpty() && slot.order().isEmpty())
        .map(Slot::id)
        .collect(Collectors.toSet());
  }

  // ---- who is asked ----

  /** Of each set one must answer right before the call: what the census says may be old news. */
  private static Set<Set<Integer>> witnesses(ClusterState state, int id) {
    Replicas replicas = state.kafka().replicas().orElseThrow().replicas();
    Set<Integer> live = live(state, replicas);
    return replicas.eligibility().without(id).keySet().stream()
        .map(
            others ->
                others.stream().filter(live::contains).collect(Collectors.toUnmodifiableSet()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<Integer, String> listeners(ClusterState state, Set<Set<Integer>> witnesses) {
    Map<Integer, String> listeners = new HashMap<>();
    for (Set<Integer> others : witnesses) {
      for (int id : others) {
        state
            .ledger()
            .node(id)
            .ifPresent(node -> listeners.put(id, node.host() + ":" + node.brokerPort()));
      }
    }
    return listeners;
  }

  /** Never by way of a broker: it would hold the call back for up to a minute, and make it then. */
  private static Set<String> controllers(ClusterState state, int id) {
    return state.ledger().nodes().values().stream()
        .filter(node -> node.id() != id && node.controller() && node.controllerPort() > 0)
        .map(NodeRecord::controllerEndpoint)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
