package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;

/** What the simulation found: ends that nobody tells of, and a voter that is not dead. */
class LostWordsTest {
  private static final Instant EXPIRED = T0.plusSeconds(10 * 60);

  private static Worlds silentAndUnconfirmed(Worlds world, int id) {
    return world.on(
        T0,
        new LauncherEvent.Silent(id, container(id, 1), "refused"),
        new KafkaEvent.Observed(Map.of(), Set.of(), Worlds.ledBy(Optional.of(0))));
  }

  @Test
  void aNodeWhoseEndWasNeverConfirmedIsAskedForAtOnceSoThatPlanningAgainGivesNothing() {
    var world = silentAndUnconfirmed(serving(1), 0).plan(EXPIRED).saved(EXPIRED);
    Instant lost = EXPIRED.plusSeconds(10 * 60);
    assertEquals(List.of("Release", "Ask", "Save"), world.plan(lost).kinds());
    assertEquals(List.of(), world.plan(lost).plan.actions());
  }

  @Test
  void aLeavingNodeThatIsNeverHeardAgainIsGivenUp() {
    var world = silentAndUnconfirmed(serving(1), 0);
    world
        .on(T0, new YarnEvent.PreemptionAnnounced(Set.of(), Set.of(), new Amount(1, 1)))
        .plan(T0)
        .plan(EXPIRED.minusMillis(1));
    assertEquals(Slot.Phase.UP, world.slot(0).phase());
    assertEquals(List.of("Release"), world.plan(EXPIRED).kinds());
    assertEquals(Slot.Phase.ENDING, world.slot(0).phase());
  }

  @Test
  void aStopEndsThoughTheEndOfAContainerIsNeverTold() {
    var world = silentAndUnconfirmed(serving(1), 0).on(T0, new OperatorEvent.StopRequested());
    assertTrue(world.plan(EXPIRED).kinds().contains("Release"));
    Instant lost = EXPIRED.plusSeconds(10 * 60);
    world.saved(lost).plan(lost).saved(lost).plan(lost).saved(lost);
    assertTrue(world.plan(lost).kinds().contains("Finish") || world.state().finished());
  }
}
