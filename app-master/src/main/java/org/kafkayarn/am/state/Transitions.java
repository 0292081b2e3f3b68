package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;

/**
 * What an event makes of the state. Decides nothing: it only believes. Events about containers that
 * a slot no longer holds change nothing but what is to be given back.
 */
public final class Transitions implements Event.Handler<ClusterState> {
  private final ClusterState state;
  private final Instant now;

  private Transitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  public static ClusterState apply(ClusterState state, Event event, Instant now) {
    return event.dispatch(new Transitions(state, now));
  }

  @Override
  public ClusterState registered(Event.Registered event) {
    return adoptAll(
        state.toBuilder().registered(now).fleet(state.fleet().granting(event.largest())).build(),
        event.previous());
  }

  @Override
  public ClusterState previousContainers(Event.PreviousContainers event) {
    return adoptAll(state, event.containers());
  }

  private ClusterState adoptAll(ClusterState start, List<Held> containers) {
    ClusterState next = start;
    for (Held held : containers) {
      next = adopt(next, held);
    }
    return next;
  }

  /** A container of an earlier attempt is a node's when the ledger names it, and a stray else. */
  private ClusterState adopt(ClusterState before, Held held) {
    if (TaskLedger.isTask(held.nodeId())) {
      return tasks(before).adopted(held).orElseGet(() -> stray(before, held));
    }
    if (before.slotHolding(held.nodeId(), held.containerId()).isPresent()) {
      return before;
    }
    Optional<Slot> slot = Optional.ofNullable(before.slots().get(held.nodeId()));
    boolean named =
        before
            .ledger()
            .node(held.nodeId())
            .flatMap(NodeRecord::containerId)
            .filter(held.containerId()::equals)
            .isPresent();
    if (named && slot.filter(s -> s.container().isEmpty()).isPresent()) {
      return before.with(slot.orElseThrow().holding(Phase.UP, held, now));
    }
    return stray(before, held);
  }

  static ClusterState stray(ClusterState before, Held held) {
    List<Held> strays = new ArrayList<>(before.strays());
    strays.add(held);
    return before.toBuilder().strays(strays).build();
  }

  @Override
  public ClusterState granted(Event.Granted event) {
    Fleet fleet = state.fleet();
    ClusterState next = state;
    for (Held held : event.containers()) {
      if (TaskLedger.isTask(held.nodeId())) {
        ClusterState before = next;
        next = tasks(before).granted(held).orElseGet(() -> stray(before, held));
        continue;
      }
      Optional<Slot> slot =
          Optional.ofNullable(next.slots().get(held.nodeId()))
              .filter(s -> s.ask().filter(ask -> fits(ask, held, fleet)).isPresent());
      next =
          slot.isPresent()
              ? next.with(slot.get().holding(Phase.GRANTED, held, now))
              : stray(next, held);
    }
    return next;
  }

  static boolean fits(Slot.Ask ask, Held held, Fleet fleet) {
    if (!ask.hosts().isEmpty()) {
      return ask.hosts().contains(held.host());
    }
    return ask.rack().isEmpty() || ask.rack().equals(fleet.host(held.host()).map(Host::rack));
  }

  @Override
  public ClusterState completed(Event.Completed event) {
    ClusterState next =
        state.toBuilder()
            .strays(
                state.strays().stream()
                    .filter(held -> !held.containerId().equals(event.containerId()))
                    .toList())
            .build();
    Optional<ClusterState> ofTask = tasks(next).completed(event);
    if (ofTask.isPresent()) {
      return ofTask.get();
    }
    return next.slotHolding(event.containerId())
        .map(slot -> ended(next, slot, event))
        .orElseGet(() -> endedUnseen(next, event));
  }

  /** A container of an earlier attempt that ended before this one could adopt it. */
  private ClusterState endedUnseen(ClusterState before, Event.Completed event) {
    return before.ledger().nodes().values().stream()
        .filter(record -> record.containerId().equals(Optional.of(event.containerId())))
        .findFirst()
        .map(
            record ->
                before.with(
                    before
                        .ledger()
                        .with(
                            record.ended(
                                now, false, ContainerEnd.isConfirmed(event), record.failures()))))
        .orElse(before);
  }

  private ClusterState ended(ClusterState before, Slot slot, Event.Completed event) {
    boolean ran = slot.phase() == Phase.LAUNCHING || slot.phase() == Phase.UP;
    boolean unasked = ran && !before.stopping() && slot.leaving().isEmpty();
    Slot told = unasked ? blamed(before, slot, event) : slot;
    boolean startsAgain = unasked && slot.launcher().filter(l -> l.starts() > 0).isPresent();
    ClusterState next =
        before.without(slot).with((startsAgain ? told.restarted() : told).vacated(now));
    if (slot.phase() == Phase.GRANTED) {
      return noteRecord(
          next,
          slot.id(),
          record ->
              record.containerId().equals(Optional.of(event.containerId()))
                  ? record.untouched()
                  : record);
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

  private Slot blamed(ClusterState before, Slot slot, Event.Completed event) {
    Failure failure =
        ContainerEnd.failure(
            event, before.spec().node(slot.id()), before.ledger().node(slot.id()), now);
    return ContainerEnd.isOwnFault(failure.kind()) ? slot.failed(failure) : slot.recalled(failure);
  }

  private ClusterState avoiding(ClusterState before, Held held, String reason) {
    return before.toBuilder().fleet(before.fleet().avoiding(held.host(), reason, now)).build();
  }

  static ClusterState noteRecord(ClusterState before, int id, UnaryOperator<NodeRecord> change) {
    return before
        .ledger()
        .node(id)
        .map(record -> before.with(before.ledger().with(change.apply(record))))
        .orElse(before);
  }

  @Override
  public ClusterState containerResized(Event.ContainerResized event) {
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

  private static Slot sized(Slot slot, Event.ContainerResized event) {
    Held held = slot.container().orElseThrow();
    return slot.holding(slot.phase(), held.sized(event.memoryMb()), slot.since());
  }

  @Override
  public ClusterState hostsReported(Event.HostsReported event) {
    return state.toBuilder().fleet(state.fleet().reported(event, now)).build();
  }

  @Override
  public ClusterState preemptionAnnounced(Event.PreemptionAnnounced event) {
    return state.toBuilder()
        .preemption(new Preemption(event.certain(), event.others(), event.amount(), now))
        .build();
  }

  @Override
  public ClusterState launched(Event.Launched event) {
    if (TaskLedger.isTask(event.nodeId())) {
      return tasks(state).launched(event);
    }
    return state
        .slotHolding(event.nodeId(), event.containerId())
        .filter(slot -> slot.phase() == Phase.LAUNCHING)
        .map(slot -> state.with(slot.in(Phase.UP, now)))
        .orElse(state);
  }

  /**
   * The NodeManager may have started it all the same (a time-out): the container is given back, and
   * its node stays occupied until its end is confirmed.
   */
  @Override
  public ClusterState launchFailed(Event.LaunchFailed event) {
    if (TaskLedger.isTask(event.nodeId())) {
      return tasks(state).launchFailed(event);
    }
    return state
        .slotHolding(event.nodeId(), event.containerId())
        .filter(slot -> slot.phase() == Phase.LAUNCHING)
        .map(
            slot -> {
              Held held = slot.container().orElseThrow();
              Failure failure =
                  new Failure(
                      FailureClass.CRASHED,
                      now,
                      "The NodeManager of " + held.host() + " did not start it: " + event.reason());
              return stray(
                  avoiding(
                      state.with(slot.failed(failure).in(Phase.ENDING, now)), held, failure.line()),
                  held);
            })
        .orElse(state);
  }

  private TaskTransitions tasks(ClusterState at) {
    return new TaskTransitions(at, now);
  }

  private LauncherTransitions launcher() {
    return new LauncherTransitions(state, now);
  }

  @Override
  public ClusterState launcherAnswered(Event.LauncherAnswered event) {
    return launcher().launcherAnswered(event);
  }

  @Override
  public ClusterState launcherSilent(Event.LauncherSilent event) {
    return launcher().launcherSilent(event);
  }

  @Override
  public ClusterState orderDone(Event.OrderDone event) {
    return launcher().orderDone(event);
  }

  private KafkaTransitions kafka() {
    return new KafkaTransitions(state, now);
  }

  @Override
  public ClusterState kafkaObserved(Event.KafkaObserved event) {
    return kafka().kafkaObserved(event);
  }

  @Override
  public ClusterState voterChanged(Event.VoterChanged event) {
    return kafka().voterChanged(event);
  }

  @Override
  public ClusterState replicasObserved(Event.ReplicasObserved event) {
    return kafka().replicasObserved(event);
  }

  @Override
  public ClusterState unregistered(Event.Unregistered event) {
    return kafka().unregistered(event);
  }

  @Override
  public ClusterState featuresObserved(Event.FeaturesObserved event) {
    return kafka().featuresObserved(event);
  }

  @Override
  public ClusterState metadataOrdered(Event.MetadataOrdered event) {
    return kafka().metadataOrdered(event);
  }

  @Override
  public ClusterState metadataAnswered(Event.MetadataAnswered event) {
    return kafka().metadataAnswered(event);
  }

  @Override
  public ClusterState settingsObserved(Event.SettingsObserved event) {
    return kafka().settingsObserved(event);
  }

  @Override
  public ClusterState settingsAltered(Event.SettingsAltered event) {
    return kafka().settingsAltered(event);
  }

  @Override
  public ClusterState ledgerSaved(Event.LedgerSaved event) {
    return state.with(Saving.of(Optional.of(event.ledger())));
  }

  @Override
  public ClusterState ledgerNotSaved(Event.LedgerNotSaved event) {
    return state.with(state.saving().failed(event.reason()));
  }

  /**
   * A node that is not wanted any more retires when it has something to leave: a place in the
   * ledger, a container, or a request for one.
   */
  @Override
  public ClusterState specChanged(Event.SpecChanged event) {
    ClusterSpec spec =
        event.spec().retainRetiring(id -> state.ledger().node(id).isPresent() || isOccupied(id));
    SortedMap<Integer, Slot> slots = new TreeMap<>();
    for (int id : spec.ids()) {
      Slot slot = state.slots().get(id);
      slots.put(id, slot == null ? newSlot(id) : slot);
    }
    ClusterState next =
        state.toBuilder()
            .spec(spec)
            .slots(slots)
            .kafka(state.kafka().with(state.kafka().settings().ofNewSpec()))
            .build();
    for (Slot slot : slots.values()) {
      next = isOfAnotherSize(slot.id(), spec) ? askedAnew(next, slot) : next;
    }
    return tasks(next).specChanged(state.spec());
  }

  private boolean isOfAnotherSize(int id, ClusterSpec spec) {
    Optional<NodeSpec> before = state.spec().find(id);
    NodeSpec now = spec.node(id);
    return before
        .filter(old -> old.memoryMb() != now.memoryMb() || old.vcores() != now.vcores())
        .isPresent();
  }

  /** A container of the old size in which nothing was started is given back. */
  private ClusterState askedAnew(ClusterState before, Slot slot) {
    return switch (slot.phase()) {
      case REQUESTED -> before.with(slot.vacated(now));
      case GRANTED -> {
        Held held = slot.container().orElseThrow();
        yield noteRecord(
            stray(before.with(slot.vacated(now)), held),
            slot.id(),
            record ->
                record.containerId().equals(Optional.of(held.containerId()))
                    ? record.untouched()
                    : record);
      }
      case VACANT, LAUNCHING, UP, ENDING -> before;
    };
  }

  private Slot newSlot(int id) {
    return Slot.vacant(id, now)
        .withFailures(state.ledger().node(id).map(NodeRecord::failures).orElse(0));
  }

  private boolean isOccupied(int id) {
    return Optional.ofNullable(state.slots().get(id))
        .filter(slot -> slot.phase() != Phase.VACANT)
        .isPresent();
  }

  @Override
  public ClusterState dataPurged(Event.DataPurged event) {
    LeftBehinds left = state.ledger().leftBehind().without(event.gone());
    return left.equals(state.ledger().leftBehind()) ? state : state.with(state.ledger().with(left));
  }

  @Override
  public ClusterState stopRequested(Event.StopRequested event) {
    return state.toBuilder()
        .stopping()
        .ledger(state.ledger().withStopOf(state.application().id()))
        .build();
  }

  /** Kafka and launchers tell what has changed by it. */
  @Override
  public ClusterState recovered(Event.Recovered event) {
    return state;
  }

  @Override
  public ClusterState operationOrdered(Event.OperationOrdered event) {
    return new OperationTransitions(state, now).ordered(event.operation());
  }

  @Override
  public ClusterState operationCommanded(Event.OperationCommanded event) {
    return new OperationTransitions(state, now).commanded(event.number(), event.command());
  }

  @Override
  public ClusterState operationMoved(Event.OperationMoved event) {
    return new OperationTransitions(state, now).moved(event);
  }

  @Override
  public ClusterState tasksObserved(Event.TasksObserved event) {
    return state.toBuilder().tasks(state.tasks().seeing(event.seen())).build();
  }

  @Override
  public ClusterState woken(Event.Woken event) {
    return state;
  }
}
