package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Crashes.SEEN;
import static org.kafkayarn.am.plan.Crashes.SESSION;
import static org.kafkayarn.am.plan.Crashes.T1;
import static org.kafkayarn.am.plan.Crashes.crash;
import static org.kafkayarn.am.plan.Crashes.crashed;
import static org.kafkayarn.am.plan.Crashes.isTold;
import static org.kafkayarn.am.plan.Crashes.left;
import static org.kafkayarn.am.plan.Crashes.outcome;
import static org.kafkayarn.am.plan.Crashes.record;
import static org.kafkayarn.am.plan.Crashes.safe;
import static org.kafkayarn.am.plan.Crashes.seen;
import static org.kafkayarn.am.plan.Crashes.spec;
import static org.kafkayarn.am.plan.Crashes.told;
import static org.kafkayarn.am.plan.Worlds.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.am.state.YarnEvent;

/** The way of one call: saved, made, answered or not, and who waits for it. */
class UnregistrationCallsTest {
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
    world.on(
        SEEN, new LauncherEvent.OrderDone(1, container(1, 1), Order.START, Optional.of("refused")));
    world.on(SEEN, crash(1, T1)).saved(SEEN).plan(SEEN);
    assertFalse(isTold(world));
    assertFalse(record(world).unregistration().isPresent());
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
    world.on(SEEN, new YarnEvent.Registered(held)).on(SEEN, crash(1, T1)).on(SEEN, safe());
    world.plan(SEEN).saved(SEEN).plan(until.minusMillis(1));
    assertFalse(isTold(world));
    assertEquals(Optional.empty(), world.slot(1).order());
    assertTrue(world.wait(1).contains("it starts at " + until), world.wait(1));
    assertTrue(world.plan(until).kinds().contains("StartKafka"), world.kinds().toString());
  }

  @Test
  void anotherContainerStartsNoEarlier() {
    var world = told().on(SEEN, new YarnEvent.Completed(container(1, 1), -102, "preempted"));
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
    var other = new KafkaEvent.Unregistered(1, SEEN.minusSeconds(1), Outcome.DONE, "late");
    assertEquals(world.state(), told().on(SEEN, other).state());
  }
}
