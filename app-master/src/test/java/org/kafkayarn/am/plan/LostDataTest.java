package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.failed;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;

class LostDataTest {
  /** A node waits so long for its host, and for its data. */
  private static final Instant OVER = T0.plus(Duration.ofMinutes(30));

  /** Node 3 is a plain broker on host b. */
  private static Worlds lost(FailureClass kind) {
    return serving(4).on(T0, failed(3, 1, 11, kind, "not its data", T0)).plan(T0);
  }

  @ParameterizedTest
  @EnumSource(names = {"DATA_MISSING", "FOREIGN_DATA"})
  void whatIsNotMendedInTimeIsLeftAndTheNodeStartsAnewElsewhere(FailureClass kind) {
    var world = lost(kind);
    assertEquals(
        List.of("StartKafka"), world.kinds().stream().filter("StartKafka"::equals).toList());
    world.safeWithout(OVER, 3).plan(OVER);
    assertTrue(world.kinds().isEmpty(), "its start is under way: " + world.kinds());
    world.on(OVER, failed(3, 2, 12, kind, "still not", OVER)).plan(OVER);
    afterOrder(world, kind).safeWithout(OVER.plusMillis(1), 3).plan(OVER.plusMillis(1));
    NodeRecord record = world.state().ledger().node(3).orElseThrow();
    assertFalse(record.mayHoldData());
    assertEquals("b", world.state().ledger().leftBehind().get(0).host());
    assertEquals(Phase.UP, world.slot(3).phase());
    assertTrue(world.kinds().contains("ExitLauncher"), world.kinds().toString());
    assertTrue(world.state().fleet().avoided().containsKey("b"));
  }

  /** Its launcher still names the directories that it once had. */
  @Test
  void whatItsLauncherSaysOnItsWayOutDoesNotGiveItItsDataBack() {
    var world = lost(FailureClass.DATA_MISSING);
    afterOrder(world, FailureClass.DATA_MISSING)
        .safeWithout(OVER.plusMillis(1), 3)
        .plan(OVER.plusMillis(1));
    world.on(
        OVER.plusMillis(2),
        Worlds.answer(3, 2, 14, LauncherState.Phase.STOPPED, Optional.empty(), OVER));
    assertFalse(world.state().ledger().node(3).orElseThrow().mayHoldData());
  }

  /** The order to start again is answered: the launcher says once more what it lacks. */
  private static Worlds afterOrder(Worlds world, FailureClass kind) {
    return world
        .on(
            OVER,
            new LauncherEvent.OrderDone(
                3, Worlds.container(3, 1), Slot.Order.START, Optional.empty()))
        .on(OVER, failed(3, 2, 13, kind, "still not", OVER));
  }

  @Test
  void theLastCopyIsWaitedForHoweverLongItIsMissing() {
    var world = lost(FailureClass.DATA_MISSING);
    world.lastCopies(OVER, Map.of(3, new Partitions(1, List.of("orders-0")))).plan(OVER);
    afterOrder(world, FailureClass.DATA_MISSING)
        .lastCopies(OVER.plusMillis(2), Map.of(3, new Partitions(1, List.of("orders-0"))))
        .plan(OVER.plusMillis(2));
    assertTrue(world.state().ledger().node(3).orElseThrow().mayHoldData());
    assertEquals(List.of(), world.state().ledger().leftBehind());
  }

  /** The other directory never held anything: nobody is to wait for its disk. */
  @Test
  void aFirstFormatThatEndsBetweenTwoDirectoriesIsNoDataYet() {
    var world = Worlds.fresh(1).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    world.on(
        T0, new YarnEvent.Launched(0, Worlds.container(0, 1)), formatted(1, Map.of("/d1", "id")));
    assertFalse(world.state().ledger().node(0).orElseThrow().holdsData());
    world.on(T0, formatted(2, Map.of("/d1", "id", "/d2", "other")));
    assertTrue(world.state().ledger().node(0).orElseThrow().holdsData());
  }

  private static Event formatted(long version, Map<String, String> ids) {
    String container = Worlds.container(0, 1);
    return new LauncherEvent.Answered(
        0,
        container,
        new LauncherState(
            "launcher",
            version,
            0,
            container,
            LauncherState.Phase.PREPARING,
            T0,
            container + "/1",
            OptionalLong.empty(),
            0,
            Optional.empty(),
            List.of("/d1", "/d2"),
            ids,
            true,
            Map.of(),
            List.of()));
  }
}
