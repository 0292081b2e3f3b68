package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.answer;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.failed;

import java.time.Duration;
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
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

/** Node 1 of three crashes, node 0 leads the quorum. */
class UnregistrationsTest {
  private static final Instant T1 = T0.plusSeconds(100);
  private static final Instant SEEN = T1.plusMillis(200);
  private static final Duration SESSION = Duration.ofSeconds(6);

  private static SpecChanges spec(int brokers) {
    return Specs.small(brokers, "29092-29111")
        .withSetting("broker.session.timeout.ms", Optional.of("6000"))
        .with(SpecKey.FAST_FAILOVER, true);
  }

  private static Worlds serving() {
    return Worlds.fresh(spec(4)).started();
  }

  private static Event crash(int id, Instant at) {
    return failed(id, 1, 11, FailureClass.CRASHED, "signal 9", at);
  }

  private static Worlds crashed() {
    return serving().on(T1, crash(1, T1));
  }

  private static Event seen(Set<Integer> brokers, Eligibility eligibility) {
    return new Event.ReplicasObserved(
        Optional.of(
            new Replicas(
                brokers,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(0, 1, 2),
                Set.of(0, 1, 2),
                eligibility)));
  }

  private static Eligibility left(
      boolean elr, Map<Set<Integer>, String> sets, boolean belowMinIsr) {
    Map<Set<Integer>, Partitions> named = new HashMap<>();
    sets.forEach((set, name) -> named.put(set, one(name)));
    return new Eligibility(
        true,
        elr,
        named.isEmpty() ? Map.of() : Map.of(1, named),
        belowMinIsr ? Map.of(1, one("t-9")) : Map.of());
  }

  private static Partitions one(String name) {
    return new Partitions(1, List.of(name));
  }

  /** All partitions of node 1 have the others in sync. */
  private static Event safe() {
    return seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(0, 2), "t-0"), false));
  }

  private static boolean isTold(Worlds world) {
    return world.kinds().contains("Unregister");
  }

  private static Worlds decided() {
    return crashed().on(SEEN, safe()).plan(SEEN);
  }

  private static Worlds told() {
    return decided().saved(SEEN).plan(SEEN);
  }

  private static Event outcome(Outcome outcome) {
    return new Event.Unregistered(1, SEEN, outcome, "so");
  }

  // ---- the way through ----

  @Test
  void theDecisionIsSavedThenKafkaIsToldThenTheBrokerStarts() {
    var world = crashed().plan(T1);
    assertFalse(world.kinds().contains("StartKafka"));
    assertEquals(
        "Kafka is to be told of its crash first: Kafka has not told yet which replicas are in sync",
        world.wait(1));
    world.saved(T1).on(SEEN, safe()).plan(SEEN);
    assertEquals(List.of("Save"), world.kinds());
    assertEquals("what Kafka is to be told is being saved", world.wait(1));
    world.saved(SEEN).plan(SEEN);
    assertEquals(List.of("Unregister"), world.kinds());
    assertEquals(Unregistrations.UNDER_WAY, world.wait(1));
    assertEquals(List.of(), world.plan(SEEN.plusSeconds(1)).kinds());
    world.on(SEEN.plusSeconds(1), outcome(Outcome.DONE)).plan(SEEN.plusSeconds(1));
    assertTrue(world.kinds().contains("StartKafka"), world.kinds().toString());
    assertFalse(record(world).unregistration().isPresent());
  }

  @Test
  void theWitnessesAreTheLiveInSyncReplicasAndTheControllersAreAskedButNotTheDeadOne() {
    var world = crashed();
    world.on(
        SEEN,
        seen(
            Set.of(0, 1, 2), left(false, Map.of(Set.of(0, 2, 3), "t-0", Set.of(2), "t-1"), false)));
    world.plan(SEEN).saved(SEEN).plan(SEEN);
    Action.Unregister call = (Action.Unregister) world.plan.actions().get(0);
    assertEquals(1, call.nodeId());
    assertEquals(Set.of(Set.of(0, 2), Set.of(2)), call.witnesses());
    assertEquals(Set.of(0, 2), call.listeners().keySet());
    assertEquals(
        Set.of(0, 2).stream()
            .map(id -> world.state().ledger().node(id).orElseThrow().controllerEndpoint())
            .collect(Collectors.toSet()),
        call.controllers());
  }

  @Test
  void withoutTheOptionItStartsAtOnce() {
    var world = Worlds.serving(3).on(T1, crash(1, T1)).plan(T1);
    assertEquals("StartKafka", world.kinds().get(0));
  }

  @Test
  void oneCrashIsToldOnce() {
    var world = told().on(SEEN, outcome(Outcome.REFUSED)).plan(SEEN);
    assertTrue(world.kinds().contains("StartKafka"));
    world.on(SEEN, new Event.OrderDone(1, container(1, 1), Order.START, Optional.of("refused")));
    world.on(SEEN, crash(1, T1)).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertFalse(record(world).unregistration().isPresent());
  }

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
    world.on(SEEN, new Event.LauncherSilent(2, container(2, 1), "no route"));
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
    var world = serving().on(T1, new Event.Completed(container(1, 1), status, "gone"));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertFalse(record(world).unregistration().isPresent());
  }

  @Test
  void neverForAProcessBehindACutLink() {
    var world = serving().on(T1, new Event.LauncherSilent(1, container(1, 1), "no route"));
    world.on(T1, new Event.KafkaObserved(Map.of(), Set.of(), Quorum.ledBy(Optional.of(0))));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
  }

  @Test
  void neverWhenItsLauncherHasFallenSilentSinceItTold() {
    var world = crashed().on(T1, new Event.LauncherSilent(1, container(1, 1), "no route"));
    world.on(SEEN, safe()).plan(SEEN).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
  }

  @Test
  void neverByAnAttemptThatDidNotHearOfItFirst() {
    var world = Worlds.begin(Specs.complete(spec(4)), crashed().state().ledger(), 2);
    world.on(T1, new Event.Registered(List.of(Worlds.held(0, 1, "a"), Worlds.held(1, 1, "b"))));
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
    var world = crashed().on(T1, new Event.StopRequested()).on(SEEN, safe());
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
        .on(SEEN, new Event.KafkaObserved(confirmed, Set.of(0, 1, 2, 3), Quorum.ledBy(before)))
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
    var world = told().on(SEEN, new Event.StopRequested()).plan(SEEN);
    assertFalse(world.kinds().contains("StopKafka"), world.kinds().toString());
    assertEquals(
        "it stops once Kafka has been told that node 1 has crashed", world.plan(SEEN).wait(3));
    world.on(SEEN, outcome(Outcome.DONE)).plan(SEEN);
    assertTrue(world.kinds().contains("StopKafka"), world.kinds().toString());
  }

  @Test
  void whoIsToStopStandsInForNobody() {
    var world = crashed();
    var wants = new Event.PreemptionAnnounced(Set.of(container(2, 1)), Set.of(), new Amount(0, 0));
    world.on(SEEN, wants).plan(SEEN).saved(SEEN);
    assertTrue(world.slot(2).leaving().isPresent());
    world.on(SEEN, seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(2), "t-0"), false)));
    assertFalse(isTold(world.plan(SEEN).saved(SEEN).plan(SEEN)));
    assertEquals(Optional.of(Order.START), world.slot(1).order());
  }

  // ---- a call without an answer ----

  @Test
  void withoutAnAnswerItStartsWhenTheSessionIsOverAndNothingCanComeAnyMore() {
    var world = told().on(SEEN.plusSeconds(2), outcome(Outcome.UNANSWERED));
    Instant until = record(world).unregistration().orElseThrow().until();
    assertFalse(until.isBefore(T1.plus(SESSION)));
    assertFalse(
        until.isBefore(SEEN.plus(Unregistrations.MADE_WITHIN).plus(Unregistrations.OVER_WITHIN)));
    world.saved(SEEN).plan(until.minusMillis(1)).saved(until).plan(until.minusMillis(1));
    assertEquals(List.of(), world.kinds());
    assertTrue(world.wait(1).startsWith("Kafka was asked to take its last process off"));
    assertTrue(world.plan(until).kinds().contains("StartKafka"), world.kinds().toString());
  }

  @Test
  void theNextAttemptDoesNotStartItEitherAndDoesNotAskAgain() {
    var before = told().state().ledger();
    Instant until = before.node(1).orElseThrow().unregistration().orElseThrow().until();
    var world = Worlds.begin(Specs.complete(spec(4)), before, 2);
    List<Held> held = List.of(Worlds.held(0, 1, "a"), Worlds.held(1, 1, "b"));
    world.on(SEEN, new Event.Registered(held)).on(SEEN, crash(1, T1)).on(SEEN, safe());
    world.plan(SEEN).saved(SEEN).plan(until.minusMillis(1));
    assertFalse(isTold(world));
    assertEquals(Optional.empty(), world.slot(1).order());
    assertTrue(world.wait(1).contains("it starts at " + until), world.wait(1));
    assertTrue(world.plan(until).kinds().contains("StartKafka"), world.kinds().toString());
  }

  @Test
  void anotherContainerStartsNoEarlier() {
    var world = told().on(SEEN, new Event.Completed(container(1, 1), -102, "preempted"));
    Instant until = record(world).unregistration().orElseThrow().until();
    world.plan(SEEN).saved(SEEN);
    world.on(SEEN, Worlds.grant(1, 2, record(world).host()));
    world.plan(SEEN).saved(SEEN).plan(SEEN);
    assertEquals(List.of(), world.kinds());
    assertTrue(world.wait(1).contains("it starts at " + until), world.wait(1));
    world.plan(until).saved(until).plan(until);
    assertEquals(List.of("Launch"), world.kinds());
  }

  @Test
  void theAnswerToAnEarlierCallChangesNothing() {
    var world = told();
    var other = new Event.Unregistered(1, SEEN.minusSeconds(1), Outcome.DONE, "late");
    assertEquals(world.state(), told().on(SEEN, other).state());
  }

  private static NodeRecord record(Worlds world) {
    return world.state().ledger().node(1).orElseThrow();
  }
}
