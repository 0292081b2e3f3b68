package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.events.EventKind;
import org.kafkayarn.am.events.Narrator;
import org.kafkayarn.am.plan.task.TaskSpecs;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.OperatorEvent.Recovered.Deed;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Settings.Alteration;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.am.state.task.GroupLag;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.state.task.TaskState;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/** What {@link Narrator} tells of the worlds of this package, as the loop would call it. */
class EventsOfAClusterTest {
  private static final Host B = Host.running("b", "/r2", 4096, 8);

  private final List<ClusterEvent> told = new ArrayList<>();
  private Narrator narrator = new Narrator(3, 2, told::add);
  private Worlds world;

  private void on(Instant at, Event event) {
    ClusterState before = world.state();
    world.on(at, event);
    narrator.happened(before, world.state(), event, at);
  }

  private static Event hosts(Host host) {
    return new YarnEvent.HostsReported(Map.of(host.name(), host), false, Optional.empty());
  }

  private void plan(Instant at) {
    world.plan(at);
    narrator.planned(world.plan, at);
    narrator.published(StatusReport.of(world.plan, Map.of()), at);
  }

  /** What was told since the last call: node, kind, host. */
  private List<String> heads() {
    List<String> heads =
        told.stream()
            .map(
                event ->
                    event.node().map(String::valueOf).orElse("-")
                        + " "
                        + event.kind()
                        + event.host().map(host -> " " + host).orElse(""))
            .toList();
    told.clear();
    return heads;
  }

  private String reason(EventKind kind) {
    return told.stream()
        .filter(event -> event.kind().equals(kind.word()))
        .map(ClusterEvent::reason)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + told));
  }

  private void begin(int brokers) {
    world = Worlds.begin(brokers, Ledger.empty("cluster-id"), 1);
    narrator.began(world.state(), "am-host", T0);
    on(T0, new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()));
    on(T0, new YarnEvent.Registered(List.of()));
  }

  /** One node on host a that serves; nothing that was told on the way is left. */
  private void serving() {
    begin(1);
    plan(T0);
    on(T0, Worlds.grant(0, 1, "a"));
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    on(T0, new YarnEvent.Launched(0, Worlds.container(0, 1)));
    plan(T0);
    on(T0, answer(1, LauncherState.Phase.PREPARING));
    on(T0, answer(2, LauncherState.Phase.RUNNING));
    plan(T0);
    on(T0, observed());
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
  }

  private Event observed() {
    String startId = world.slot(0).launcher().orElseThrow().startId();
    return new KafkaEvent.Observed(Map.of(0, startId), Set.of(0), Worlds.ledBy(Optional.of(0)));
  }

  private static Event answer(long version, LauncherState.Phase phase) {
    return Worlds.answer(0, 1, version, phase, Optional.empty(), T0);
  }

  @Test
  void aStartIsToldFromTheRequestToTheService() {
    serving();
    ClusterEvent first = told.get(0);
    assertEquals("AttemptBegan", first.kind());
    assertEquals(
        "attempt 1 of " + Worlds.APPLICATION + ", specification 1", first.reason(), told::toString);
    assertEquals(3_000_000_001L, first.sequence());
    assertEquals(2, first.attempt());
    for (int i = 1; i < told.size(); i++) {
      assertEquals(told.get(i - 1).sequence() + 1, told.get(i).sequence());
    }
    assertTrue(reason(EventKind.REQUESTED).startsWith("a container of "));
    assertEquals(Worlds.container(0, 1), reason(EventKind.GRANTED));
    assertEquals(
        Worlds.container(0, 1) + ": its container is granted", reason(EventKind.LAUNCHING));
    assertEquals("all 1 nodes serve", reason(EventKind.CLUSTER_READY));
    List<String> heads = heads();
    assertEquals(
        List.of(
            "- AttemptBegan am-host",
            "- Registered",
            "0 Requested a",
            "0 Granted a",
            "0 Decided a",
            "- Decided",
            "0 Decided a",
            "0 Waiting a",
            "0 Launching a",
            "0 Launched a",
            "0 Waiting a",
            "0 Preparing a",
            "0 Started a",
            "0 Waiting a",
            "0 Controller a",
            "0 Serving a",
            "- ClusterReady"),
        heads);
  }

  @Test
  void whatDoesNotChangeIsNotToldAgain() {
    serving();
    told.clear();
    on(T0, new Event.Woken());
    on(T0, observed());
    on(T0, answer(2, LauncherState.Phase.RUNNING));
    on(T0, new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()));
    plan(T0.plusSeconds(1));
    plan(T0.plusSeconds(100));
    assertEquals(List.of(), heads());
  }

  @Test
  void aCrashIsToldWithItsClassItsLineAndItsAnswer() {
    serving();
    told.clear();
    Instant later = T0.plusSeconds(100);
    on(later, Worlds.failed(0, 1, 3, FailureClass.OUT_OF_MEMORY, "Java heap space", later));
    plan(later);
    assertEquals("OUT_OF_MEMORY: Java heap space", reason(EventKind.FAILED));
    assertEquals(Worlds.container(0, 1) + ": Java heap space", reason(EventKind.START_ORDERED));
    assertTrue(reason(EventKind.CLUSTER_DEGRADED).startsWith("node 0: "));
    assertEquals(List.of("0 Failed a", "0 StartOrdered a", "- ClusterDegraded"), heads());
    on(
        later,
        new LauncherEvent.OrderDone(0, Worlds.container(0, 1), Slot.Order.START, Optional.empty()));
    on(later, Worlds.answer(0, 2, 4, LauncherState.Phase.RUNNING, Optional.empty(), later));
    assertEquals("Kafka, start 2", reason(EventKind.STARTED));
  }

  @Test
  void aContainerThatEndsIsToldOnTheHostWhereItWas() {
    serving();
    told.clear();
    on(
        T0,
        new YarnEvent.Completed(
            Worlds.container(0, 1), -100, "Container released on a *lost* node"));
    plan(T0);
    assertEquals(
        Worlds.container(0, 1) + ": exit status -100, Container released on a *lost* node",
        reason(EventKind.LOST));
    assertTrue(reason(EventKind.REQUESTED).contains("on a, where its data is"));
    assertEquals(
        List.of("0 Lost a", "0 Failed a", "- HostAvoided a", "0 Requested a", "- ClusterDegraded"),
        heads());
  }

  @Test
  void aContainerThatYarnTakesIsPreempted() {
    serving();
    told.clear();
    on(T0, new YarnEvent.Completed(Worlds.container(0, 1), -102, ""));
    assertEquals(List.of("0 Preempted a", "0 Failed a"), heads());
  }

  @Test
  void hostsThatGoComeAndJoinAreToldButNotTheFirstReport() {
    begin(1);
    assertFalse(heads().stream().anyMatch(head -> head.contains("Host")));
    on(T0, hosts(B.in(Host.Condition.LOST)));
    on(T0, hosts(B));
    on(T0, hosts(Host.running("d", "/r3", 4096, 8)));
    on(T0, hosts(Host.running("d", "/r3", 1, 8)));
    on(T0, hosts(B.in(Host.Condition.DECOMMISSIONING)));
    assertEquals("its NodeManager is being decommissioned", reason(EventKind.HOST_LEAVING));
    on(T0, hosts(B.in(Host.Condition.GONE)));
    on(T0, new YarnEvent.HostsReported(Map.of("b", B), true, Optional.empty()));
    List<String> heads = new ArrayList<>(heads());
    assertEquals(
        List.of("- HostLost b", "- HostBack b", "- HostNew d", "- HostLeaving b", "- HostLost b"),
        heads.subList(0, 5));
    assertEquals(
        Set.of("- HostBack b", "- HostLost a", "- HostLost c", "- HostLost d"),
        Set.copyOf(heads.subList(5, heads.size())));
  }

  @Test
  void anAnnouncedPreemptionIsToldOnceForEachContainer() {
    serving();
    told.clear();
    Amount one = new Amount(1024, 1);
    for (int i = 0; i < 5; i++) {
      on(
          T0.plusSeconds(i),
          new YarnEvent.PreemptionAnnounced(
              Set.of(Worlds.container(0, 1)), Set.of("container_of_nobody"), one));
    }
    assertEquals(
        Worlds.container(0, 1) + ": YARN is about to take it",
        reason(EventKind.PREEMPTION_ANNOUNCED));
    assertEquals(List.of("0 PreemptionAnnounced a"), heads());
  }

  @Test
  void aHostThatFailsAStartIsAvoided() {
    begin(1);
    plan(T0);
    on(T0, Worlds.grant(0, 1, "a"));
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    told.clear();
    on(T0, new YarnEvent.LaunchFailed(0, Worlds.container(0, 1), "no space"));
    assertTrue(reason(EventKind.HOST_AVOIDED).startsWith("not chosen until 2026-01-01T00:05:00Z"));
    assertEquals(List.of("0 Failed a", "- HostAvoided a"), heads());
  }

  @Test
  void aWaitIsToldWhenItsWordsChangeAndNotWhenItsNumbersDo() {
    serving();
    on(T0, hosts(Host.running("a", "/r1", 300, 8)));
    on(T0, new YarnEvent.Completed(Worlds.container(0, 1), -100, "lost"));
    plan(T0);
    told.clear();
    for (int i = 1; i < 50; i++) {
      on(T0, hosts(Host.running("a", "/r1", 300 + i, 8)));
      plan(T0.plusSeconds(i));
    }
    assertEquals(List.of(), heads());
    on(T0, hosts(Host.running("a", "/r1", 0, 8).in(Host.Condition.UNHEALTHY)));
    plan(T0.plusSeconds(50));
    assertTrue(reason(EventKind.WAITING).contains("unhealthy"), told::toString);
    assertEquals(List.of("- HostLost a", "0 Waiting a"), heads());
  }

  @Test
  void waitsThatComeAndGoAreToldOnceAMinuteAndTheLastOneIsNotForgotten() {
    serving();
    on(T0, new YarnEvent.Completed(Worlds.container(0, 1), -100, "lost"));
    plan(T0);
    told.clear();
    Host with = Host.running("a", "/r1", 8192, 8);
    Host without = Host.running("a", "/r1", 300, 8);
    for (int i = 1; i <= 20; i++) {
      on(T0, hosts(i % 2 == 0 ? with : without));
      plan(T0.plusSeconds(i));
    }
    int toldThen = told.size();
    assertTrue(toldThen <= 2, () -> "a flood: " + told);
    plan(T0.plusSeconds(90));
    assertTrue(told.size() <= toldThen + 1, told::toString);
    assertEquals(world.wait(0), reason(EventKind.WAITING), "the wait of now was told last");
  }

  @Test
  void aContainerOfAnEarlierAttemptIsAdoptedAndItsKafkaRunsOn() {
    Ledger ledger = Worlds.serving(1).state().ledger();
    world = Worlds.begin(1, ledger, 2);
    on(T0, new YarnEvent.Registered(List.of(Worlds.held(0, 1, "a"), Worlds.held(7, 2, "b"))));
    plan(T0);
    on(
        T0,
        Worlds.answer(0, 1, 3, LauncherState.Phase.RUNNING, Optional.empty(), T0.minusSeconds(60)));
    assertEquals(
        List.of("- Registered", "0 Adopted a", "7 Released b", "0 Waiting a", "0 Running a"),
        heads());
  }

  @Test
  void aLauncherThatFallsSilentAndTheHomeThatCannotBeWrittenAreTold() {
    serving();
    told.clear();
    on(T0, new LauncherEvent.Silent(0, Worlds.container(0, 1), "timed out"));
    on(T0, new LauncherEvent.Silent(0, Worlds.container(0, 1), "timed out"));
    on(T0, answer(3, LauncherState.Phase.RUNNING));
    on(T0, KafkaEvent.Observed.nothing());
    on(T0, new Event.LedgerNotSaved("safe mode"));
    on(T0, new Event.LedgerNotSaved("safe mode"));
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    assertEquals(
        List.of(
            "0 Silent a",
            "0 Answering a",
            "- Controller",
            "0 NotServing a",
            "- HomeUnwritable",
            "- HomeWritable"),
        heads());
  }

  @Test
  void aStopIsToldFromTheOrderToTheEnd() {
    serving();
    told.clear();
    on(T0, new OperatorEvent.StopRequested());
    plan(T0);
    on(
        T0,
        new LauncherEvent.OrderDone(0, Worlds.container(0, 1), Slot.Order.STOP, Optional.empty()));
    on(T0, answer(3, LauncherState.Phase.STOPPING));
    plan(T0);
    on(
        T0,
        Worlds.answer(
            0,
            1,
            4,
            LauncherState.Phase.STOPPED,
            Optional.of(
                new LauncherState.Exit(
                    Optional.of(0), T0, true, true, Optional.empty(), "", List.of())),
            T0));
    plan(T0);
    assertEquals("clean shutdown", reason(EventKind.STOPPED));
    on(
        T0,
        new LauncherEvent.OrderDone(0, Worlds.container(0, 1), Slot.Order.EXIT, Optional.empty()));
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    on(T0, new YarnEvent.Completed(Worlds.container(0, 1), 0, ""));
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    List<String> heads = new ArrayList<>(heads());
    heads.removeIf(head -> head.equals("0 Waiting a"));
    assertEquals(
        List.of(
            "- StopRequested",
            "0 StopOrdered a",
            "0 Stopping a",
            "0 Stopped a",
            "0 ExitOrdered a",
            "0 Ended a",
            "- Finished"),
        heads);
  }

  @Test
  void aClusterThatNeedsTheOperatorIsBlockedAndAnAttemptThatFailsSaysWhy() {
    begin(1);
    plan(T0);
    on(T0, Worlds.grant(0, 1, "a"));
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    on(T0, new YarnEvent.Launched(0, Worlds.container(0, 1)));
    on(
        T0,
        Worlds.failed(
            0,
            1,
            2,
            FailureClass.BAD_CONFIG,
            "Invalid value hunter2 for configuration ssl.keystore.password: no",
            T0));
    plan(T0);
    narrator.fell("the ResourceManager knows this attempt no more", T0);
    assertTrue(reason(EventKind.CLUSTER_BLOCKED).contains("not tried again"));
    assertTrue(reason(EventKind.ATTEMPT_ENDED).endsWith("what runs in containers goes on"));
    assertEquals(
        "BAD_CONFIG: Invalid value [hidden] for configuration ssl.keystore.password: [hidden]",
        reason(EventKind.FAILED));
    assertFalse(told.toString().contains("hunter2"), told::toString);
  }

  @Test
  void aChangeOfTheQuorumIsToldWithItsOutcome() {
    world = Worlds.serving(3);
    Map<Integer, String> confirmed = new HashMap<>();
    world
        .state()
        .slots()
        .values()
        .forEach(slot -> confirmed.put(slot.id(), slot.launcher().orElseThrow().startId()));
    Quorum.Replica well = new Quorum.Replica("dir", true);
    Quorum.Replica lost = new Quorum.Replica("old", false);
    Quorum quorum = new Quorum(Optional.of(0), Map.of(0, well, 1, well, 2, lost), Map.of(2, well));
    on(T0, new KafkaEvent.Observed(confirmed, confirmed.keySet(), quorum));
    told.clear();
    plan(T0);
    assertEquals(
        "the vote of its directory old is taken from the quorum",
        reason(EventKind.VOTER_CHANGE_ORDERED));
    on(
        T0,
        new KafkaEvent.VoterChanged(world.state().voterChange().orElseThrow(), Optional.of("no")));
    assertEquals("no", reason(EventKind.VOTER_CHANGE_FAILED));
    plan(T0.plusSeconds(2));
    on(
        T0,
        new KafkaEvent.VoterChanged(world.state().voterChange().orElseThrow(), Optional.empty()));
    assertEquals("its vote is taken; voters: [0, 1]", reason(EventKind.VOTER_CHANGED));
  }

  @Test
  void partitionsWithoutALeaderAndWhatIsRecoveredAreTold() {
    serving();
    told.clear();
    Replicas led =
        new Replicas(
            Set.of(0), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Set.of());
    Offline offline =
        new Offline(
            3, List.of(new Offline.Partition("orders", 4, List.of(0, 1), Set.of(1), List.of())));
    on(T0, new KafkaEvent.ReplicasObserved(Optional.of(led.with(offline))));
    assertEquals(
        "3 without a leader, as orders-4 in sync on [1]", reason(EventKind.PARTITIONS_OFFLINE));
    told.clear();
    on(T0, new KafkaEvent.ReplicasObserved(Optional.of(led.with(offline))));
    assertEquals(List.of(), heads(), "the same is no news");
    on(T0, new OperatorEvent.Recovered(Deed.PARTITION, Optional.of(0), "orders-4 is led by it"));
    on(
        T0,
        new OperatorEvent.Recovered(Deed.FAILED, Optional.empty(), "orders-5 was not recovered"));
    on(T0, new OperatorEvent.Recovered(Deed.QUORUM, Optional.of(0), "it is the only voter"));
    on(T0, new KafkaEvent.ReplicasObserved(Optional.of(led)));
    assertEquals(
        List.of(
            "0 PartitionRecovered a",
            "- RecoveryFailed",
            "0 QuorumRebuilt a",
            "- PartitionsOnline"),
        heads());
    on(T0, new KafkaEvent.ReplicasObserved(Optional.of(led.with(offline))));
  }

  @Test
  void whatTheOperatorChangesIsToldLineByLine() {
    serving();
    told.clear();
    SpecChanges changed =
        SpecChanges.of(world.state().spec())
            .with(SpecKey.HOST_WAIT, Duration.ofHours(1))
            .with(SpecKey.FAILOVER_MAX_TRIES, 7);
    on(T0, new OperatorEvent.SpecChanged(SpecRules.complete(changed, 2, "hdfs:///kafka.tar")));
    assertEquals(
        List.of(
            "specification 2: host-wait: (default) -> 1h",
            "specification 2: failover-max-tries: (default) -> 7"),
        told.stream().map(ClusterEvent::reason).toList());
  }

  @Test
  void aDiskInTroubleIsToldUntilItIsWellAgainAndSoIsDataThatWasSetAside() {
    serving();
    told.clear();
    saysOfItsDisk(20, Condition.ONLINE);
    assertEquals(List.of(), heads());
    saysOfItsDisk(15, Condition.ONLINE);
    saysOfItsDisk(16, Condition.ONLINE);
    saysOfItsDisk(14, Condition.ONLINE);
    assertTrue(reason(EventKind.DISK_LOW).contains("85 % full"), told::toString);
    assertEquals(List.of("0 DiskLow a"), heads());
    saysOfItsDisk(18, Condition.ONLINE);
    saysOfItsDisk(0, Condition.UNWRITABLE);
    assertEquals(List.of("0 DiskWell a", "0 DiskAway a"), heads());
    LauncherState last = world.slot(0).launcher().orElseThrow();
    List<String> aside = List.of("/disk1/0.left-behind-x");
    on(T0, Worlds.wordOnDisks(last, last.disks(), Optional.empty(), aside));
    assertEquals(List.of("0 DataSetAside a"), heads());
  }

  private void saysOfItsDisk(long freePercent, Condition condition) {
    Disk disk = new Disk("/disk1/0", condition, 100L << 30, freePercent << 30, "");
    LauncherState last = world.slot(0).launcher().orElseThrow();
    on(T0, Worlds.wordOnDisks(last, List.of(disk), Optional.empty(), List.of()));
  }

  @Test
  void aCrashOfWhichKafkaIsToldIsToldWithItsOutcome() {
    for (Outcome outcome : List.of(Outcome.DONE, Outcome.REFUSED)) {
      world = Crashes.crashed();
      on(Crashes.SEEN, Crashes.safe());
      plan(Crashes.SEEN);
      world.saved(Crashes.SEEN);
      plan(Crashes.SEEN);
      on(Crashes.SEEN, Crashes.outcome(outcome));
    }
    assertTrue(reason(EventKind.UNREGISTER_ORDERED).contains("has crashed"), told::toString);
    assertEquals("so", reason(EventKind.UNREGISTERED));
    assertEquals("so", reason(EventKind.UNREGISTER_FAILED));
  }

  @Test
  void aVersionOfTheMetadataIsToldWhenItIsOrderedFinalizedAndRefused() {
    serving();
    told.clear();
    String startId = world.slot(0).launcher().orElseThrow().startId();
    on(
        T0,
        new KafkaEvent.FeaturesObserved(
            new Features(29, new TreeMap<>(Map.of(0, new Features.Known(startId, 7, 30))))));
    on(T0, new OperatorEvent.MetadataOrdered(30));
    plan(T0);
    on(T0, new KafkaEvent.MetadataAnswered(30, Optional.of("not now")));
    on(T0, new OperatorEvent.MetadataOrdered(30));
    plan(T0);
    on(T0, new KafkaEvent.MetadataAnswered(30, Optional.empty()));
    assertEquals(
        List.of(
            "metadata.version 4.3-IV0 is finalized in place of 4.2-IV1: the operator has ordered it",
            "metadata.version 4.3-IV0 was not finalized: not now",
            "metadata.version 4.3-IV0 is finalized in place of 4.2-IV1: the operator has ordered it",
            "metadata.version 4.3-IV0 in place of 4.2-IV1"),
        told.stream().map(ClusterEvent::reason).toList());
  }

  @Test
  void settingsThatKafkaChangesWhileItRunsAreToldWithWhatBecomesOfThem() {
    serving();
    told.clear();
    Alteration one = new Alteration("0", new TreeMap<>(Map.of("log.a", Optional.of("x"))));
    for (String outcome : List.of("done", "refused", "nobody")) {
      world.altering(one);
      on(
          T0,
          new KafkaEvent.SettingsAltered(
              one,
              outcome.equals("refused") ? Map.of("log.a", "not a number") : Map.of(),
              Optional.of("no answer").filter(why -> outcome.equals("nobody"))));
    }
    narrator.planned(
        new Plan(
            world.state(),
            List.of(new Action.AlterSettings(one, "so it is wanted")),
            new TreeMap<>(),
            List.of(),
            Optional.empty()),
        T0);
    assertEquals(
        List.of(
            "SettingsChanged: log.a of broker 0",
            "SettingRefused: broker 0 refused log.a=x: not a number",
            "SettingsNotChanged: log.a of broker 0: no answer",
            "SettingsChanging: so it is wanted"),
        told.stream().map(ClusterEvent::line).toList());
  }

  @Test
  void leftDataThatWasRemovedIsToldWithItsHost() {
    Ledger.LeftBehind left =
        new Ledger.LeftBehind(0, "c", List.of("/disk1/0"), T0, List.of("gone"));
    world =
        Worlds.begin(1, Ledger.empty("cluster-id").withLeftBehind(List.of(left)), 1)
            .on(T0, new YarnEvent.Registered(List.of()));
    told.clear();
    on(T0, new OperatorEvent.DataPurged(List.of(new Ledger.Gone(0, "c", "gone"))));
    assertEquals(List.of("0 DataPurged c"), heads());
  }

  @Test
  void whatBecomesOfAnOrderIsToldOnce() {
    serving();
    told.clear();
    order(1);
    on(T0, new OperatorEvent.OperationCommanded(1, Operation.Command.PAUSE));
    on(T0, new OperatorEvent.OperationCommanded(1, Operation.Command.RESUME));
    on(T0, new OperatorEvent.OperationCommanded(1, Operation.Command.ABORT));
    on(T0, moved(1, KafkaEvent.OperationMoved.Outcome.UNDONE));
    assertEquals(
        List.of(
            "- OperationBegan",
            "- OperationPaused",
            "- OperationResumed",
            "- OperationAborting",
            "- OperationAborted"),
        heads());
    order(2);
    on(T0, moved(2, KafkaEvent.OperationMoved.Outcome.DONE));
    assertEquals("operation 2: rebalance: as told", reason(EventKind.OPERATION_DONE));
    order(3);
    on(T0, moved(3, KafkaEvent.OperationMoved.Outcome.FAILED));
    assertEquals("operation 3: rebalance: as told", reason(EventKind.OPERATION_FAILED));
  }

  private void order(long number) {
    on(
        T0,
        new OperatorEvent.OperationOrdered(
            Operation.of(
                number, Operation.Kind.MOVE, "rebalance", new TreeSet<>(), Optional.empty(), T0)));
  }

  private static Event moved(long number, KafkaEvent.OperationMoved.Outcome outcome) {
    return new KafkaEvent.OperationMoved(
        number, outcome, new MoveProgress(1, 1, 1, 1, 1, List.of(), ""), "as told");
  }

  @Test
  void anotherSizeOfAContainerIsToldWithItsOutcome() {
    serving();
    ClusterSpec spec = world.state().spec();
    NodeSpec node = spec.node(0);
    on(
        T0,
        Worlds.wordOnStart(
            world.slot(0).launcher().orElseThrow(),
            new Started(
                new Origin(node.kafka(), node.memoryMb(), node.vcores(), 0),
                Map.of(),
                node.heapMb(),
                List.of())));
    on(
        T0,
        new OperatorEvent.SpecChanged(
            SpecRules.complete(
                SpecChanges.of(spec).with(SpecKey.VCORES, 2),
                spec.generation() + 1,
                spec.kafka())));
    on(
        T0,
        new OperatorEvent.OperationOrdered(
            Operation.of(
                1,
                Operation.Kind.RESTART,
                "restart",
                new TreeSet<>(List.of(0)),
                Optional.of(
                    new Operation.Rolling(false, Operation.Unavailable.ALLOW, 1, Optional.empty())),
                T0)));
    plan(T0);
    assertEquals(
        "%s: to %d MiB and 2 vcores".formatted(Worlds.container(0, 1), node.memoryMb()),
        reason(EventKind.RESIZE_REQUESTED));
    String container = Worlds.container(0, 1);
    on(
        T0,
        new YarnEvent.ContainerResized(0, container, node.memoryMb(), 2, Optional.of("not here")));
    assertTrue(reason(EventKind.RESIZE_FAILED).endsWith("not here"));
    on(T0, new YarnEvent.ContainerResized(0, container, node.memoryMb(), 2, Optional.empty()));
    assertTrue(reason(EventKind.RESIZED).contains("2 vcores now"));
  }

  @Test
  void anotherProgramOfOursIsTold() {
    serving();
    told.clear();
    narrator.programChanged("version 2", T0);
    narrator.programFailed("it cannot be read", T0);
    assertEquals(List.of("- ProgramChanged", "- ProgramNotChanged"), heads());
  }

  @Test
  void theWayOfATasksInstanceIsTold() {
    serving();
    told.clear();
    int id = TaskLedger.FIRST_ID;
    Held held = new Held("container_t", id, "b", "b:8042", 0);
    on(T0, withTask(TaskSpecs.batch("load", 1)));
    plan(T0);
    on(T0, new YarnEvent.Granted(List.of(held)));
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    on(T0, new YarnEvent.Launched(id, "container_t"));
    plan(T0);
    assertEquals(
        List.of("- TaskRequested", "- Waiting b", "- TaskLaunching b", "- TaskStarted b"),
        heads().stream().filter(head -> !head.equals("- SpecChanged")).toList());
    on(T0, new YarnEvent.Completed("container_t", 3, ""));
    assertEquals("load/0: it ended with exit code 3 on b", reason(EventKind.TASK_FAILED));
    plan(T0);
    started(held);
    on(T0, new YarnEvent.Completed("container_t", 0, ""));
    assertEquals("load/0 has ended with exit code 0", reason(EventKind.TASK_COMPLETED));
    on(T0, withTask(TaskSpecs.always("load", 1)));
    plan(T0);
    started(held);
    on(T0, new OperatorEvent.SpecChanged(Worlds.spec(1, "29092-29111")));
    plan(T0);
    assertEquals("load/0: the task was removed (container_t)", reason(EventKind.TASK_STOP_ORDERED));
    on(T0, new YarnEvent.Completed("container_t", 143, ""));
    assertEquals("load/0 has ended", reason(EventKind.TASK_ENDED));
    on(T0, withTask(TaskSpecs.scaled("read", new TaskSpec.LagScale("g", 100, 1, 4))));
    GroupLag behind = new GroupLag(200, 8);
    on(
        T0,
        new KafkaEvent.TasksObserved(
            new TaskState.Observed(Set.of(), new TreeMap<>(Map.of("g", behind)), T0)));
    plan(T0);
    assertTrue(reason(EventKind.TASK_SCALED).startsWith("Task read: 1 -> 2 instances"));
  }

  private static Event withTask(TaskSpec task) {
    return new OperatorEvent.SpecChanged(Specs.withTasks(Worlds.spec(1, "29092-29111"), task));
  }

  private void started(Held held) {
    on(T0, new YarnEvent.Granted(List.of(held)));
    plan(T0);
    on(T0, new Event.LedgerSaved(world.state().ledger()));
    plan(T0);
    on(T0, new YarnEvent.Launched(held.nodeId(), held.containerId()));
    plan(T0);
  }

  @Test
  void everyKindIsReachedByATestHere() {
    Set<String> seen = new HashSet<>();
    for (Runnable test :
        List.<Runnable>of(
            this::aStartIsToldFromTheRequestToTheService,
            this::aCrashIsToldWithItsClassItsLineAndItsAnswer,
            this::aContainerThatEndsIsToldOnTheHostWhereItWas,
            this::aContainerThatYarnTakesIsPreempted,
            this::anAnnouncedPreemptionIsToldOnceForEachContainer,
            this::aHostThatFailsAStartIsAvoided,
            this::hostsThatGoComeAndJoinAreToldButNotTheFirstReport,
            this::aContainerOfAnEarlierAttemptIsAdoptedAndItsKafkaRunsOn,
            this::aLauncherThatFallsSilentAndTheHomeThatCannotBeWrittenAreTold,
            this::aChangeOfTheQuorumIsToldWithItsOutcome,
            this::whatTheOperatorChangesIsToldLineByLine,
            this::aVersionOfTheMetadataIsToldWhenItIsOrderedFinalizedAndRefused,
            this::settingsThatKafkaChangesWhileItRunsAreToldWithWhatBecomesOfThem,
            this::partitionsWithoutALeaderAndWhatIsRecoveredAreTold,
            this::aStopIsToldFromTheOrderToTheEnd,
            this::whatBecomesOfAnOrderIsToldOnce,
            this::theWayOfATasksInstanceIsTold,
            this::anotherProgramOfOursIsTold,
            this::anotherSizeOfAContainerIsToldWithItsOutcome,
            this::leftDataThatWasRemovedIsToldWithItsHost,
            this::aCrashOfWhichKafkaIsToldIsToldWithItsOutcome,
            this::aDiskInTroubleIsToldUntilItIsWellAgainAndSoIsDataThatWasSetAside,
            this::aClusterThatNeedsTheOperatorIsBlockedAndAnAttemptThatFailsSaysWhy)) {
      narrator =
          new Narrator(
              3,
              2,
              event -> {
                seen.add(event.kind());
                told.add(event);
              });
      told.clear();
      test.run();
    }
    Set<String> missing = new HashSet<>();
    EnumSet.allOf(EventKind.class).forEach(kind -> missing.add(kind.word()));
    missing.removeAll(seen);
    assertEquals(Set.of(), missing);
  }
}
