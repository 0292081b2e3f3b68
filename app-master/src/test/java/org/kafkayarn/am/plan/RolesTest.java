package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

class RolesTest {
  private static final Instant LATER = T0.plusSeconds(5);

  /** Brokers 0 to 4, of which 0 to 2 vote; five are wanted to. */
  private static Worlds growing() {
    var world = serving(5);
    var five =
        Specs.small(5, "29092-29111")
            .with(SpecKey.VOTERS, 5)
            .with(SpecKey.DATA_DIRS, List.of("/d"));
    return world
        .on(T0, new OperatorEvent.SpecChanged(SpecRules.complete(five, 2, "hdfs:///kafka.tar")))
        .safeWithout(LATER);
  }

  private static NodeRecord record(Worlds world, int id) {
    return world.state().ledger().node(id).orElseThrow();
  }

  @Test
  void whoIsToJoinIsStoppedInOrderOneAfterTheOtherAndStartsAsAController() {
    var world = growing().plan(LATER);
    assertEquals(List.of("StopKafka"), world.kinds());
    assertTrue(world.wait(4).contains("node 3 must serve again first"), world.wait(4));
    world.on(
        LATER,
        new LauncherEvent.OrderDone(3, Worlds.container(3, 1), Order.STOP, Optional.empty()),
        Worlds.answer(3, 1, 11, Phase.STOPPED, Optional.empty(), LATER));
    world.plan(LATER);
    assertTrue(record(world, 3).controller());
    assertTrue(record(world, 3).controllerPort() > 0);
    assertEquals("its roles are being saved", world.wait(3));
    world.saved(LATER).plan(LATER);
    Action.StartKafka start =
        world.plan.actions().stream()
            .filter(Action.StartKafka.class::isInstance)
            .map(Action.StartKafka.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("broker,controller", start.spec().kafkaProperties().get("process.roles"));
    assertEquals(Optional.empty(), start.spec().initialVoters());
  }

  /** Kafka 4.3.1 ends when a voter starts as a broker alone. */
  @Test
  void whoStillVotesIsAControllerWhateverIsWanted() {
    var world = serving(3);
    var one = Specs.small(3, "29092-29111").with(SpecKey.VOTERS, 1);
    world.on(T0, new OperatorEvent.SpecChanged(SpecRules.complete(one, 2, "hdfs:///kafka.tar")));
    world.safeWithout(LATER).plan(LATER);
    assertFalse(world.kinds().contains("StopKafka"), world.kinds().toString());
    assertTrue(Roles.isController(world.state(), 2));
    assertTrue(record(world, 2).controller());
  }
}
