package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.RecoveryRules.Proposal;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Offline.Survivor;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

class RecoveryRulesTest {
  private static final Instant LATER = Worlds.T0.plusSeconds(60);

  /** Node 1 was on b. */
  private static Worlds withoutHosts(String... gone) {
    Worlds world = Worlds.serving(3);
    Map<String, Host> left = new HashMap<>(Worlds.hosts());
    left.keySet().removeAll(Set.of(gone));
    for (int id : List.of(0, 1, 2)) {
      if (!left.containsKey(world.slot(id).container().orElseThrow().host())) {
        world.on(LATER, new YarnEvent.Completed(Worlds.container(id, 1), -100, "lost"));
      }
    }
    return world
        .on(LATER, new YarnEvent.HostsReported(left, true, Optional.empty()))
        .plan(LATER)
        .saved(LATER)
        .plan(LATER);
  }

  private static String hostOf(int id) {
    return Worlds.serving(3).slot(id).container().orElseThrow().host();
  }

  private static Survivor survivor(int node, long end, int epoch) {
    return new Survivor(node, end, epoch, OptionalLong.of(10));
  }

  private static Offline.Partition partition(Survivor... survivors) {
    return new Offline.Partition("orders", 4, List.of(1, 0, 2), Set.of(1), List.of(survivors));
  }

  private static Proposal propose(ClusterState state, boolean force, Survivor... survivors) {
    return RecoveryRules.propose(state, partition(survivors), Set.of(0, 2), force);
  }

  @Test
  void theLaterEpochWinsOverTheLongerLogAndThenTheLongerLog() {
    ClusterState state = withoutHosts(hostOf(1)).state();
    Proposal byEpoch = propose(state, false, survivor(0, 900, 3), survivor(2, 100, 4));
    assertEquals(Optional.of(2), byEpoch.elect());
    assertEquals(List.of(2, 1, 0), byEpoch.order(), "who is elected comes first");
    assertTrue(byEpoch.loss().contains("from offset 100 on"), byEpoch.loss());
    assertTrue(byEpoch.loss().contains("node 0 gives up its older tail to 900"), byEpoch.loss());
    Proposal byLength = propose(state, false, survivor(0, 901, 4), survivor(2, 900, 4));
    assertEquals(Optional.of(0), byLength.elect());
    assertEquals(List.of(0, 1, 2), byLength.order());
  }

  @Test
  void aNodeThatMayComeBackIsWaitedForUnlessForced() {
    Worlds starting = Worlds.serving(3);
    Proposal waits = propose(starting.state(), false, survivor(0, 5, 1), survivor(2, 5, 1));
    assertEquals(Optional.empty(), waits.elect());
    assertTrue(waits.refusal().orElseThrow().contains("may come back"), waits.toString());
    Proposal forced = propose(starting.state(), true, survivor(0, 5, 1), survivor(2, 5, 1));
    assertEquals(Optional.of(0), forced.elect());
  }

  @Test
  void aNodeThatHasCrashedAndIsStartedAgainIsWaitedForToo() {
    Worlds crashed =
        Worlds.serving(3)
            .on(LATER, Worlds.failed(1, 1, 11, FailureClass.CRASHED, "it crashed", LATER));
    Proposal waits = propose(crashed.state(), false, survivor(0, 5, 1), survivor(2, 5, 1));
    assertEquals(Optional.empty(), waits.elect());
    assertTrue(waits.refusal().orElseThrow().contains("started again"), waits.toString());
  }

  @Test
  void aNodeWhoseDiskIsGoneIsNotWaitedFor() {
    Worlds lost =
        Worlds.serving(3)
            .on(LATER, Worlds.failed(1, 1, 11, FailureClass.DATA_MISSING, "/d is gone", LATER));
    Proposal elects = propose(lost.state(), false, survivor(0, 5, 1), survivor(2, 5, 1));
    assertEquals(Optional.of(0), elects.elect(), elects.toString());
  }

  @Test
  void aLiveCopyThatCannotBeReadStandsAgainstItUnlessForced() {
    ClusterState state = withoutHosts(hostOf(1)).state();
    Proposal unread = propose(state, false, survivor(0, 5, 1));
    assertTrue(unread.refusal().orElseThrow().contains("could not be read"), unread.toString());
    assertEquals(Optional.of(0), propose(state, true, survivor(0, 5, 1)).elect());
  }

  @Test
  void nothingIsElectedWhereNothingSurvivesOrKafkaCanDoItItself() {
    ClusterState state = withoutHosts(hostOf(1)).state();
    assertEquals(Optional.empty(), propose(state, true).elect());
    Proposal live =
        RecoveryRules.propose(state, partition(survivor(0, 5, 1)), Set.of(0, 1, 2), true);
    assertTrue(live.refusal().orElseThrow().contains("by itself"), live.toString());
  }

  @Test
  void aSurvivorThatIsNotRegisteredCannotBeElected() {
    ClusterState state = withoutHosts(hostOf(1)).state();
    Proposal only2 =
        RecoveryRules.propose(
            state, partition(survivor(0, 99, 9), survivor(2, 1, 1)), Set.of(2), false);
    assertEquals(Optional.of(2), only2.elect());
  }

  @Test
  void theStatusNamesTheAbsentNodeItsHostAndTheSurvivors() {
    Worlds world = withoutHosts(hostOf(1));
    Replicas replicas =
        new Replicas(
                Set.of(0, 2), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Set.of())
            .with(new Offline(700, List.of(partition(survivor(0, 95, 4)))));
    world.on(LATER, new KafkaEvent.ReplicasObserved(Optional.of(replicas))).plan(LATER);
    ClusterStatus status = StatusReport.of(world.plan, Map.of());
    assertEquals(700, status.offline().count());
    ClusterStatus.OfflinePartition one = status.offline().partitions().get(0);
    assertEquals("orders-4", one.partition());
    assertTrue(one.why().contains("node 1 (" + hostOf(1) + ")"), one.why());
    assertEquals(95, one.survivors().get(0).endOffset());
    assertTrue(
        status.warnings().stream().anyMatch(w -> w.startsWith("700 partitions have no leader")),
        status.warnings().toString());
  }

  @Test
  void aMajorityOfVotersWithoutHostsIsALostQuorumAndSaysWhatCanBeDone() {
    Worlds two = withoutHosts(hostOf(1), hostOf(2)).on(LATER, KafkaEvent.Observed.nothing());
    two.plan(LATER);
    String message = StatusReport.of(two.plan, Map.of()).message();
    assertTrue(message.startsWith("the metadata quorum is lost: 2 of 3 voters"), message);
    assertTrue(message.contains("-quorum-from 0 -accept-data-loss"), message);
    assertTrue(message.contains(hostOf(2)), message);
    assertEquals(Optional.empty(), QuorumRescue.of(two.state(), 0).refusal());
    assertTrue(QuorumRescue.of(two.state(), 1).refusal().isPresent());
  }

  @Test
  void aQuorumThatIsLedOrCanComeBackIsNotRebuilt() {
    Worlds one = withoutHosts(hostOf(1));
    assertTrue(QuorumRescue.of(one.state(), 0).refusal().orElseThrow().contains("not lost"));
    one.on(LATER, KafkaEvent.Observed.nothing()).plan(LATER);
    assertFalse(StatusReport.of(one.plan, Map.of()).message().contains("quorum is lost"));
    assertTrue(QuorumRescue.of(one.state(), 0).refusal().orElseThrow().contains("come back"));
    assertTrue(QuorumRescue.of(one.state(), 9).refusal().orElseThrow().contains("no voter"));
  }

  @Test
  void aClusterThatStopsInOrderHasNotLostItsQuorum() {
    Worlds two = withoutHosts(hostOf(1), hostOf(2)).on(LATER, KafkaEvent.Observed.nothing());
    two.on(LATER, new OperatorEvent.StopRequested()).plan(LATER);
    String message = StatusReport.of(two.plan, Map.of()).message();
    assertFalse(message.contains("quorum is lost"), message);
  }

  @Test
  void aVoterThatHasFoundItsDataAgainIsNotMissed() {
    Worlds world = Worlds.serving(3);
    for (int id : new int[] {1, 2}) {
      world.on(
          LATER,
          Worlds.failed(id, 1, 11, FailureClass.DATA_MISSING, "/d is not there", LATER),
          KafkaEvent.Observed.nothing());
    }
    assertTrue(message(world).startsWith("the metadata quorum is lost: 2 of 3"), message(world));
    world.on(LATER, Worlds.answer(1, 2, 12, Phase.STOPPED, Optional.empty(), LATER));
    assertFalse(message(world).contains("quorum is lost"), message(world));
  }

  private static String message(Worlds world) {
    return StatusReport.of(world.plan(LATER).plan, Map.of()).message();
  }

  @Test
  void aQuorumThatHasNotFormedYetIsNotLost() {
    Worlds world = Worlds.fresh(3).plan(Worlds.T0).grantAll(Worlds.T0).plan(Worlds.T0);
    for (int step = 0; step < 3; step++) {
      String message = StatusReport.of(world.plan, Map.of()).message();
      assertFalse(message.contains("quorum is lost"), message);
      world.saved(Worlds.T0).plan(Worlds.T0);
    }
    assertFalse(world.state().ledger().initialVoters().isEmpty());
  }
}
