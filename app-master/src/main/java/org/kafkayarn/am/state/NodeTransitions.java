package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;

/** What happens to containers of Kafka's nodes: the part of {@link Transitions} about them. */
final class NodeTransitions {
  private final ClusterState state;
  private final Instant now;

  NodeTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /** A container of an earlier attempt is a node's when the ledger names it. */
  Optional<ClusterState> adopted(Held held) {
    if (state.slotHolding(held.nodeId(), held.containerId()).isPresent()) {
      return Optional.of(state);
    }
    return state
        .ledger()
        .node(held.nodeId())
        .flatMap(NodeRecord::containerId)
        .filter(held.containerId()::equals)
        .flatMap(named -> Optional.ofNullable(state.slots().get(held.nodeId())))
        .filter(slot -> slot.container().isEmpty())
        .map(slot -> state.with(slot.holding(Phase.UP, held, now)));
  }

  Optional<ClusterState> granted(Held held) {
    return Optional.ofNullable(state.slots().get(held.nodeId()))
        .filter(
            slot ->
                slot.ask()
                    .filter(ask -> ContainerTransitions.fits(ask, held, state.fleet()))
                    .isPresent())
        .map(slot -> state.with(slot.holding(Phase.GRANTED, held, now)));
  }

  ClusterState launched(YarnEvent.Launched event) {
    return launching(event.nodeId(), event.containerId())
        .map(slot -> state.with(slot.in(Phase.UP, now)))
        .orElse(state);
  }

  /**
   * The NodeManager may have started it all the same (a time-out): the container is given back, and
   * its node stays occupied until its end is confirmed.
   */
  ClusterState launchFailed(YarnEvent.LaunchFailed event) {
    return launching(event.nodeId(), event.containerId())
        .map(
            slot -> {
              Held held = slot.container().orElseThrow();
              Failure failure =
                  new Failure(
                      FailureClass.CRASHED,
                      now,
                      "The NodeManager of " + held.host() + " did not start it: " + event.reason());
              return ContainerTransitions.stray(
                  avoiding(
                      state.with(slot.failed(failure).in(Phase.ENDING, now)), held, failure.line()),
                  held);
            })
        .orElse(state);
  }

  private Optional<Slot> launching(int id, String containerId) {
    return state.slotHolding(id, containerId).filter(slot -> slot.phase() == Phase.LAUNCHING);
  }

  ClusterState resized(YarnEvent.ContainerResized event) {
    return state
        .slotHolding(event.nodeId(), event.containerId())
        .flatMap(
            slot ->
                slot.resize()
                    .filter(resize -> resize.isTo(event.memoryMb(), event.vcores()))
                    .map(resize -> slot.resizing(resize.answered(event.failure())))
                    .map(next -> event.failure().isEmpty() ? sized(next, event) : next)
                    .map(state::with))
        .orElse(state);
  }

  private static Slot sized(Slot slot, YarnEvent.ContainerResized event) {
    Held held = slot.container().orElseThrow();
    return slot.holding(slot.phase(), held.sized(event.memoryMb()), slot.since());
  }

  /** Empty when the container is no node's. */
  Optional<ClusterState> completed(YarnEvent.Completed event) {
    return state
        .slotHolding(event.containerId())
        .map(slot -> ended(slot, event))
        .or(() -> endedUnseen(event));
  }

  /** A container of an earlier attempt that ended before this one could adopt it. */
  private Optional<ClusterState> endedUnseen(YarnEvent.Completed event) {
    return state.ledger().nodes().values().stream()
        .filter(record -> record.containerId().equals(Optional.of(event.containerId())))
        .findFirst()
        .map(
            record ->
                state.with(
                    state
                        .ledger()
                        .with(
                            record.ended(
                                now, false, ContainerEnd.isConfirmed(event), record.failures()))));
  }

  private ClusterState ended(Slot slot, YarnEvent.Completed event) {
    boolean ran = slot.phase() == Phase.LAUNCHING || slot.phase() == Phase.UP;
    boolean unasked = ran && !state.stopping() && slot.leaving().isEmpty();
    Slot told = unasked ? blamed(slot, event) : slot;
    boolean startsAgain = unasked && slot.launcher().filter(l -> l.starts() > 0).isPresent();
    ClusterState next =
        state.without(slot).with((startsAgain ? told.restarted() : told).vacated(now));
    if (slot.phase() == Phase.GRANTED) {
      return noteUntouched(next, slot);
    }
    boolean kafkaEnded =
        slot.runs(LauncherState.Phase.STOPPED) || slot.runs(LauncherState.Phase.FAILED);
    boolean clean =
        slot.runs(LauncherState.Phase.STOPPED)
            && slot.launcher().flatMap(LauncherState::exit).filter(Exit::clean).isPresent();
    Optional<FailureClass> kind = told.failure().map(Failure::kind);
    boolean untouched =
        unasked && slot.launcher().isEmpty() && kind.filter(ContainerEnd::beforeData).isPresent();
    ClusterState noted =
        noteRecord(
            next,
            slot.id(),
            record -> {
              NodeRecord ended =
                  record.ended(
                      now, clean, kafkaEnded || ContainerEnd.isConfirmed(event), told.failures());
              return untouched ? ended.untouched() : ended;
            });
    return unasked && kind.filter(ContainerEnd::blamesHost).isPresent()
        ? avoiding(noted, slot.container().orElseThrow(), told.failure().orElseThrow().line())
        : noted;
  }

  private Slot blamed(Slot slot, YarnEvent.Completed event) {
    Failure failure =
        ContainerEnd.failure(
            event, state.spec().node(slot.id()), state.ledger().node(slot.id()), now);
    return ContainerEnd.isOwnFault(failure.kind()) ? slot.failed(failure) : slot.recalled(failure);
  }

  private ClusterState avoiding(ClusterState before, Held held, String reason) {
    return before.toBuilder().fleet(before.fleet().avoiding(held.host(), reason, now)).build();
  }

  /** A container of the old size in which nothing was started is given back. */
  ClusterState askedAnew(int id) {
    Slot slot = state.slot(id);
    return switch (slot.phase()) {
      case REQUESTED -> state.with(slot.vacated(now));
      case GRANTED ->
          noteUntouched(
              ContainerTransitions.stray(
                  state.with(slot.vacated(now)), slot.container().orElseThrow()),
              slot);
      case VACANT, LAUNCHING, UP, ENDING -> state;
    };
  }

  /** Nothing was started in the container that the slot has held. */
  private static ClusterState noteUntouched(ClusterState before, Slot granted) {
    return noteRecord(
        before,
        granted.id(),
        record ->
            record.containerId().filter(granted::holds).isPresent() ? record.untouched() : record);
  }

  static ClusterState noteRecord(ClusterState before, int id, UnaryOperator<NodeRecord> change) {
    return before
        .ledger()
        .node(id)
        .map(record -> before.with(before.ledger().with(change.apply(record))))
        .orElse(before);
  }
}
