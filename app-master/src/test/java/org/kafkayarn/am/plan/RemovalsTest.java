package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Hosting;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.OperatorEvent;
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
        .on(ORDERED, new OperatorEvent.OperationOrdered(operation))
        .on(
            MOVED,
            new KafkaEvent.OperationMoved(
                1,
                KafkaEvent.OperationMoved.Outcome.DONE,
                new MoveProgress(9, 9, 0, 0, 0, List.of(), ""),
                ""));
  }

  /** A look that began at that time and found so many replicas on broker 3. */
  private static Event holds(int replicas, Instant begun) {
    Map<Integer, Integer> held = replicas == 0 ? Map.of() : Map.of(3, replicas);
    return new KafkaEvent.ReplicasObserved(
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
    return operation(world).stage();
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
    var world = drained().on(now, new OperatorEvent.OperationCommanded(1, Operation.Command.ABORT));
    assertEquals(Stage.DRAINING, stage(world));
    assertEquals(Operation.Status.ABORTING, operation(world).status());
  }

  @Test
  void oneThatHasGotReplicasSinceIsDrainedOnceMore() {
    Instant now = MOVED.plusSeconds(2);
    var world = drained().on(now, holds(1, MOVED.plusSeconds(1))).plan(now);
    assertEquals(Stage.DRAINING, stage(world));
    assertEquals(now, operation(world).staged());
  }

  @Test
  void aDrainThatFailsEndsAsLongAsItsBrokersAreWanted() {
    Instant now = MOVED.plusSeconds(3);
    var world = again(drained());
    world.on(now, failed());
    assertEquals(Operation.Status.FAILED, operation(world).status());
  }

  @Test
  void aDrainThatFailsPausesWhenItsBrokersCanOnlyGo() {
    Instant now = MOVED.plusSeconds(3);
    var world = again(drained());
    ClusterSpec all = world.state().spec();
    ClusterSpec fewer = Worlds.spec(3, "29092-29111");
    world.on(now, new OperatorEvent.SpecChanged(fewer.withRetiring(all.nodes()))).on(now, failed());
    assertEquals(Operation.Status.PAUSED, operation(world).status());
    assertEquals(
        "no room. When that is mended: kafka-yarn operation resume 1 -name " + fewer.name(),
        operation(world).word());
    assertTrue(refusal(world, Operation.Command.ABORT).orElseThrow().contains("can only go"));
    assertEquals(Optional.empty(), refusal(world, Operation.Command.RESUME));
    world.on(now, new OperatorEvent.OperationCommanded(1, Operation.Command.RESUME));
    assertEquals(Operation.Status.RUNNING, operation(world).status());
    assertEquals(Stage.DRAINING, stage(world));
  }

  /** Replicas have come to the broker when it was about to leave. */
  private static Worlds again(Worlds drained) {
    Instant now = MOVED.plusSeconds(2);
    return drained.on(now, holds(1, MOVED.plusSeconds(1))).plan(now);
  }

  private static Event failed() {
    return new KafkaEvent.OperationMoved(
        1,
        KafkaEvent.OperationMoved.Outcome.FAILED,
        new MoveProgress(0, 1, 0, 0, 0, List.of(), ""),
        "no room");
  }

  private static Optional<String> refusal(Worlds world, Operation.Command command) {
    return OperationChecks.command(world.state(), operation(world), command);
  }

  private static Operation operation(Worlds world) {
    return world.state().ledger().operations().find(1).orElseThrow();
  }
}
