package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.answer;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.failed;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.spec.Failover;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

class FailoverRulesTest {

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "2,10", "3,20", "4,40", "7,320", "8,600", "9,600", "1000,600"})
  void theDelayDoublesFromTenSecondsToTenMinutes(int failures, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), Failover.DEFAULT.delayAfter(failures));
  }

  @Test
  void aKilledKafkaIsStartedAgainInPlaceAtOnce() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.CRASHED, "signal 9", T0)).plan(T0);
    Action.StartKafka start = (Action.StartKafka) world.plan.actions().get(0);
    assertEquals(container(1, 1), start.container().containerId());
    assertEquals(container(1, 1) + "/2", start.spec().startId());
    assertTrue(start.spec().dataExpected());
  }

  @Test
  void theSecondFailureInARowBacksOffForTenSeconds() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.CRASHED, "one", T0)).plan(T0);
    world.on(T0, new LauncherEvent.OrderDone(1, container(1, 1), Order.START, Optional.empty()));
    world.on(T0, failed(1, 2, 13, FailureClass.CRASHED, "two", T0.plusSeconds(1))).saved(T0);
    world.plan(T0.plusMillis(10_999)).saved(T0).plan(T0.plusMillis(10_999));
    assertEquals(List.of(), world.plan.actions());
    assertTrue(world.wait(1).contains("2 failures in a row: two"), world.wait(1));
    assertTrue(world.plan(T0.plusSeconds(11)).kinds().contains("StartKafka"));
  }

  @Test
  void aMinuteOfServiceEndsASeriesOfFailures() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.CRASHED, "one", T0)).plan(T0);
    Instant up = T0.plusSeconds(5);
    world.on(up, new LauncherEvent.OrderDone(1, container(1, 1), Order.START, Optional.empty()));
    world.on(up, answer(1, 2, 13, Phase.RUNNING, Optional.empty(), up)).observed(up);
    assertEquals(1, world.plan(up.plusMillis(59_999)).slot(1).failures());
    assertEquals(0, world.plan(up.plusSeconds(60)).slot(1).failures());
  }

  @Test
  void whatNeedsTheOperatorIsHeldWithItsReason() {
    FailureClass kind = FailureClass.BAD_CONFIG;
    var world = serving(3).on(T0, failed(1, 1, 11, kind, "no such thing", T0)).saved(T0);
    world.plan(T0).saved(T0).plan(T0.plusSeconds(100_000));
    assertEquals(List.of(), world.plan.actions());
    assertTrue(world.wait(1).startsWith("no such thing (not tried again"), world.wait(1));
  }

  @Test
  void theKafkaOfALostContainerCountsAsStartedAgain() {
    var world = serving(3).on(T0, new YarnEvent.Completed(container(1, 1), 137, "killed"));
    assertEquals(1, world.slot(1).restarts());
    assertEquals(0, world.slot(0).restarts());
  }

  @Test
  void aHostThatFellSilentIsNotOneWhereKafkaStarts() {
    var world = serving(3).on(T0, new LauncherEvent.Silent(1, container(1, 1), "no route"));
    world.on(T0, KafkaEvent.Observed.nothing());
    assertEquals("neither Kafka nor its launcher answers: no route", world.plan(T0).wait(1));
  }

  @Test
  void aKafkaWithoutTheOtherVotersWaitsForThem() {
    var world = serving(3);
    world.on(T0, new YarnEvent.Completed(container(0, 1), -100, "lost"));
    world.on(T0, new YarnEvent.Completed(container(2, 1), -100, "lost"));
    world.on(T0, KafkaEvent.Observed.nothing());
    assertEquals(
        "Kafka runs and waits for a majority of the quorum's 3 voters; not running: 0, 2",
        world.plan(T0).wait(1));
  }

  @Test
  void aLauncherThatRefusesConnectionsIsStartingForTenSeconds() {
    var world = Worlds.begin(1, serving(1).state().ledger(), 2);
    world.on(T0, new YarnEvent.Registered(List.of(Worlds.held(0, 1, "a"))));
    world.on(T0, new LauncherEvent.Silent(0, container(0, 1), "refused"));
    assertEquals("its launcher starts", world.plan(T0.plusMillis(9_999)).wait(0));
    assertEquals("its launcher does not answer: refused", world.plan(T0.plusSeconds(10)).wait(0));
  }

  @Test
  void anOrderUnderWayIsNotRepeated() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.CRASHED, "one", T0)).plan(T0);
    assertEquals(List.of(), world.saved(T0).plan(T0.plusSeconds(60)).plan.actions());
  }

  @Test
  void aFailedOrderWaitsUntilTheLauncherAnswersAgain() {
    var failure = failed(1, 1, 11, FailureClass.CRASHED, "one", T0);
    var world = serving(3).on(T0, failure).plan(T0).saved(T0);
    world.on(
        T0, new LauncherEvent.OrderDone(1, container(1, 1), Order.START, Optional.of("timed out")));
    assertEquals(List.of(), world.plan(T0).plan.actions());
    assertEquals(List.of("StartKafka"), world.on(T0, failure).plan(T0).kinds());
  }

  @Test
  void aLockedDirectoryIsTriedAgainAfterASecond() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.DATA_LOCKED, "lock", T0));
    world.plan(T0).saved(T0);
    assertEquals(List.of(), world.plan(T0.plusMillis(999)).plan.actions());
    assertEquals(List.of("StartKafka"), world.plan(T0.plusSeconds(1)).kinds());
  }

  @Test
  void aFailureThatTheAttemptBeforeHasCountedIsNotCountedAgain() {
    var before = serving(1).on(T0, failed(0, 1, 11, FailureClass.CRASHED, "one", T0));
    var world = Worlds.begin(1, before.state().ledger(), 2);
    world.on(T0, new YarnEvent.Registered(List.of(Worlds.held(0, 1, "a"))));
    world.on(T0, failed(0, 1, 11, FailureClass.CRASHED, "one", T0));
    assertEquals(1, world.slot(0).failures());
    assertEquals("one", world.slot(0).failure().orElseThrow().line());
  }

  @Test
  void aFirstStartThatNeedsTheOperatorIsBlocked() {
    var world = Worlds.fresh(1).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    world.on(T0, new YarnEvent.Launched(0, container(0, 1)));
    assertEquals(ClusterStatus.Phase.STARTING, phase(world.plan(T0)));
    world.on(T0, failed(0, 1, 2, FailureClass.BAD_CONFIG, "no such thing", T0)).plan(T0);
    assertEquals(ClusterStatus.Phase.BLOCKED, phase(world));
  }

  private static ClusterStatus.Phase phase(Worlds world) {
    return StatusReport.of(world.plan, Map.of()).phase();
  }
}
