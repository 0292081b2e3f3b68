package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Starts Kafka anew where it has to be: its roles have changed, its list of controllers has fallen
 * behind, or an operator has ordered it. Kafka stops in order, one node after another, each when
 * nobody misses it; who is stopped and wanted starts again. What its container cannot be changed in
 * goes with the container, and the node comes back to its host.
 */
final class Restarts {
  /** A process that has not come to serve for so long, and loads no logs, is stuck. */
  static final Duration STUCK = Duration.ofMinutes(1);

  /**
   * Why a node starts anew.
   *
   * @param by the operation that it is part of; empty when it is no operator's order
   */
  record Cause(String why, Optional<Operation> by) {}

  private Restarts() {}

  /** The next step of a node that serves, if it has to start anew. */
  static void ifDue(Turn turn, Slot slot) {
    Optional<Cause> due = cause(turn.state(), slot);
    if (due.isEmpty()) {
      Resizes.giveBack(turn, slot);
      return;
    }
    Cause cause = due.get();
    if (cannotBeTold(turn, slot, cause.why())) {
      return;
    }
    Resizes.Step size = size(turn, slot, cause);
    Optional<String> missed =
        size.until().or(() -> missed(turn, turn.state().slot(slot.id()), cause));
    if (missed.isPresent()) {
      turn.waitFor(slot.id(), cause.why() + "; it is not stopped for that yet: " + missed.get());
      turn.wake(turn.now.plus(Placement.HELD_AGAIN));
      return;
    }
    stop(turn, turn.state().slot(slot.id()), cause, size);
  }

  /** What is no operator's order needs no other container. */
  private static Resizes.Step size(Turn turn, Slot slot, Cause cause) {
    return cause.by().isPresent() ? Resizes.step(turn, slot) : Resizes.Step.IN_PLACE;
  }

  /**
   * The same for one that runs and does not come to serve, as Kafka says, too: while Kafka does not
   * answer nobody seems to serve. Whether it stops.
   */
  static boolean ifStuck(Turn turn, Slot slot) {
    LauncherState launcher = slot.launcher().orElseThrow();
    Optional<Cause> due = cause(turn.state(), slot).filter(cause -> cause.by().isPresent());
    if (due.isEmpty() || launcher.recovery().isPresent() || slot.silence().isPresent()) {
      return false;
    }
    Instant stuck = launcher.since().plus(STUCK);
    if (turn.now.isBefore(stuck)) {
      turn.wake(stuck);
      return false;
    }
    boolean unused =
        slot.order().isEmpty()
            && !Voters.isVoter(turn.state(), slot.id())
            && Gate.isUnknownToKafka(turn, slot);
    if (!unused) {
      return false;
    }
    Resizes.Step size = size(turn, slot, due.get());
    if (size.until().isPresent()) {
      return false;
    }
    stop(turn, turn.state().slot(slot.id()), due.get(), size);
    return true;
  }

  private static boolean cannotBeTold(Turn turn, Slot slot, String why) {
    if (slot.order().isPresent()) {
      turn.waitFor(slot.id(), "its launcher was told to stop Kafka: " + why);
    } else if (slot.silence().isPresent()) {
      turn.waitFor(slot.id(), why + "; its launcher does not answer: " + slot.silence().get());
    } else {
      return false;
    }
    return true;
  }

  private static Optional<String> missed(Turn turn, Slot slot, Cause cause) {
    Set<Integer> together =
        cause.by().map(operation -> Rolls.together(turn, operation, slot)).orElse(Set.of());
    return cause
        .by()
        .flatMap(operation -> Rolls.othersFirst(turn, operation, slot, together))
        .or(() -> activeControllerLast(turn.state(), slot))
        .or(() -> cause.by().flatMap(operation -> Rolls.unavailable(turn.state(), operation, slot)))
        .or(() -> Gate.restart(turn, slot, together));
  }

  private static void stop(Turn turn, Slot slot, Cause cause, Resizes.Step size) {
    if (Unregistrations.holdBackStop(turn, slot)) {
      return;
    }
    cause
        .by()
        .filter(operation -> !operation.touched().contains(slot.id()))
        .ifPresent(
            operation ->
                turn.become(
                    turn.state().with(turn.state().ledger().with(operation.touching(slot.id())))));
    if (size.replaced().isPresent()) {
      String why = cause.why() + "; " + size.replaced().get();
      turn.note("Node " + slot.id() + " leaves its container: " + why);
      turn.become(turn.state().with(slot.leavingFor(why)));
      Departures.step(turn, turn.state().slot(slot.id()));
      return;
    }
    Held held = slot.container().orElseThrow();
    turn.act(new Action.StopKafka(held, cause.why()), slot.ordered(Slot.Order.STOP));
    turn.waitFor(slot.id(), "Kafka's controlled shutdown: " + cause.why());
  }

  /** Why the process that runs is to be replaced by another. */
  static Optional<Cause> cause(ClusterState state, Slot slot) {
    return byItself(state, slot)
        .map(why -> new Cause(why, Optional.empty()))
        .or(
            () ->
                Rolls.due(state, slot)
                    .map(
                        operation ->
                            new Cause(
                                "operation %d: %s".formatted(operation.number(), operation.title()),
                                Optional.of(operation))));
  }

  private static Optional<String> byItself(ClusterState state, Slot slot) {
    Optional<NodeRecord> record = state.ledger().node(slot.id());
    if (record
        .filter(node -> node.controller() != Roles.isController(state, slot.id()))
        .isPresent()) {
      return Optional.of(
          record.get().controller()
              ? "it has left the quorum and goes on as a broker alone"
              : "it is to join the quorum and becomes a controller");
    }
    return QuorumChange.needsNewList(state, slot)
        ? Optional.of("the controllers that its Kafka knows are not those of the quorum any more")
        : Optional.empty();
  }

  private static Optional<String> activeControllerLast(ClusterState state, Slot slot) {
    if (!state.leader().equals(Optional.of(slot.id()))) {
      return Optional.empty();
    }
    return state.slots().values().stream()
        .filter(other -> other.id() != slot.id() && other.serving())
        .filter(other -> cause(state, other).isPresent())
        .findFirst()
        .map(other -> "it is the active controller, and node " + other.id() + " goes first");
  }
}
