package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.serving;

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
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.Replicas;

/** When a broker that is drained may go. */
class RemovalsTest {
  private static final Instant ORDERED = T0.plusSeconds(5);
  private static final Instant MOVED = T0.plusSeconds(20);
  private static final Set<Integer> ALL = Set.of(0, 1, 2, 3);

  private static Worlds drained() {
    Operation operation =
        Operation.of(
            1,
            Kind.REMOVE,
            "remove brokers 3",
            new TreeSet<>(Set.of(3)),
            Optional.empty(),
            ORDERED);
    return serving(4)
        .on(ORDERED, new Event.OperationOrdered(operation))
        .on(
            MOVED,
            new Event.OperationMoved(
                1,
                Event.OperationMoved.Outcome.DONE,
                new MoveProgress(9, 9, 0, 0, 0, List.of(), ""),
                ""));
  }

  /** A look that began at that time and found so many replicas on broker 3. */
  private static Event holds(int replicas, Instant begun) {
    Map<Integer, Integer> held = replicas == 0 ? Map.of() : Map.of(3, replicas);
    return new Event.ReplicasObserved(
        Optional.of(
            new Replicas(
                ALL,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                ALL,
                ALL,
                Eligibility.UNKNOWN,
                Offline.NONE,
                new Hosting(held, Map.of(), Map.of(), Map.of()))),
        Optional.of(begun));
  }

  private static Stage stage(Worlds world) {
    return world.state().ledger().operations().find(1).orElseThrow().stage();
  }

  @Test
  void itGoesWhenKafkaSaysThatItHoldsNothing() {
    Instant now = MOVED.plusSeconds(2);
    var world = drained().on(now, holds(0, MOVED.plusSeconds(1))).plan(now);
    assertEquals(Stage.LEAVING, stage(world));
  }

  @Test
  void whatKafkaSaidBeforeTheMovesWereDoneCountsNeitherWay() {
    Instant now = MOVED.plusSeconds(1);
    for (int replicas : List.of(0, 7)) {
      var world = drained().on(now, holds(replicas, MOVED.minusSeconds(1))).plan(now);
      assertEquals(Stage.EMPTY, stage(world), replicas + " replicas");
    }
  }

  @Test
  void whoIsAbortedWhenAllHasMovedHasItMovedBack() {
    Instant now = MOVED.plusMillis(1);
    var world = drained().on(now, new Event.OperationCommanded(1, Operation.Command.ABORT));
    assertEquals(Stage.DRAINING, stage(world));
    assertEquals(
        Operation.Status.ABORTING,
        world.state().ledger().operations().find(1).orElseThrow().status());
  }

  @Test
  void oneThatHasGotReplicasSinceIsDrainedOnceMore() {
    Instant now = MOVED.plusSeconds(2);
    var world = drained().on(now, holds(1, MOVED.plusSeconds(1))).plan(now);
    assertEquals(Stage.DRAINING, stage(world));
    assertEquals(now, world.state().ledger().operations().find(1).orElseThrow().staged());
  }
}
