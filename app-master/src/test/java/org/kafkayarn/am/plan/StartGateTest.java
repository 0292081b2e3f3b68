package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.fresh;
import static org.kafkayarn.am.plan.Worlds.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.StartConditions;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.StartConditions.Gang;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.YarnEvent;

class StartGateTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Worlds with(StartConditions start) {
    ClusterSpec spec = Specs.withStart(Worlds.spec(3, "29092-29111"), start);
    return Worlds.begin(spec, Ledger.empty("cluster-id"), 1)
        .on(
            T0,
            new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()),
            new YarnEvent.Registered(List.of()));
  }

  private static Worlds gang(OptionalInt nodes) {
    return with(
        new StartConditions(
            Optional.empty(), Optional.empty(), Optional.of(new Gang(nodes, Optional.of(MINUTE)))));
  }

  @Test
  void whoHasOnlyYetToGoIsNoPartOfTheGang() {
    var before = Worlds.serving(4).state();
    ClusterSpec spec =
        gang(OptionalInt.empty())
            .state()
            .spec()
            .withRetiring(new TreeMap<>(Map.of(3, before.spec().node(3))));
    var world =
        Worlds.begin(spec, before.ledger(), 1)
            .on(
                T0,
                new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()),
                new YarnEvent.Registered(List.of()));
    world.plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    assertEquals(Slot.Phase.VACANT, world.slot(3).phase());
    assertEquals(Slot.Phase.LAUNCHING, world.slot(0).phase(), () -> world.plan.waits().toString());
  }

  @Test
  void nothingIsAskedForBeforeItsTime() {
    Instant at = T0.plusSeconds(90);
    var world = with(new StartConditions(Optional.of(at), Optional.empty(), Optional.empty()));
    assertEquals(List.of(), world.plan(at.minusMillis(1)).plan.actions());
    assertEquals(Optional.of(at), world.plan.wakeAt());
    assertTrue(world.wait(2).contains("-start-at"), world.wait(2));
    assertTrue(world.plan(at).kinds().contains("Ask"));
  }

  @Test
  void nothingIsAskedForBeforeThereIsEnoughRoomInAll() {
    var amount = Optional.of(new Amount(16_385, 1));
    var world = with(new StartConditions(Optional.empty(), amount, Optional.empty()));
    assertEquals(List.of(), world.plan(T0).plan.actions());
    assertTrue(world.wait(0).contains("free now: 16384 MiB and 24 vcores"), world.wait(0));
    var more = Map.of("d", Host.running("d", "/r2", 1, 1));
    world.on(T0, new YarnEvent.HostsReported(more, false, Optional.empty())).plan(T0);
    assertTrue(world.kinds().contains("Ask"));
  }

  @Test
  void aConditionThatWasMetStaysMetInTheNextAttempt() {
    var amount = Optional.of(new Amount(1, 1));
    var world = with(new StartConditions(Optional.empty(), amount, Optional.empty())).plan(T0);
    var next =
        Worlds.begin(world.state().spec(), world.state().ledger(), 2)
            .on(T0, new YarnEvent.Registered(List.of()))
            .plan(T0);
    assertTrue(next.kinds().contains("Ask"), "although no host was reported yet");
  }

  @Test
  void aGangStartsNothingBeforeAllAreHeld() {
    var world = gang(OptionalInt.empty()).plan(T0);
    world.on(T0, grant(0, 1, "a"), grant(1, 1, "b")).plan(T0).saved(T0).plan(T0);
    assertFalse(world.kinds().contains("Launch"));
    assertTrue(world.wait(0).contains("before 3 containers are held"), world.wait(0));
    world.on(T0, grant(2, 1, "c"));
    List<String> kinds = new ArrayList<>();
    for (int turn = 0; turn < 5; turn++) {
      kinds.addAll(world.plan(T0).kinds());
      world.saved(T0);
    }
    assertEquals(3, kinds.stream().filter("Launch"::equals).count());
  }

  @Test
  void aGangOfSomeIsContentWithSome() {
    var world = gang(OptionalInt.of(2)).plan(T0);
    world.on(T0, grant(0, 1, "a")).plan(T0);
    assertFalse(world.state().ledger().application().orElseThrow().open());
    world.on(T0, grant(1, 1, "b")).plan(T0);
    assertTrue(world.state().ledger().application().orElseThrow().open());
  }

  @Test
  void aGangThatDoesNotComeTogetherGivesAllBackAndEndsTheApplication() {
    var world = gang(OptionalInt.empty()).plan(T0);
    world.on(T0, grant(0, 1, "a"), grant(1, 1, "b")).plan(T0);
    Instant over = T0.plus(MINUTE);
    assertFalse(world.plan(over.minusMillis(1)).kinds().contains("Finish"));
    world.plan(over);
    assertEquals(2, world.kinds().stream().filter("Release"::equals).count());
    Action.Finish finish =
        (Action.Finish)
            world.plan.actions().stream()
                .filter(a -> a instanceof Action.Finish)
                .findFirst()
                .orElseThrow();
    assertFalse(finish.succeeded());
    assertTrue(
        finish.reason().contains("2 of 3 containers were granted within 1m"), finish.reason());
    assertTrue(finish.reason().contains("node 2 lacks a container of 1024 MiB"), finish.reason());
  }

  @Test
  void withoutConditionsNothingIsRemembered() {
    assertEquals(Optional.empty(), fresh(1).plan(T0).state().ledger().application());
    assertEquals(Phase.REQUESTED, fresh(1).plan(T0).slot(0).phase());
  }
}
