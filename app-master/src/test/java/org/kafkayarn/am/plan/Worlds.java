package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.Settings.Alteration;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Transitions;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/** States for tests, reached as the loop reaches them: by events and plans. */
final class Worlds {
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  static final String APPLICATION = "application_1700000000000_0007";

  private ClusterState state;
  Plan plan;

  private Worlds(ClusterState state) {
    this.state = state;
  }

  static ClusterSpec spec(int brokers, String ports) {
    return Specs.complete(
        Specs.small(brokers, ports)
            .withSetting("num.partitions", Optional.of("7"))
            .with(SpecKey.DATA_DIRS, List.of("/disk1", "/disk2")));
  }

  static Worlds begin(int brokers, Ledger ledger, int attempt) {
    return begin(spec(brokers, "29092-29111"), ledger, attempt);
  }

  static Worlds begin(ClusterSpec spec, Ledger ledger, int attempt) {
    return new Worlds(
        ClusterState.initial(
            new ClusterState.Application(
                "alice", APPLICATION, attempt, T0, ClusterState.Application.DEFAULT_HOST_EXPIRY),
            spec,
            ledger,
            true));
  }

  /** Registered, with hosts a, b, c (racks r1, r2, r1); nothing was planned yet. */
  static Worlds fresh(int brokers) {
    return begin(brokers, Ledger.empty("cluster-id"), 1)
        .on(
            T0,
            new YarnEvent.HostsReported(hosts(), true, Optional.empty()),
            new YarnEvent.Registered(List.of()));
  }

  /** The same with more in its spec. */
  static Worlds fresh(SpecChanges spec) {
    return begin(Specs.complete(spec), Ledger.empty("cluster-id"), 1)
        .on(
            T0,
            new YarnEvent.HostsReported(hosts(), true, Optional.empty()),
            new YarnEvent.Registered(List.of()));
  }

  static Map<String, Host> hosts() {
    Map<String, Host> hosts = new HashMap<>();
    hosts.put("a", Host.running("a", "/r1", 8192, 8));
    hosts.put("b", Host.running("b", "/r2", 4096, 8));
    hosts.put("c", Host.running("c", "/r1", 4096, 8));
    return hosts;
  }

  /** All nodes of a fresh cluster on hosts of their own, launchers up, Kafka serving. */
  static Worlds serving(int brokers) {
    return fresh(brokers).started();
  }

  Worlds started() {
    plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    launchedAndServing();
    // Those that are not in the quorum start when it has formed.
    plan(T0).saved(T0).plan(T0).saved(T0).plan(T0);
    launchedAndServing();
    return plan(T0).saved(T0);
  }

  private void launchedAndServing() {
    for (Slot slot : List.copyOf(state.slots().values())) {
      if (slot.phase() == Slot.Phase.LAUNCHING) {
        on(T0, new YarnEvent.Launched(slot.id(), container(slot.id(), 1)));
        on(T0, answer(slot.id(), 1, 1, LauncherState.Phase.RUNNING, Optional.empty(), T0));
      }
    }
    plan(T0).saved(T0).observed(T0);
  }

  /** Kafka says that these nodes are away and that nothing depends on them. */
  Worlds safeWithout(Instant at, Integer... away) {
    return on(at, new KafkaEvent.ReplicasObserved(Optional.of(without(Set.of(away), Map.of()))));
  }

  /** Kafka says that these nodes are away, and what would be lost with them. */
  Worlds lastCopies(Instant at, Map<Integer, Partitions> last) {
    return on(at, new KafkaEvent.ReplicasObserved(Optional.of(without(last.keySet(), last))));
  }

  private Replicas without(Set<Integer> away, Map<Integer, Partitions> last) {
    Set<Integer> brokers = new HashSet<>(state.slots().keySet());
    brokers.removeAll(away);
    Set<Integer> voters = Voters.ids(state).boxed().collect(Collectors.toSet());
    Set<Integer> caughtUp = new HashSet<>(voters);
    caughtUp.removeAll(away);
    return new Replicas(brokers, Map.of(), last, Map.of(), Map.of(), Map.of(), voters, caughtUp);
  }

  Worlds on(Instant at, Event... events) {
    for (Event event : events) {
      state = Transitions.apply(state, event, at);
    }
    return this;
  }

  Worlds plan(Instant at) {
    plan = Planner.plan(state, at);
    state = plan.intended();
    return this;
  }

  /** Kafka has been asked to change settings. */
  Worlds altering(Alteration alteration) {
    state = state.toBuilder().settings(state.settings().calling(alteration)).build();
    return this;
  }

  /** Every open ask is granted where it was made; one for any host on a. */
  Worlds grantAll(Instant at) {
    for (Slot slot : List.copyOf(state.slots().values())) {
      slot.ask().ifPresent(ask -> on(at, grant(slot.id(), 1, ask.host().orElse("a"))));
    }
    return this;
  }

  Worlds saved(Instant at) {
    return state.saving() ? on(at, new Event.LedgerSaved(state.ledger())) : this;
  }

  /** Kafka confirms every process that runs. */
  Worlds observed(Instant at) {
    Map<Integer, String> confirmed = new HashMap<>();
    for (Slot slot : state.slots().values()) {
      slot.launcher()
          .filter(launcher -> launcher.phase() == LauncherState.Phase.RUNNING)
          .ifPresent(launcher -> confirmed.put(slot.id(), launcher.startId()));
    }
    Map<Integer, Quorum.Replica> voters = new HashMap<>();
    Voters.ids(state)
        .forEach(id -> voters.put(id, new Quorum.Replica("dir", confirmed.containsKey(id))));
    Quorum quorum = new Quorum(Optional.of(0), voters, Map.of());
    return on(at, new KafkaEvent.Observed(confirmed, confirmed.keySet(), quorum));
  }

  /** The quorum's leader, and no word about its members. */
  static Quorum ledBy(Optional<Integer> leader) {
    return new Quorum(leader, Map.of(), Map.of());
  }

  ClusterState state() {
    return state;
  }

  Slot slot(int id) {
    return state.slot(id);
  }

  List<String> kinds() {
    return plan.actions().stream().map(action -> action.getClass().getSimpleName()).toList();
  }

  String wait(int id) {
    return plan.waits().get(id).reason();
  }

  static String container(int id, int n) {
    return "container_e01_1700000000000_0007_01_00%d00%d".formatted(id, n);
  }

  static Held held(int id, int n, String host) {
    return new Held(container(id, n), id, host, host + ":8042", 0);
  }

  static Event grant(int id, int n, String host) {
    return new YarnEvent.Granted(List.of(held(id, n, host)));
  }

  static Event answer(
      int id,
      int start,
      long version,
      LauncherState.Phase phase,
      Optional<LauncherState.Exit> exit,
      Instant since) {
    return new LauncherEvent.Answered(
        id,
        container(id, 1),
        new LauncherState(
            "launcher-" + id,
            version,
            id,
            container(id, 1),
            phase,
            since,
            container(id, 1) + "/" + start,
            OptionalLong.empty(),
            start,
            exit,
            List.of("/disk1/" + id),
            phase == LauncherState.Phase.RUNNING || version > 10
                ? Map.of("/disk1/" + id, "dir")
                : Map.of(),
            false,
            Map.of(),
            List.of()));
  }

  static Event failed(int id, int start, long version, FailureClass kind, String line, Instant at) {
    return answer(
        id,
        start,
        version,
        LauncherState.Phase.FAILED,
        Optional.of(
            new LauncherState.Exit(
                Optional.of(1),
                at,
                false,
                false,
                Optional.of(kind),
                line,
                List.of(),
                portsIn(line, kind))),
        at);
  }

  /** A launcher's next word: the last one, with what it says of its disks. */
  static Event wordOnDisks(
      LauncherState last, List<Disk> disks, Optional<Recovery> recovery, List<String> setAside) {
    return word(last, disks, recovery, setAside, last.started());
  }

  /** The same, with the controllers that its Kafka was started with. */
  static Event wordOnControllers(LauncherState last, List<String> controllers) {
    Map<String, String> properties =
        Map.of("controller.quorum.bootstrap.servers", String.join(",", controllers));
    return wordOnStart(last, new Started(Origin.UNKNOWN, properties, 256, List.of()));
  }

  /** The same, with what its Kafka was started with. */
  static Event wordOnStart(LauncherState last, Started started) {
    return word(last, last.disks(), last.recovery(), last.setAside(), Optional.of(started));
  }

  /** The same, in another phase. */
  static Event wordOnPhase(LauncherState last, LauncherState.Phase phase, Instant since) {
    return word(last, phase, since, last.disks(), last.recovery(), last.setAside(), last.started());
  }

  private static Event word(
      LauncherState last,
      List<Disk> disks,
      Optional<Recovery> recovery,
      List<String> setAside,
      Optional<Started> started) {
    return word(last, last.phase(), last.since(), disks, recovery, setAside, started);
  }

  private static Event word(
      LauncherState last,
      LauncherState.Phase phase,
      Instant since,
      List<Disk> disks,
      Optional<Recovery> recovery,
      List<String> setAside,
      Optional<Started> started) {
    return new LauncherEvent.Answered(
        last.nodeId(),
        last.containerId(),
        new LauncherState(
            last.launcherId(),
            last.version() + 1,
            last.nodeId(),
            last.containerId(),
            phase,
            since,
            last.startId(),
            last.pid(),
            last.starts(),
            last.exit(),
            last.dataDirs(),
            last.directoryIds(),
            last.formatted(),
            last.steps(),
            last.warnings(),
            disks,
            last.metadataDirectoryId(),
            recovery,
            setAside,
            started));
  }

  /** The launcher tells them apart from its line; here it is written once. */
  private static List<Integer> portsIn(String line, FailureClass kind) {
    return kind == FailureClass.PORT_TAKEN
        ? Pattern.compile("\\d{5}")
            .matcher(line)
            .results()
            .map(port -> Integer.valueOf(port.group()))
            .toList()
        : List.of();
  }
}
