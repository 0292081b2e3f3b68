package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.plan.task.TaskRules;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Preemption;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.ReplicasSeen;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Slot.Phase;

/**
 * Nodes that give their container back although they are wanted: YARN takes their host away, or
 * their room. They stop in order, which moves their leaders first; what is asked for then is the
 * matter of {@link Placement}.
 *
 * <p>From a host that is being decommissioned they leave one after another, each only when no
 * partition and no quorum would miss it, and when time runs out all the same: a stop in order is
 * better than the kill that comes. Of what a preemption wants, those leave whose absence hurts
 * least.
 */
final class Departures {
  /** So long before a host goes, order matters more than who misses the node. */
  static final Duration LAST_CALL = Duration.ofMinutes(1);

  private Departures() {}

  static void decide(Turn turn) {
    TaskRules.makeRoom(turn);
    List<Slot> staying =
        turn.state().slots().values().stream()
            .filter(slot -> slot.leaving().isEmpty())
            .filter(slot -> slot.phase() == Phase.UP || slot.phase() == Phase.GRANTED)
            .toList();
    if (staying.isEmpty()) {
      return;
    }
    turn.state()
        .preemption()
        .filter(preemption -> preemption.holds(turn.now))
        .ifPresent(preemption -> preempt(turn, preemption, staying));
    for (Slot slot : staying) {
      if (turn.state().slot(slot.id()).leaving().isEmpty() && slot.phase() == Phase.UP) {
        hostOf(turn.state(), slot)
            .filter(host -> host.condition() == Host.Condition.DECOMMISSIONING)
            .ifPresent(host -> leaveHost(turn, turn.state().slot(slot.id()), host));
      }
    }
  }

  private static Optional<Host> hostOf(ClusterState state, Slot slot) {
    return slot.container().flatMap(held -> state.fleet().host(held.host()));
  }

  // ---- decommissioning ----

  private static void leaveHost(Turn turn, Slot slot, Host host) {
    String why = "YARN decommissions " + host.name();
    Optional<Instant> lastCall = host.leavesAt().map(at -> at.minus(LAST_CALL));
    if (lastCall.filter(at -> !turn.now.isBefore(at)).isPresent()) {
      begin(turn, slot, why + " at " + host.leavesAt().orElseThrow());
      return;
    }
    Optional<String> missed = Gate.leave(turn, slot);
    if (missed.isEmpty()) {
      begin(turn, slot, why);
      return;
    }
    String text = why + "; it stays until it is not missed: " + missed.get();
    lastCall.ifPresentOrElse(
        at -> turn.tell(slot.id(), text + "; at the latest until " + at, Optional.of(at)),
        () -> turn.tell(slot.id(), text, Optional.empty()));
  }

  // ---- preemption ----

  private static void preempt(Turn turn, Preemption preemption, List<Slot> staying) {
    String why = "YARN takes room back (preemption)";
    Amount wanted = TaskRules.wantedOfNodes(turn.state(), preemption);
    long memory = wanted.memoryMb();
    long vcores = wanted.vcores();
    for (Slot slot : turn.state().slots().values()) {
      if (slot.leaving().isPresent()) {
        NodeSpec node = turn.state().spec().node(slot.id());
        memory -= node.memoryMb();
        vcores -= node.vcores();
      }
    }
    List<Slot> byHarm = new ArrayList<>(staying);
    byHarm.sort(harm(turn.state()));
    for (Slot slot : byHarm) {
      NodeSpec node = turn.state().spec().node(slot.id());
      boolean certain =
          slot.container().filter(c -> preemption.certain().contains(c.containerId())).isPresent();
      if (certain || memory > 0 || vcores > 0) {
        begin(turn, slot, why);
        if (!certain) {
          memory -= node.memoryMb();
          vcores -= node.vcores();
        }
      }
    }
  }

  /** Who is missed least comes first. */
  private static Comparator<Slot> harm(ClusterState state) {
    Optional<Replicas> seen = state.kafka().replicas().map(ReplicasSeen::replicas);
    return Comparator.<Slot, Boolean>comparing(slot -> slot.phase() != Phase.GRANTED)
        .thenComparing(Slot::serving)
        .thenComparing(slot -> seen.map(r -> r.lastCopies().containsKey(slot.id())).orElse(false))
        .thenComparing(slot -> seen.map(r -> Gate.breaksQuorum(r, slot.id())).orElse(false))
        .thenComparing(
            slot -> seen.map(r -> r.neededForMinIsr().containsKey(slot.id())).orElse(false))
        .thenComparing(slot -> seen.map(r -> r.voters().contains(slot.id())).orElse(false))
        .thenComparing(slot -> seen.map(r -> r.leaderships().getOrDefault(slot.id(), 0)).orElse(0))
        .thenComparing(Comparator.comparingInt(Slot::id).reversed());
  }

  // ---- the way out ----

  private static void begin(Turn turn, Slot slot, String why) {
    turn.note("Node " + slot.id() + " leaves its container: " + why);
    turn.become(turn.state().with(slot.leavingFor(why)));
  }

  /** The next step of a node that is leaving. */
  static void step(Turn turn, Slot slot) {
    String why = slot.leaving().orElseThrow();
    Held held = slot.container().orElseThrow();
    if (slot.phase() == Phase.GRANTED) {
      Planner.giveBackUnused(turn, slot, why);
      return;
    }
    if (FailoverRules.gaveUpOnDeaf(turn, slot)) {
      return;
    }
    if (slot.order().isPresent() || slot.launcher().isEmpty() || slot.silence().isPresent()) {
      turn.waitFor(slot.id(), "it is told to stop: " + why + silence(slot));
      return;
    }
    switch (slot.launcher().get().phase()) {
      case PREPARING, RUNNING -> {
        if (Unregistrations.holdBackStop(turn, slot)) {
          return;
        }
        turn.act(new Action.StopKafka(held, why), slot.ordered(Order.STOP));
        turn.waitFor(slot.id(), "Kafka's controlled shutdown: " + why);
      }
      case STOPPING -> turn.waitFor(slot.id(), "Kafka's controlled shutdown: " + why);
      case STOPPED, FAILED -> {
        turn.act(new Action.ExitLauncher(held, why), slot.ordered(Order.EXIT));
        turn.waitFor(slot.id(), "its container ends: " + why);
      }
    }
  }

  private static String silence(Slot slot) {
    return slot.silence().map(quiet -> "; its launcher does not answer: " + quiet).orElse("");
  }
}
