package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.answer;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

class StopRulesTest {
  private static final Event STOP = new OperatorEvent.StopRequested();

  private static void stopped(Worlds world, int id) {
    var exit =
        new LauncherState.Exit(
            Optional.of(0), T0, true, true, Optional.empty(), "stopped", List.of());
    world.on(T0, answer(id, 1, 12, Phase.STOPPED, Optional.of(exit), T0));
    world.on(T0, new LauncherEvent.OrderDone(id, container(id, 1), Order.STOP, Optional.empty()));
  }

  @Test
  void plainBrokersStopBeforeTheQuorum() {
    var world = serving(4).on(T0, STOP).plan(T0);
    assertEquals(List.of("StopKafka", "Save"), world.kinds());
    world.saved(T0);
    assertEquals(3, ((Action.StopKafka) world.plan.actions().get(0)).container().nodeId());
    stopped(world, 3);
    world.plan(T0);
    assertEquals(
        List.of("ExitLauncher", "StopKafka", "StopKafka", "StopKafka", "Save"), world.kinds());
  }

  /** The last of a quorum has nobody to grant its shutdown, however close together they stop. */
  @Test
  void nobodyWaitsLongForAGrantWhenAllStop() {
    var world = serving(3).on(T0, STOP).plan(T0);
    assertEquals(
        Collections.nCopies(3, Optional.of(StopRules.GRANT_WAIT)),
        world.plan.actions().stream()
            .filter(Action.StopKafka.class::isInstance)
            .map(action -> ((Action.StopKafka) action).grantWait())
            .toList());
  }

  @Test
  void theApplicationFinishesWhenAllIsGoneAndSaved() {
    var world = serving(1).on(T0, STOP).plan(T0);
    stopped(world, 0);
    world.plan(T0).saved(T0);
    world.on(T0, new LauncherEvent.OrderDone(0, container(0, 1), Order.EXIT, Optional.empty()));
    assertEquals(List.of(), world.plan(T0).plan.actions());
    world.on(T0.plusSeconds(1), new YarnEvent.Completed(container(0, 1), 0, ""));
    assertEquals(List.of("Save"), world.plan(T0.plusSeconds(1)).kinds());
    assertEquals(List.of("Finish"), world.saved(T0).plan(T0).kinds());
    assertEquals(List.of(), world.plan(T0).plan.actions());
    assertEquals(true, world.state().ledger().node(0).orElseThrow().lastStopClean());
  }

  @Test
  void aContainerThatWasNotUsedIsGivenBackAndItsEndIsAwaited() {
    var world = Worlds.fresh(1).plan(T0).grantAll(T0).plan(T0).saved(T0).on(T0, STOP).plan(T0);
    assertEquals(List.of("Release", "Save"), world.kinds());
    world.saved(T0).on(T0, new YarnEvent.Completed(container(0, 1), -100, ""));
    world.plan(T0).saved(T0).plan(T0);
    assertEquals(List.of("Finish"), world.kinds());
    assertEquals(false, world.state().ledger().node(0).orElseThrow().mayHoldData());
  }

  @Test
  void containersThatYarnMayStillReportAreAwaited() {
    var before = serving(1).state();
    Ledger stopping = before.ledger().withStopOf(before.application().id());
    var world = Worlds.begin(1, stopping, 2).on(T0, new YarnEvent.Registered(List.of()));
    assertEquals(List.of(), world.plan(T0.plusMillis(9_999)).plan.actions());
    assertEquals(List.of("Finish"), world.plan(T0.plusSeconds(10)).kinds());
  }
}
