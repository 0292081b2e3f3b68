package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Hosting;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Status;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

class RollsTest {
  private static final Instant LATER = T0.plusSeconds(5);

  private static Event order(Unavailable unavailable, Optional<Duration> canary) {
    return new OperatorEvent.OperationOrdered(
        Operation.of(
            1,
            Kind.RESTART,
            "restart brokers 0-2",
            new TreeSet<>(List.of(0, 1, 2)),
            Optional.of(new Rolling(false, unavailable, 1, canary)),
            LATER));
  }

  private static Event order() {
    return order(Unavailable.WAIT, Optional.empty());
  }

  /** All is in sync, and one partition of node 1 has no more replicas than it needs. */
  private static Event cannotSpare() {
    Set<Integer> all = Set.of(0, 1, 2);
    Partitions single = new Partitions(1, List.of("single-0"));
    return new KafkaEvent.ReplicasObserved(
        Optional.of(
            new Replicas(
                all,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                all,
                all,
                Eligibility.UNKNOWN,
                Offline.NONE,
                new Hosting(Map.of(1, 1), Map.of(1, single), Map.of(), Map.of()))));
  }

  private static List<Integer> stopped(Worlds world) {
    return world.plan.actions().stream()
        .filter(Action.StopKafka.class::isInstance)
        .map(action -> ((Action.StopKafka) action).container().nodeId())
        .toList();
  }

  private static OperationStatus status(Worlds world) {
    return OperationReport.of(world.plan).get(0);
  }

  @Test
  void oneNodeGoesAtATimeAndTheActiveControllerLast() {
    var world = serving(3).on(LATER, order()).safeWithout(LATER).plan(LATER);
    assertEquals(List.of(1), stopped(world));
    assertTrue(world.wait(2).contains("node 1 must serve again first"), world.wait(2));
    assertTrue(world.wait(0).contains("node 1 must serve again first"), world.wait(0));
    assertEquals(List.of(1, 2, 0), status(world).left());
  }

  @Test
  void nobodyGoesWhileKafkaDoesNotTellWhoIsInSync() {
    var world = serving(3).on(LATER, order()).plan(LATER);
    assertEquals(List.of(), stopped(world));
    assertTrue(status(world).message().contains("Kafka has not told lately"), world.wait(1));
  }

  @Test
  void whatCannotBeSparedIsWaitedForUnlessThatIsAccepted() {
    var waiting = serving(3).on(LATER, order(), cannotSpare()).plan(LATER);
    assertEquals(List.of(), stopped(waiting));
    assertTrue(waiting.wait(1).contains("single-0"), waiting.wait(1));
    var accepted =
        serving(3).on(LATER, order(Unavailable.ALLOW, Optional.empty()), cannotSpare()).plan(LATER);
    assertEquals(List.of(1), stopped(accepted));
  }

  @Test
  void aPausedOneStopsNobodyAndGoesOnWhenItIsResumed() {
    var world =
        serving(3)
            .on(LATER, order(), new OperatorEvent.OperationCommanded(1, Operation.Command.PAUSE))
            .safeWithout(LATER)
            .plan(LATER);
    assertEquals(List.of(), stopped(world));
    world.on(LATER, new OperatorEvent.OperationCommanded(1, Operation.Command.RESUME)).plan(LATER);
    assertEquals(List.of(1), stopped(world));
  }

  @Test
  void aNodeThatDoesNotComeBackEndsItAndNoOtherIsTouched() {
    var world = serving(3).on(LATER, order()).safeWithout(LATER).plan(LATER);
    world
        .on(LATER, Worlds.failed(1, 1, 12, FailureClass.BAD_CONFIG, "bad: x", LATER))
        .safeWithout(LATER.plusSeconds(1))
        .plan(LATER.plusSeconds(1));
    Operation operation = world.state().ledger().operations().find(1).orElseThrow();
    assertEquals(Status.FAILED, operation.status());
    assertTrue(operation.word().contains("node 1 does not come back: bad: x"), operation.word());
    assertTrue(operation.word().contains("Untouched: nodes 0, 2"), operation.word());
    String back = "kafka-yarn spec rollback -name " + world.state().spec().name() + " ";
    assertTrue(operation.word().contains(back), operation.word());
    assertFalse(stopped(world).contains(2));
  }

  @Test
  void aPreviewOfAStopNamesTheOrderAndWhatBlocksNow() {
    TreeSet<Integer> nodes = new TreeSet<>(Set.of(0, 1));
    Rolling refusing = new Rolling(false, Unavailable.REFUSE, 1, Optional.empty());
    var silent = serving(3).plan(LATER);
    assertEquals(
        List.of(
            "node 1 stops and gives its container back; now it would wait: Kafka has not told lately which replicas are in sync",
            "node 0 stops and gives its container back; now it would wait: Kafka has not told lately which replicas are in sync"),
        OperationChecks.previewStop(silent.state(), nodes, refusing, LATER));
    var told = serving(3).safeWithout(LATER).plan(LATER);
    assertEquals(
        List.of(
            "node 1 stops and gives its container back",
            "node 0 stops and gives its container back"),
        OperationChecks.previewStop(told.state(), nodes, refusing, LATER));
    var single = serving(3).on(LATER, cannotSpare()).plan(LATER);
    List<String> lines = OperationChecks.previewStop(single.state(), nodes, refusing, LATER);
    assertTrue(lines.get(0).contains("single-0"), lines.toString());
  }

  @Test
  void aPreviewOfAStartTellsWhoWasStopped() {
    var world = serving(3).safeWithout(LATER).plan(LATER);
    world
        .on(
            LATER,
            new OperatorEvent.OperationOrdered(
                Operation.of(
                    1,
                    Kind.STOP,
                    "stop brokers 1",
                    new TreeSet<>(Set.of(1)),
                    Optional.of(new Rolling(false, Unavailable.REFUSE, 1, Optional.empty())),
                    LATER)))
        .plan(LATER);
    assertEquals(
        List.of("node 0 serves already", "node 1 starts again when it has stopped"),
        OperationChecks.previewStart(world.state(), new TreeSet<>(Set.of(0, 1))));
    assertEquals(
        "node 1 was stopped before, and stays so",
        OperationChecks.previewStop(
                world.state(),
                new TreeSet<>(Set.of(1)),
                new Rolling(false, Unavailable.REFUSE, 1, Optional.empty()),
                LATER)
            .get(0));
  }

  @Test
  void theWayBackFromAnotherKafkaIsNamed() {
    var configured = new Configured("brokers: 3\n");
    Worlds world = configured.world;
    world.on(LATER, order()).safeWithout(LATER).plan(LATER);
    assertEquals(List.of(1), stopped(world));
    configured.want("brokers: 3\nkafka: hdfs:///newer.tar\n");
    world
        .on(LATER, Worlds.failed(1, 1, 12, FailureClass.BAD_CONFIG, "bad: x", LATER))
        .safeWithout(LATER.plusSeconds(1))
        .plan(LATER.plusSeconds(1));
    String word = world.state().ledger().operations().find(1).orElseThrow().word();
    assertTrue(
        word.contains(
            "Go back with kafka-yarn broker update -name orders -kafka hdfs:///kafka.tar"
                + " -restart,"),
        word);
  }

  /** It has crashed before its turn, or its master has died when it was stopped for the other. */
  @Test
  void whoStartsAgainWithTheOldKafkaIsNotThrough() {
    assertEquals(new Origin("hdfs:///kafka.tar", 1024, 1, 1), startedAgain("brokers: 3\n"));
    assertEquals(
        new Origin("hdfs:///kafka.tar", 1024, 1, 0),
        startedAgain("brokers: 3\nkafka: hdfs:///newer.tar\n"));
  }

  private static Origin startedAgain(String wanted) {
    var configured = new Configured("brokers: 3\n");
    Worlds world = configured.want(wanted).world;
    Started started = world.slot(2).launcher().flatMap(LauncherState::started).orElseThrow();
    world.on(LATER, order(), Worlds.failed(2, 1, 12, FailureClass.CRASHED, "killed", LATER));
    world
        .on(LATER, Worlds.wordOnStart(world.slot(2).launcher().orElseThrow(), started))
        .plan(LATER.plusSeconds(60));
    return world.plan.actions().stream()
        .filter(Action.StartKafka.class::isInstance)
        .map(action -> ((Action.StartKafka) action).spec().origin())
        .findFirst()
        .orElseThrow(() -> new AssertionError(world.kinds() + world.wait(2)));
  }
}
