package org.kafkayarn.am.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.plan.task.TaskRules;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * The orderly stop of the whole cluster. Plain brokers first, while the quorum can still move their
 * leaders; then all nodes of the quorum at once, because a controlled shutdown needs a quorum to
 * grant it and the last one alone would wait for Kafka's five minutes (BrokerServer.shutdown,
 * 4.3.1). At once is not enough when they hear of it a moment apart, so nobody waits for long: when
 * all stop there is nobody to hand the leaders to.
 */
final class StopRules {
  /** Measured in docs/whole-cluster-kill.md: a grant takes 0.2 to 1.5 s when there is a quorum. */
  static final Duration GRANT_WAIT = Duration.ofSeconds(5);

  private StopRules() {}

  static void apply(Turn turn) {
    if (!TaskRules.stop(turn)) {
      turn.state()
          .slots()
          .keySet()
          .forEach(id -> turn.waitFor(id, "it stops after the tasks that use it"));
      return;
    }
    List<Slot> all = List.copyOf(turn.state().slots().values());
    all.stream().filter(slot -> !isController(turn, slot)).forEach(slot -> step(turn, slot, false));
    boolean brokersGone =
        turn.state().slots().values().stream()
            .filter(slot -> !isController(turn, slot))
            .allMatch(StopRules::isDown);
    all.stream()
        .filter(slot -> isController(turn, slot))
        .forEach(slot -> step(turn, slot, brokersGone));
    boolean allGone =
        turn.state().slots().values().stream()
            .allMatch(
                slot ->
                    slot.phase() == Phase.VACANT && Planner.lateContainer(turn, slot).isEmpty());
    if (allGone && turn.state().isSaved()) {
      turn.act(
          new Action.Finish("stopped in order at the operator's word", true),
          turn.state().toBuilder().finished().build());
    }
  }

  private static boolean isController(Turn turn, Slot slot) {
    return turn.state().ledger().node(slot.id()).filter(NodeRecord::controller).isPresent();
  }

  private static boolean isDown(Slot slot) {
    return (slot.phase() != Phase.UP && slot.phase() != Phase.LAUNCHING)
        || slot.launcher()
            .filter(launcher -> !Planner.isStarting(launcher))
            .filter(launcher -> launcher.phase() != LauncherState.Phase.STOPPING)
            .isPresent();
  }

  private static void step(Turn turn, Slot slot, boolean brokersGone) {
    switch (slot.phase()) {
      case VACANT ->
          Planner.lateContainer(turn, slot)
              .ifPresentOrElse(
                  wait -> turn.waitUntil(slot.id(), wait.until().orElse(turn.now), wait.reason()),
                  () -> turn.waitFor(slot.id(), "stopped"));
      case REQUESTED -> {
        turn.become(turn.state().with(slot.vacated(turn.now)));
        turn.waitFor(slot.id(), "stopped");
      }
      case GRANTED -> Planner.giveBackUnused(turn, slot, "the cluster stops");
      case LAUNCHING -> turn.waitFor(slot.id(), "its start must end before it can be stopped");
      case UP -> stop(turn, slot, brokersGone);
      case ENDING -> {
        if (Planner.gaveUpOnEnd(turn, slot)) {
          turn.waitFor(slot.id(), "stopped");
        }
      }
    }
  }

  private static void stop(Turn turn, Slot slot, boolean brokersGone) {
    if (FailoverRules.gaveUpOnDeaf(turn, slot)) {
      return;
    }
    if (slot.order().isPresent()) {
      turn.waitFor(slot.id(), underWay(slot.order().get()));
      return;
    }
    if (slot.launcher().isEmpty() || slot.silence().isPresent()) {
      turn.waitFor(
          slot.id(),
          "its launcher does not answer"
              + slot.silence().map(why -> ": " + why).orElse("")
              + "; if it never does: yarn application -kill "
              + turn.state().application().id());
      return;
    }
    if (!brokersGone && isController(turn, slot)) {
      turn.waitFor(slot.id(), "it stops after the brokers that are not in the quorum");
      return;
    }
    Held held = slot.container().orElseThrow();
    switch (slot.launcher().get().phase()) {
      case PREPARING, RUNNING -> {
        if (Unregistrations.holdBackStop(turn, slot)) {
          return;
        }
        turn.act(
            new Action.StopKafka(held, "the cluster stops", Optional.of(GRANT_WAIT)),
            slot.ordered(Order.STOP));
        turn.waitFor(slot.id(), "Kafka's controlled shutdown");
      }
      case STOPPING -> turn.waitFor(slot.id(), "Kafka's controlled shutdown");
      case STOPPED, FAILED -> {
        turn.act(new Action.ExitLauncher(held, "Kafka has stopped"), slot.ordered(Order.EXIT));
        turn.waitFor(slot.id(), underWay(Order.EXIT));
      }
    }
  }

  private static String underWay(Order order) {
    return switch (order) {
      case UNREGISTER -> Unregistrations.UNDER_WAY;
      case EXIT -> "Kafka has stopped; its container ends";
      case START, STOP -> "its launcher was told to stop Kafka";
    };
  }
}
