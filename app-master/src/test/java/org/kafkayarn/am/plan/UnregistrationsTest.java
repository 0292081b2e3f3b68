package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Crashes.SEEN;
import static org.kafkayarn.am.plan.Crashes.SESSION;
import static org.kafkayarn.am.plan.Crashes.T1;
import static org.kafkayarn.am.plan.Crashes.crash;
import static org.kafkayarn.am.plan.Crashes.crashed;
import static org.kafkayarn.am.plan.Crashes.decided;
import static org.kafkayarn.am.plan.Crashes.isTold;
import static org.kafkayarn.am.plan.Crashes.left;
import static org.kafkayarn.am.plan.Crashes.one;
import static org.kafkayarn.am.plan.Crashes.outcome;
import static org.kafkayarn.am.plan.Crashes.record;
import static org.kafkayarn.am.plan.Crashes.safe;
import static org.kafkayarn.am.plan.Crashes.seen;
import static org.kafkayarn.am.plan.Crashes.serving;
import static org.kafkayarn.am.plan.Crashes.spec;
import static org.kafkayarn.am.plan.Crashes.told;
import static org.kafkayarn.am.plan.Worlds.answer;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.failed;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

/** Whether Kafka is told of a crash: what the partitions bear, and who may be told of. */
class UnregistrationsTest {
  // ---- the matrix of what the partitions bear ----

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // case | keeps ELR | the sets that are left | brokers Kafka lists | below min ISR | told
        "RF 3, all in sync              | false | 02    | 0123 | false | true",
        "RF 3, all in sync, ELR         | true  | 02    | 0123 | false | true",
        "RF 3, one already out          | false | 2     | 0123 | true  | true",
        "RF 3, one already out, ELR     | true  | 2     | 0123 | true  | false",
        "RF 2, min ISR 1                | false | 0     | 0123 | false | true",
        "RF 2, min ISR 1, ELR           | true  | 0     | 0123 | false | true",
        "RF 2, min ISR 2                | false | 0     | 0123 | true  | true",
        "RF 2, min ISR 2, ELR           | true  | 0     | 0123 | true  | false",
        "the last in-sync replica       | false | -     | 0123 | true  | false",
        "the last in-sync replica, ELR  | true  | -     | 0123 | true  | false",
        "the last one of one partition  | false | 02,-  | 0123 | true  | false",
        "eligible, the leader in sync   | true  | 2     | 0123 | false | true",
        "eligible, nobody in sync       | true  | -     | 0123 | false | false",
        "the other one is fenced        | false | 2     | 013  | false | false",
        "the other one is fenced, a third one is in sync | false | 23 | 013 | false | true",
        "no partition counts on it      | false | none  | 0123 | false | true",
        "Kafka has fenced it already    | false | 02    | 023  | false | false",
      })
  void whatThePartitionsBear(
      String name, boolean elr, String sets, String brokers, boolean below, boolean told) {
    Map<Set<Integer>, String> left = new HashMap<>();
    if (!sets.equals("none")) {
      for (String set : sets.split(",", -1)) {
        left.put(set.equals("-") ? Set.of() : ids(set), "t-" + set);
      }
    }
    var world = crashed().on(SEEN, seen(ids(brokers), left(elr, left, below))).plan(SEEN);
    world.saved(SEEN).plan(SEEN);
    assertEquals(told, isTold(world), name);
    // What is refused for good does not keep the broker down.
    assertEquals(!told, world.slot(1).order().equals(Optional.of(Order.START)), name);
  }

  private static Set<Integer> ids(String digits) {
    return digits.chars().mapToObj(c -> c - '0').collect(Collectors.toSet());
  }

  @Test
  void aRefusalIsToldOnceWithThePartition() {
    var world = crashed();
    world.on(SEEN, seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(), "gold-7"), false)));
    assertEquals(
        List.of(
            "Node 1 has crashed, and Kafka is not told: no other in-sync replica serves of gold-7"),
        world.plan(SEEN).plan.notes());
    assertEquals(List.of(), world.plan(SEEN).plan.notes());
  }

  @Test
  void aReplicaWhoseProcessDoesNotServeDoesNotCount() {
    var world = crashed();
    world.on(SEEN, crash(2, SEEN));
    world.on(SEEN, seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(2), "t-0"), false)));
    world.plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertEquals(Optional.of(Order.START), world.slot(1).order());
  }

  @Test
  void aReplicaBehindACutLinkCountsOnlyIfItAnswersRightBeforeTheCall() {
    var world = crashed();
    world.on(SEEN, new LauncherEvent.Silent(2, container(2, 1), "no route"));
    world.on(SEEN, seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(2), "t-0"), false)));
    world.plan(SEEN).saved(SEEN).plan(SEEN);
    assertEquals(Set.of(Set.of(2)), ((Action.Unregister) world.plan.actions().get(0)).witnesses());
    world.on(SEEN, outcome(Outcome.NOT_ASKED)).plan(SEEN);
    assertTrue(world.kinds().contains("StartKafka"));
  }

  // ---- who may be told of at all ----

  @Test
  void neverAfterACleanStop() {
    var world = serving();
    Exit exit = new Exit(Optional.of(143), T1, false, true, Optional.empty(), "SIGTERM", List.of());
    world.on(T1, answer(1, 1, 11, Phase.FAILED, Optional.of(exit), T1));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertEquals(Optional.of(Order.START), world.slot(1).order());
  }

  @Test
  void neverWhenTheProcessThatEndedHadNotServed() {
    // The one before it may have stopped cleanly: its mark is still there, and Kafka's record too.
    var world = serving();
    world.on(T1, answer(1, 2, 11, Phase.RUNNING, Optional.empty(), T1));
    world.on(T1, failed(1, 2, 12, FailureClass.CRASHED, "at once", T1));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
  }

  @ParameterizedTest
  @CsvSource({"-100", "-102", "137", "143", "1"})
  void neverWhenOnlyYarnSaysThatItHasEnded(int status) {
    var world = serving().on(T1, new YarnEvent.Completed(container(1, 1), status, "gone"));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertFalse(record(world).unregistration().isPresent());
  }

  @Test
  void neverForAProcessBehindACutLink() {
    var world = serving().on(T1, new LauncherEvent.Silent(1, container(1, 1), "no route"));
    world.on(T1, new KafkaEvent.Observed(Map.of(), Set.of(), Worlds.ledBy(Optional.of(0))));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
  }

  @Test
  void neverWhenItsLauncherHasFallenSilentSinceItTold() {
    var world = crashed().on(T1, new LauncherEvent.Silent(1, container(1, 1), "no route"));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
  }

  @Test
  void neverByAnAttemptThatDidNotHearOfItFirst() {
    var world = Worlds.begin(Specs.complete(spec(4)), crashed().state().ledger(), 2);
    world.on(T1, new YarnEvent.Registered(List.of(Worlds.held(0, 1, "a"), Worlds.held(1, 1, "b"))));
    world.on(T1, crash(1, T1)).on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertEquals(Optional.of(Order.START), world.slot(1).order());
  }

  @ParameterizedTest
  @EnumSource(names = {"BAD_CONFIG", "FOREIGN_DATA"})
  void neverWhenItWillNotStartAnyway(FailureClass kind) {
    var world = serving().on(T1, failed(1, 1, 11, kind, "no such thing", T1));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
  }

  @Test
  void neverWhileTheClusterStops() {
    var world = crashed().on(T1, new OperatorEvent.StopRequested()).on(SEEN, safe());
    assertFalse(isTold(world.plan(SEEN).saved(SEEN).plan(SEEN)));
  }

  // ---- what it waits for, and for how long ----

  @ParameterizedTest
  @CsvSource({"none", "itself"})
  void itWaitsForAnActiveControllerAsLongAsTheSessionLasts(String leader) {
    var world = crashed().on(SEEN, safe());
    Map<Integer, String> confirmed = confirmed(world);
    Optional<Integer> before = leader.equals("none") ? Optional.empty() : Optional.of(1);
    world
        .on(SEEN, new KafkaEvent.Observed(confirmed, Set.of(0, 1, 2, 3), Worlds.ledBy(before)))
        .plan(SEEN);
    assertEquals(
        "Kafka is to be told of its crash first: the quorum has no active controller",
        world.wait(1));
    world.saved(SEEN).plan(T1.plus(SESSION).minusMillis(1));
    assertEquals(List.of(), world.kinds());
    world.plan(T1.plus(SESSION));
    assertTrue(world.kinds().contains("StartKafka"), world.kinds().toString());
  }

  private static Map<Integer, String> confirmed(Worlds world) {
    Map<Integer, String> confirmed = new HashMap<>();
    for (int id : List.of(0, 2, 3)) {
      confirmed.put(id, world.slot(id).launcher().map(LauncherState::startId).orElseThrow());
    }
    return confirmed;
  }

  @Test
  void aCensusFromBeforeTheCrashDoesNotCount() {
    var world = serving().on(T1.minusMillis(1), safe()).on(T1, crash(1, T1)).plan(T1);
    assertTrue(world.wait(1).contains("has not told yet which replicas"), world.wait(1));
    assertTrue(world.saved(T1).plan(T1.plus(SESSION)).kinds().contains("StartKafka"));
  }

  @Test
  void oneIsToldOfAtATime() {
    var world = told().on(SEEN, crash(2, SEEN));
    Instant next = SEEN.plusMillis(100);
    world.on(
        next,
        seen(
            Set.of(0, 1, 2, 3),
            new Eligibility(true, false, Map.of(2, Map.of(Set.of(0, 3), one("t-0"))), Map.of())));
    world.plan(next).saved(next).plan(next);
    assertFalse(isTold(world));
    assertEquals(
        "Kafka is to be told of its crash first: Kafka is told of node 1 first: one at a time",
        world.wait(2));
    world.on(next, outcome(Outcome.DONE)).plan(next).saved(next).plan(next);
    assertTrue(isTold(world), world.kinds().toString());
  }

  @Test
  void whatCannotBeSavedInTimeIsNotTold() {
    var world = decided().on(SEEN, new Event.LedgerNotSaved("no such file system"));
    Instant late = SEEN.plus(Unregistrations.MADE_WITHIN);
    assertEquals("what Kafka is to be told is being saved", world.plan(SEEN).wait(1));
    assertEquals(Optional.of(late), world.plan.wakeAt());
    assertEquals(List.of("StartKafka"), world.plan(late).kinds());
    assertFalse(isTold(world.saved(late).plan(late)));
  }

  @Test
  void whatHasChangedWhileItWasSavedIsNotTold() {
    var world = decided().on(SEEN, crash(0, SEEN)).on(SEEN, crash(2, SEEN));
    world.saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertFalse(record(world).unregistration().isPresent());
  }

  @Test
  void nobodyIsStoppedWhileKafkaIsTold() {
    var world = told().on(SEEN, new OperatorEvent.StopRequested()).plan(SEEN);
    assertFalse(world.kinds().contains("StopKafka"), world.kinds().toString());
    assertEquals(
        "it stops once Kafka has been told that node 1 has crashed", world.plan(SEEN).wait(3));
    world.on(SEEN, outcome(Outcome.DONE)).plan(SEEN);
    assertTrue(world.kinds().contains("StopKafka"), world.kinds().toString());
  }

  @Test
  void whoIsToStopStandsInForNobody() {
    var world = crashed();
    var wants =
        new YarnEvent.PreemptionAnnounced(Set.of(container(2, 1)), Set.of(), new Amount(0, 0));
    world.on(SEEN, wants).plan(SEEN).saved(SEEN);
    assertTrue(world.slot(2).leaving().isPresent());
    world.on(SEEN, seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(2), "t-0"), false)));
    assertFalse(isTold(world.plan(SEEN).saved(SEEN).plan(SEEN)));
    assertEquals(Optional.of(Order.START), world.slot(1).order());
  }
}
