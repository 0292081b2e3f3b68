package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kafkayarn.am.state.ClusterState.ReplicasSeen;
import org.kafkayarn.am.state.Ledger.NodeRecord;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.Slot.Phase;
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
    return adoptAll(state.toBuilder().registered(now).build(), event.previous());
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
    if (before.slotHolding(held.containerId()).isPresent()) {
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

  private static ClusterState stray(ClusterState before, Held held) {
    List<Held> strays = new ArrayList<>(before.strays());
    strays.add(held);
    return before.toBuilder().strays(strays).build();
  }

  @Override
  public ClusterState granted(Event.Granted event) {
    ClusterState next = state;
    for (Held held : event.containers()) {
      Optional<Slot> slot =
          Optional.ofNullable(next.slots().get(held.nodeId()))
              .filter(s -> s.ask().filter(ask -> fits(ask, held)).isPresent());
      next =
          slot.isPresent()
              ? next.with(slot.get().holding(Phase.GRANTED, held, now))
              : stray(next, held);
    }
    return next;
  }

  private static boolean fits(Slot.Ask ask, Held held) {
    return !ask.strict() || ask.host().filter(held.host()::equals).isPresent();
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
    return next.slotHolding(event.containerId()).map(slot -> ended(next, slot, event)).orElse(next);
  }

  private ClusterState ended(ClusterState before, Slot slot, Event.Completed event) {
    boolean ran = slot.phase() == Phase.LAUNCHING || slot.phase() == Phase.UP;
    boolean wanted = ran && !before.stopping();
    Slot counted =
        wanted
            ? slot.failed(
                ContainerEnd.failure(event, before.spec(), before.ledger().node(slot.id()), now))
            : slot;
    boolean startsAgain = wanted && slot.launcher().filter(l -> l.starts() > 0).isPresent();
    ClusterState next = before.with((startsAgain ? counted.restarted() : counted).vacated(now));
    if (slot.phase() == Phase.GRANTED) {
      return noteRecord(
          next,
          slot.id(),
          record ->
              record.containerId().equals(Optional.of(event.containerId()))
                  ? record.untouched()
                  : record);
    }
    boolean clean =
        slot.launcher()
            .filter(launcher -> launcher.phase() == LauncherState.Phase.STOPPED)
            .flatMap(LauncherState::exit)
            .filter(Exit::clean)
            .isPresent();
    boolean untouched =
        wanted
            && slot.launcher().isEmpty()
            && counted.failure().filter(f -> ContainerEnd.beforeData(f.kind())).isPresent();
    return noteRecord(
        next,
        slot.id(),
        record -> {
          NodeRecord stopped = record.stopped(now, clean, counted.failures());
          return untouched ? stopped.untouched() : stopped;
        });
  }

  private static ClusterState noteRecord(
      ClusterState before, int id, UnaryOperator<NodeRecord> change) {
    return before
        .ledger()
        .node(id)
        .map(record -> before.with(before.ledger().with(change.apply(record))))
        .orElse(before);
  }

  @Override
  public ClusterState hostsReported(Event.HostsReported event) {
    Map<String, Host> hosts = new HashMap<>(state.hosts());
    hosts.putAll(event.hosts());
    return state.toBuilder().hosts(hosts).build();
  }

  @Override
  public ClusterState launched(Event.Launched event) {
    return state
        .slotHolding(event.containerId())
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
    return state
        .slotHolding(event.containerId())
        .filter(slot -> slot.phase() == Phase.LAUNCHING)
        .map(
            slot -> {
              Held held = slot.container().orElseThrow();
              Failure failure =
                  new Failure(
                      FailureClass.CRASHED,
                      now,
                      "The NodeManager of " + held.host() + " did not start it: " + event.reason());
              return stray(state.with(slot.failed(failure).in(Phase.ENDING, now)), held);
            })
        .orElse(state);
  }

  @Override
  public ClusterState launcherAnswered(Event.LauncherAnswered event) {
    return state
        .slotHolding(event.containerId())
        .map(slot -> heard(slot, event.state()))
        .orElse(state);
  }

  private ClusterState heard(Slot slot, LauncherState word) {
    Optional<LauncherState> before = slot.launcher();
    if (before
        .filter(b -> b.launcherId().equals(word.launcherId()) && b.version() > word.version())
        .isPresent()) {
      return state;
    }
    Slot next = slot.answered(word);
    boolean newEnd =
        word.exit().isPresent() && !before.flatMap(LauncherState::exit).equals(word.exit());
    boolean failed = newEnd && word.phase() == LauncherState.Phase.FAILED;
    if (failed) {
      Exit exit = word.exit().orElseThrow();
      Failure last =
          new Failure(exit.failure().orElse(FailureClass.CRASHED), exit.at(), exit.message());
      boolean known =
          state
              .ledger()
              .node(slot.id())
              .flatMap(NodeRecord::lastStop)
              .filter(exit.at()::equals)
              .isPresent();
      next = known ? next.recalled(last) : next.failed(last);
    }
    if (word.starts() > Math.max(1, before.map(LauncherState::starts).orElse(word.starts()))) {
      next = next.restarted();
    }
    Slot heard = next;
    return noteRecord(
        state.with(heard),
        slot.id(),
        record -> {
          NodeRecord known =
              word.directoryIds().isEmpty() ? record : record.withData(word.dataDirs());
          return newEnd
              ? known.stopped(
                  word.exit().orElseThrow().at(),
                  word.exit().orElseThrow().clean(),
                  heard.failures())
              : known;
        });
  }

  @Override
  public ClusterState launcherSilent(Event.LauncherSilent event) {
    return state
        .slotHolding(event.containerId())
        .map(slot -> state.with(slot.silent(event.reason())))
        .orElse(state);
  }

  @Override
  public ClusterState orderDone(Event.OrderDone event) {
    return state
        .slotHolding(event.containerId())
        .map(
            slot -> {
              Slot free = slot.withoutOrder();
              Slot told = event.failure().map(free::silent).orElse(free);
              boolean leaves = event.order() == Slot.Order.EXIT && event.failure().isEmpty();
              return state.with(leaves ? told.in(Phase.ENDING, now) : told);
            })
        .orElse(state);
  }

  @Override
  public ClusterState kafkaObserved(Event.KafkaObserved event) {
    ClusterState next = state.toBuilder().leader(event.leader()).build();
    for (Slot slot : state.slots().values()) {
      Optional<String> startId =
          Optional.ofNullable(event.confirmed().get(slot.id()))
              .filter(id -> event.brokers().contains(slot.id()));
      if (!slot.confirmed().equals(startId)) {
        next = next.with(slot.confirmedAs(startId));
      }
      if (event.leader().isPresent() && next.slot(slot.id()).serving()) {
        next = seenByQuorum(next, slot.id());
      }
    }
    return next.allServing() ? next.toBuilder().wasReady().build() : next;
  }

  @Override
  public ClusterState replicasObserved(Event.ReplicasObserved event) {
    return state.toBuilder()
        .replicas(event.replicas().map(seen -> new ReplicasSeen(seen, now)))
        .build();
  }

  private static ClusterState seenByQuorum(ClusterState before, int id) {
    Ledger ledger = before.ledger();
    return ledger
        .node(id)
        .filter(NodeRecord::controller)
        .filter(node -> !node.controllerEndpoint().equals(ledger.quorumEndpoints().get(id)))
        .map(node -> before.with(ledger.seenByQuorum(node)))
        .orElse(before);
  }

  @Override
  public ClusterState ledgerSaved(Event.LedgerSaved event) {
    return state.toBuilder().saved(event.ledger()).build();
  }

  @Override
  public ClusterState ledgerNotSaved(Event.LedgerNotSaved event) {
    return state.toBuilder().saveFailed(event.reason()).build();
  }

  @Override
  public ClusterState stopRequested(Event.StopRequested event) {
    return state.toBuilder()
        .stopping()
        .ledger(state.ledger().withStopOf(state.application().id()))
        .build();
  }

  @Override
  public ClusterState woken(Event.Woken event) {
    return state;
  }
}
