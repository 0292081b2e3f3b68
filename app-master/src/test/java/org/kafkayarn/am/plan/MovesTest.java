package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.failed;
import static org.kafkayarn.am.plan.Worlds.grant;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.Slot.Locality;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;

class MovesTest {
  private static final Instant HOST_OVER = T0.plus(Duration.ofMinutes(30));
  private static final Instant RACK_OVER = HOST_OVER.plus(Duration.ofMinutes(5));
  private static final Event LOST_B =
      new YarnEvent.HostsReported(
          Map.of("b", Host.running("b", "/r2", 4096, 8).in(Host.Condition.LOST)),
          false,
          Optional.empty());

  /**
   * Node 3 is a plain broker on host b, beside node 1; its container has ended with that status.
   */
  private static Worlds lost(int status) {
    return serving(4).on(T0, new YarnEvent.Completed(container(3, 1), status, "gone")).plan(T0);
  }

  private static Locality locality(Worlds world, int id) {
    return world.slot(id).ask().orElseThrow().locality();
  }

  @Test
  void aNodeWithDataIsAskedForOnItsHostThenInItsRackThenAnywhere() {
    var world = lost(137);
    assertEquals(Locality.HOME_HOST, locality(world, 3));
    world.safeWithout(HOST_OVER.minusMillis(1), 3).plan(HOST_OVER.minusMillis(1));
    assertEquals(Locality.HOME_HOST, locality(world, 3));
    assertEquals(Locality.HOME_RACK, locality(world.plan(HOST_OVER), 3));
    assertEquals(Optional.of("/r2"), world.slot(3).ask().orElseThrow().rack());
    assertEquals(Locality.FIRST_CHOICE, locality(world.plan(RACK_OVER), 3));
    assertEquals(Locality.ANYWHERE, locality(world.plan(RACK_OVER.plusSeconds(5)), 3));
  }

  @Test
  void theLastInSyncReplicaIsNeverLeftAndTheStatusNamesIt() {
    var world = lost(137);
    world.lastCopies(HOST_OVER, Map.of(3, new Partitions(2, List.of("t-0", "t-1"))));
    assertEquals(Locality.HOME_HOST, locality(world.plan(HOST_OVER), 3));
    assertTrue(world.wait(3).contains("last in-sync replica of t-0, t-1"), world.wait(3));
  }

  @Test
  void aContainerThatWasGrantedElsewhereIsGivenBackWhenTheNodeMayNoLongerLeaveItsData() {
    var world = lost(137).safeWithout(HOST_OVER, 3).plan(HOST_OVER);
    world.lastCopies(HOST_OVER.plusSeconds(1), Map.of(3, new Partitions(1, List.of("t-0"))));
    world.on(HOST_OVER.plusSeconds(1), grant(3, 2, "c")).plan(HOST_OVER.plusSeconds(1));
    assertTrue(world.kinds().contains("Release"), () -> world.plan.actions().toString());
    assertEquals("b", world.state().ledger().node(3).orElseThrow().host());
  }

  @Test
  void nobodyMovesWithoutKafkasWordFromAfterTheLoss() {
    var world = serving(4).safeWithout(T0, 3);
    world.on(T0, new YarnEvent.Completed(container(3, 1), 137, "gone")).plan(T0);
    assertEquals(Locality.HOME_HOST, locality(world.plan(HOST_OVER), 3));
    assertTrue(world.wait(3).contains("Kafka has not told yet"), world.wait(3));
  }

  @Test
  void kafkasWordFromBeforeTheLastEndOfASeriesDoesNotCount() {
    var world = lost(137).on(T0, grant(3, 2, "b")).plan(T0).saved(T0).plan(T0);
    Instant again = RACK_OVER.plusSeconds(10);
    world.on(again, new YarnEvent.Launched(3, container(3, 2)));
    world.safeWithout(again.minusSeconds(1), 3);
    world.on(again, new YarnEvent.Completed(container(3, 2), 137, "again")).plan(again);
    world.plan(again.plusSeconds(20));
    assertEquals(Locality.HOME_HOST, locality(world, 3));
    assertTrue(world.wait(3).contains("Kafka has not told yet"), world.wait(3));
  }

  @Test
  void anEndThatOnlyTheResourceManagerTellsOfIsBelievedAfterTheHostsExpiry() {
    var world = lost(137);
    world.on(
        T0,
        new YarnEvent.HostsReported(
            Map.of("b", Host.running("b", "/r2", 1, 1).in(Host.Condition.GONE)),
            false,
            Optional.empty()));
    Instant later = T0.plusSeconds(40);
    assertEquals(Locality.FIRST_CHOICE, locality(world.safeWithout(later, 3).plan(later), 3));

    var guess = lost(-100);
    guess.on(
        T0,
        new YarnEvent.HostsReported(
            Map.of("b", Host.running("b", "/r2", 1, 1).in(Host.Condition.GONE)),
            false,
            Optional.empty()));
    assertEquals(Locality.HOME_HOST, locality(guess.safeWithout(later, 3).plan(later), 3));
    assertTrue(guess.wait(3).contains("may still run until 2026-01-01T00:10:00Z"), guess.wait(3));
    Instant expired = T0.plus(Duration.ofMinutes(10));
    assertEquals(Locality.FIRST_CHOICE, locality(guess.safeWithout(expired, 3).plan(expired), 3));
  }

  @Test
  void aCrashLoopDoesNotExtendTheWaitForTheHost() {
    var world = lost(137).on(T0, grant(3, 2, "b")).plan(T0).saved(T0).plan(T0);
    Instant late = HOST_OVER.minusSeconds(5);
    world.on(late, new YarnEvent.Launched(3, container(3, 2)));
    world.on(late, new YarnEvent.Completed(container(3, 2), 137, "again")).plan(late);
    Instant retried = HOST_OVER.plusSeconds(20);
    world.safeWithout(retried, 3).plan(retried);
    assertEquals(Locality.HOME_RACK, locality(world, 3));
  }

  @Test
  void aNodeThatServesForAMinuteHasArrivedAndTheNextWaitIsAWholeOne() {
    var world = serving(4).on(T0, failed(3, 1, 11, FailureClass.CRASHED, "one", T0)).plan(T0);
    world.on(T0, new YarnEvent.Completed(container(3, 1), 137, "gone")).plan(T0);
    assertTrue(world.state().ledger().node(3).flatMap(NodeRecord::awaySince).isPresent());
    assertTrue(world.state().ledger().node(3).orElseThrow().good().awaySince().isEmpty());
  }

  @Test
  void aVoterThatMovesJoinsTheQuorumAnewAndWhatItLeavesIsRemembered() {
    var world = serving(3).on(T0, new YarnEvent.Completed(container(1, 1), 137, "gone"), LOST_B);
    world.plan(T0).safeWithout(RACK_OVER, 1).plan(RACK_OVER).plan(RACK_OVER);
    String host = world.slot(1).ask().orElseThrow().host().orElseThrow();
    world.on(RACK_OVER, grant(1, 2, host)).plan(RACK_OVER);
    NodeRecord moved = world.state().ledger().node(1).orElseThrow();
    assertEquals(host, moved.host());
    assertTrue(moved.joins());
    assertFalse(moved.holdsData());
    assertEquals("b", world.state().ledger().leftBehind().get(0).host());
    List<Action> actions = new ArrayList<>();
    for (int turn = 0; turn < 4; turn++) {
      actions.addAll(world.saved(RACK_OVER).plan(RACK_OVER).plan.actions());
    }
    Action.Launch launch =
        actions.stream()
            .filter(Action.Launch.class::isInstance)
            .map(Action.Launch.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(Optional.empty(), launch.spec().initialVoters());
    assertFalse(launch.spec().dataExpected());
  }

  @Test
  void aVoterIsReplacedOnlyByAMajorityOfTheOthers() {
    var world = serving(3).on(T0, new YarnEvent.Completed(container(1, 1), 137, "gone"));
    world.on(T0, new YarnEvent.Completed(container(2, 1), 137, "gone")).plan(T0);
    world.safeWithout(RACK_OVER, 1, 2).plan(RACK_OVER);
    assertEquals(Locality.HOME_HOST, locality(world, 1));
    assertTrue(world.wait(1).contains("only 1 of the other voters"), world.wait(1));
  }

  @Test
  void votersAreReplacedOneAfterAnother() {
    var world = serving(3).on(T0, new YarnEvent.Completed(container(1, 1), 137, "gone"), LOST_B);
    world.plan(T0).safeWithout(RACK_OVER, 1).plan(RACK_OVER);
    world.on(RACK_OVER, grant(1, 2, world.slot(1).ask().orElseThrow().host().orElseThrow()));
    world.plan(RACK_OVER).saved(RACK_OVER).plan(RACK_OVER);
    world.on(RACK_OVER, new YarnEvent.Completed(container(2, 1), 137, "gone")).plan(RACK_OVER);
    Instant over = RACK_OVER.plus(Duration.ofHours(1));
    world.safeWithout(over, 2).plan(over);
    assertEquals(Locality.HOME_HOST, locality(world, 2));
    assertTrue(world.wait(2).contains("the vote of node 1 is being changed"), world.wait(2));
  }
}
