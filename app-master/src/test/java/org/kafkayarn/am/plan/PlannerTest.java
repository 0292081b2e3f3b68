package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.fresh;
import static org.kafkayarn.am.plan.Worlds.grant;
import static org.kafkayarn.am.plan.Worlds.held;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Locality;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.YarnEvent;

class PlannerTest {

  @Test
  void nothingIsPlannedBeforeTheRegistration() {
    var world = Worlds.begin(3, Ledger.empty("id"), 1).plan(T0);
    assertEquals(List.of(), world.plan.actions());
  }

  @Test
  void firstPlacementAsksForDistinctHostsStrictly() {
    var world = fresh(3).plan(T0);
    assertEquals(List.of("Ask", "Ask", "Ask"), world.kinds());
    assertEquals(
        List.of("a", "b", "c"),
        world.state().slots().values().stream()
            .map(slot -> slot.ask().orElseThrow().host().orElseThrow())
            .sorted()
            .toList());
    assertEquals(Locality.FIRST_CHOICE, world.slot(0).ask().orElseThrow().locality());
  }

  @Test
  void planningAgainGivesNoAction() {
    assertEquals(List.of(), fresh(3).plan(T0).plan(T0).plan.actions());
  }

  @Test
  void anEmptyNodeIsAskedForAnywhereAfterItsDeadlineAndNotBefore() {
    var world = fresh(1).plan(T0);
    assertEquals(List.of(), world.plan(T0.plusMillis(4_999)).plan.actions());
    assertEquals(List.of("Ask"), world.plan(T0.plusMillis(5_000)).kinds());
    Slot.Ask ask = world.slot(0).ask().orElseThrow();
    assertEquals(Locality.ANYWHERE, ask.locality());
    assertEquals(List.of(), ask.hosts());
  }

  @Test
  void aNodeWithDataIsAskedForAtHomeHoweverLongItTakesWhileKafkaDoesNotSayThatItMayLeave() {
    var world = serving(3).on(T0, new YarnEvent.Completed(container(1, 1), -100, "lost node"));
    world.plan(T0).plan(T0.plusSeconds(100_000));
    Slot.Ask ask = world.slot(1).ask().orElseThrow();
    assertEquals(Locality.HOME_HOST, ask.locality());
    assertEquals(List.of("b"), ask.hosts());
    assertTrue(world.wait(1).contains("where its data is"), world.wait(1));
  }

  @Test
  void nothingIsLaunchedBeforeAllFirstVotersHaveTheirHosts() {
    var world = fresh(3).plan(T0).on(T0, grant(0, 1, "a"), grant(1, 1, "b")).plan(T0);
    world.saved(T0).plan(T0);
    assertEquals(List.of(), world.plan.actions());
    assertTrue(world.wait(0).contains("node 2"), world.wait(0));
  }

  @Test
  void nothingIsLaunchedBeforeTheLedgerIsSaved() {
    var world = fresh(3).plan(T0).grantAll(T0).plan(T0);
    assertEquals(List.of("Save"), world.kinds());
    assertEquals("its place is being saved", world.wait(0));
    world.saved(T0).plan(T0);
    assertEquals(List.of("Launch", "Launch", "Launch"), world.kinds());
  }

  @Test
  void aHomeThatCannotBeWrittenIsTheReasonAndIsNotSavedToTwice() {
    var world = fresh(1).plan(T0).grantAll(T0).plan(T0);
    world.on(T0, new Event.LedgerNotSaved("no namenode")).plan(T0);
    assertEquals(List.of(), world.plan.actions());
    assertEquals("the cluster's home cannot be written: no namenode", world.wait(0));
  }

  @Test
  void allFirstVotersAreLaunchedWithTheSameList() {
    var world = fresh(3).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    var lists =
        world.plan.actions().stream()
            .map(action -> ((Action.Launch) action).spec().initialVoters())
            .collect(Collectors.toSet());
    assertEquals(1, lists.size());
    assertEquals(3, lists.iterator().next().orElseThrow().split(",").length);
  }

  @Test
  void aGrantThatNobodyAskedForIsGivenBackOnce() {
    var world = serving(1).on(T0, grant(0, 2, "c"), grant(7, 1, "c")).plan(T0);
    assertEquals(List.of("Release", "Release"), world.kinds());
    assertEquals(List.of(), world.plan(T0).plan.actions());
  }

  @Test
  void aGrantOnAnotherHostThanTheStrictOneIsGivenBack() {
    var world = fresh(1).plan(T0).on(T0, grant(0, 1, "c")).plan(T0);
    assertEquals(List.of("Release"), world.kinds());
    assertEquals(Phase.REQUESTED, world.slot(0).phase());
  }

  @Test
  void aContainerOfTheAttemptBeforeIsAdoptedWhenTheLedgerNamesIt() {
    Ledger ledger = serving(1).state().ledger();
    var world = Worlds.begin(1, ledger, 2);
    world.on(T0, new YarnEvent.Registered(List.of(held(0, 1, "a"), held(0, 9, "a")))).plan(T0);
    assertEquals(Phase.UP, world.slot(0).phase());
    assertEquals(List.of("Release"), world.kinds());
  }

  @Test
  void aLateContainerIsWaitedForForTenSeconds() {
    Ledger ledger = serving(1).state().ledger();
    var world = Worlds.begin(1, ledger, 2).on(T0, new YarnEvent.Registered(List.of()));
    assertEquals(List.of(), world.plan(T0.plusMillis(9_999)).plan.actions());
    assertEquals(Optional.of(T0.plusSeconds(10)), world.plan.wakeAt());
    assertEquals(List.of("Ask", "Save"), world.plan(T0.plusSeconds(10)).kinds());
  }

  @Test
  void anotherApplicationsContainerIsNotWaitedFor() {
    Ledger ledger = serving(1).state().ledger();
    var world = Worlds.begin(1, ledger, 1).on(T0, new YarnEvent.Registered(List.of())).plan(T0);
    assertEquals(List.of("Ask", "Save"), world.kinds());
  }

  @Test
  void aContainerLostBeforeItsLaunchLeavesTheNodeFreeToGoElsewhere() {
    var world = fresh(1).plan(T0).grantAll(T0).plan(T0);
    world.on(T0, new YarnEvent.Completed(container(0, 1), -100, "lost node"));
    assertEquals(false, world.state().ledger().node(0).orElseThrow().mayHoldData());
  }

  @Test
  void aSaveThatHangsIsToldAsSuch() {
    var world = Worlds.fresh(1).plan(T0).grantAll(T0).plan(T0);
    assertEquals("its place is being saved", world.plan(T0.plusMillis(9_999)).wait(0));
    assertTrue(world.plan(T0.plusSeconds(10)).wait(0).contains("has not answered since"));
  }
}
