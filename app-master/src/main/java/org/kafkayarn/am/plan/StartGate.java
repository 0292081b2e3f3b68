package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.StartConditions;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.StartConditions.Gang;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Ledger.Beginning;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;

/**
 * What an application waits for before it starts its first node: a time, room, a number of
 * containers. How far it has come is in the ledger, so that a later attempt goes on from there; a
 * node that runs says that all of it is done.
 */
final class StartGate {
  private StartGate() {}

  /** Why nothing may be asked for yet. */
  static Optional<Plan.Wait> beforeAsking(Turn turn) {
    ClusterState state = turn.state();
    StartConditions start = state.spec().start();
    Beginning beginning = beginning(state);
    if (start.equals(StartConditions.NONE)
        || beginning.askingSince().isPresent()
        || anyRuns(state)) {
      return Optional.empty();
    }
    Optional<Instant> early = start.startAt().filter(turn.now::isBefore);
    if (early.isPresent()) {
      return Optional.of(new Plan.Wait("the start is at " + early.get() + " (-start-at)", early));
    }
    Optional<Plan.Wait> lack = start.minFree().flatMap(amount -> lacks(state, amount));
    if (lack.isPresent()) {
      return lack;
    }
    turn.become(
        state.with(
            state
                .ledger()
                .with(
                    new Beginning(
                        beginning.application(), Optional.of(turn.now), beginning.open()))));
    return Optional.empty();
  }

  private static Optional<Plan.Wait> lacks(ClusterState state, Amount wanted) {
    Amount free = state.fleet().free();
    return free.memoryMb() >= wanted.memoryMb() && free.vcores() >= wanted.vcores()
        ? Optional.empty()
        : Optional.of(
            new Plan.Wait(
                "the start waits for "
                    + amount(wanted)
                    + " free (-min-free); free now: "
                    + amount(free),
                Optional.empty()));
  }

  private static String amount(Amount amount) {
    return amount.memoryMb() + " MiB and " + amount.vcores() + " vcores";
  }

  /** Whether containers that are held may be used; gives all back when the gang's time is over. */
  static boolean isOpen(Turn turn) {
    ClusterState state = turn.state();
    Beginning beginning = beginning(state);
    if (beginning.open() || state.spec().start().gang().isEmpty()) {
      return true;
    }
    Gang gang = state.spec().start().gang().get();
    long held = state.slots().values().stream().filter(StartGate::holds).count();
    if (held >= wanted(state, gang) || anyRuns(state)) {
      turn.become(
          state.with(
              state
                  .ledger()
                  .with(new Beginning(beginning.application(), beginning.askingSince(), true))));
      turn.note("The start is open: " + held + " containers are held");
      return true;
    }
    Optional<Instant> deadline =
        gang.timeout().flatMap(time -> beginning.askingSince().map(since -> since.plus(time)));
    if (deadline.filter(at -> !turn.now.isBefore(at)).isPresent()) {
      giveUp(turn, gang, held);
    } else {
      String reason =
          "nothing starts before "
              + wanted(state, gang)
              + " containers are held (-gang); held now: "
              + held;
      state.slots().values().stream()
          .filter(slot -> slot.phase() == Phase.GRANTED)
          .forEach(
              slot ->
                  deadline.ifPresentOrElse(
                      at -> turn.waitUntil(slot.id(), at, reason),
                      () -> turn.waitFor(slot.id(), reason)));
      deadline.ifPresent(turn::wake);
    }
    return false;
  }

  /** Nodes that an operator has stopped, or that only have yet to go, are not waited for. */
  private static int wanted(ClusterState state, Gang gang) {
    int all =
        (int)
            state.slots().keySet().stream()
                .filter(id -> !Halts.isHalted(state, id) && !Retirement.isDue(state, id))
                .count();
    return Math.min(all, gang.nodes().orElse(all));
  }

  private static boolean holds(Slot slot) {
    return slot.container().isPresent() && slot.phase() != Phase.ENDING;
  }

  private static void giveUp(Turn turn, Gang gang, long held) {
    StringBuilder missing = new StringBuilder();
    for (Slot slot : turn.state().slots().values()) {
      if (slot.container().isEmpty() && missing.length() < 500) {
        missing
            .append("; node ")
            .append(slot.id())
            .append(" lacks ")
            .append(
                slot.ask()
                    .map(ask -> Placement.describe(turn, slot.id(), ask))
                    .orElseGet(() -> lack(turn, slot)));
      }
    }
    for (Slot slot : turn.state().slots().values()) {
      slot.container()
          .filter(container -> holds(slot))
          .ifPresent(container -> giveBack(turn, slot, container));
      if (slot.phase() == Phase.REQUESTED) {
        turn.become(turn.state().with(slot.vacated(turn.now)));
      }
    }
    String reason =
        "the gang did not come together: "
            + held
            + " of "
            + wanted(turn.state(), gang)
            + " containers were granted within "
            + gang.timeout().map(Words::duration).orElse("?")
            + " and are given back"
            + missing;
    turn.act(new Action.Finish(reason, false), turn.state().toBuilder().finished().build());
  }

  private static String lack(Turn turn, Slot slot) {
    NodeSpec node = turn.state().spec().node(slot.id());
    return Words.container(node) + " (" + Placement.nowhere(turn, slot.id()) + ")";
  }

  private static void giveBack(Turn turn, Slot slot, Held container) {
    turn.act(
        new Action.Release(container, "the gang did not come together"),
        slot.in(Phase.ENDING, turn.now));
  }

  private static boolean anyRuns(ClusterState state) {
    return state.slots().values().stream()
        .anyMatch(slot -> slot.phase() == Phase.UP || slot.phase() == Phase.LAUNCHING);
  }

  private static Beginning beginning(ClusterState state) {
    return state
        .ledger()
        .application()
        .filter(begun -> begun.application().equals(state.application().id()))
        .orElse(new Beginning(state.application().id(), Optional.empty(), false));
  }
}
