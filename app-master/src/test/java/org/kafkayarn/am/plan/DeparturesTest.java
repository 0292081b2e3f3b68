package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;

class DeparturesTest {
  private static final Instant LATER = T0.plusSeconds(30);

  /** Of four brokers on hosts a, b, c and b, the host of node 2 is about to go. */
  private static Worlds notice(Optional<Duration> leavesIn) {
    Host host =
        new Host(
            "c",
            "/r1",
            Host.Condition.DECOMMISSIONING,
            4096,
            4096,
            8,
            "",
            Map.of(),
            leavesIn,
            Optional.empty());
    return serving(4)
        .on(T0, new YarnEvent.HostsReported(Map.of("c", host), false, Optional.empty()));
  }

  private static Event replicas(
      Worlds world, Map<Integer, Partitions> neededForMinIsr, Map<Integer, Integer> leaderships) {
    Set<Integer> voters = Voters.ids(world.state()).boxed().collect(Collectors.toSet());
    return new KafkaEvent.ReplicasObserved(
        Optional.of(
            new Replicas(
                world.state().slots().keySet(),
                new HashMap<>(),
                Map.of(),
                neededForMinIsr,
                Map.of(),
                leaderships,
                voters,
                new HashSet<>(voters))));
  }

  @Test
  void nobodyStopsWhileKafkaStillCountsOnAnotherThatIsDead() {
    var world = notice(Optional.empty());
    world.on(LATER, new YarnEvent.Completed(container(3, 1), 137, "killed"));
    world.on(LATER, replicas(world, Map.of(), Map.of())).plan(LATER);
    assertFalse(world.kinds().contains("StopKafka"), world.kinds().toString());
    assertTrue(world.wait(2).contains("not found out yet that node 3 is away"), world.wait(2));
  }

  @Test
  void aNodeStopsInOrderWhenItsHostGoesAndNobodyMissesIt() {
    var world = notice(Optional.empty());
    world.on(LATER, replicas(world, Map.of(), Map.of())).plan(LATER);
    Action.StopKafka stop = (Action.StopKafka) world.plan.actions().get(0);
    assertEquals(container(2, 1), stop.container().containerId());
    assertEquals("YARN decommissions c", stop.reason());
  }

  @Test
  void itStaysWhileAPartitionNeedsItAndSaysWhichAndUntilWhen() {
    var world = notice(Optional.of(Duration.ofMinutes(10)));
    var needed = Map.of(2, new Partitions(1, List.of("t-0")));
    world.on(LATER, replicas(world, needed, Map.of())).plan(LATER);
    assertEquals(List.of(), world.plan.actions());
    assertTrue(world.wait(2).contains("below min.insync.replicas without it: t-0"), world.wait(2));
    Instant lastCall = T0.plus(Duration.ofMinutes(9));
    assertTrue(world.wait(2).endsWith("at the latest until " + lastCall), world.wait(2));
    assertEquals(List.of("StopKafka"), world.plan(lastCall).kinds());
  }

  @Test
  void kafkasWordMustBeFresh() {
    var world = notice(Optional.empty());
    world.on(LATER, replicas(world, Map.of(), Map.of())).plan(LATER.plusSeconds(10));
    assertEquals(List.of(), world.plan.actions());
    assertTrue(world.wait(2).contains("has not told lately"), world.wait(2));
  }

  @Test
  void nodesOfOneHostLeaveOneAfterAnother() {
    Host b =
        new Host(
            "b",
            "/r2",
            Host.Condition.DECOMMISSIONING,
            8192,
            8192,
            8,
            "",
            Map.of(),
            Optional.empty(),
            Optional.empty());
    var world =
        serving(4).on(T0, new YarnEvent.HostsReported(Map.of("b", b), false, Optional.empty()));
    world.on(LATER, replicas(world, Map.of(), Map.of())).plan(LATER);
    assertEquals(List.of("StopKafka"), world.kinds());
    assertTrue(world.wait(3).contains("node 1 leaves first"), world.wait(3));
  }

  private static Event preemption(Set<String> certain, Set<String> others, int containers) {
    return new YarnEvent.PreemptionAnnounced(
        certain, others, new Amount(1024L * containers, containers));
  }

  private static List<Integer> leaving(Worlds world) {
    return world.state().slots().values().stream()
        .filter(slot -> slot.leaving().isPresent())
        .map(Slot::id)
        .toList();
  }

  @Test
  void ofAPreemptionThePlainBrokerGoesAndNotTheVoterThatYarnNamed() {
    var world = serving(4).on(T0, preemption(Set.of(), Set.of(container(0, 1)), 1));
    world.on(T0, replicas(world, Map.of(), Map.of(3, 50))).plan(T0);
    assertEquals(List.of(3), leaving(world));
    assertEquals(List.of("StopKafka"), world.kinds());
  }

  @Test
  void amongAlikeTheOneWithTheFewestLeadershipsGoes() {
    var world = serving(5).on(T0, preemption(Set.of(), Set.of(), 1));
    world.on(T0, replicas(world, Map.of(), Map.of(3, 1, 4, 2))).plan(T0);
    assertEquals(List.of(3), leaving(world));
  }

  @Test
  void aContainerThatCertainlyGoesIsStoppedWhateverItHolds() {
    var world = serving(4).on(T0, preemption(Set.of(container(0, 1)), Set.of(), 0));
    world.on(T0, replicas(world, Map.of(), Map.of())).plan(T0);
    assertEquals(List.of(0), leaving(world));
  }

  @Test
  void noMoreIsGivenBackThanWasAskedFor() {
    var world = serving(4).on(T0, preemption(Set.of(), Set.of(), 1));
    world.on(T0, replicas(world, Map.of(), Map.of())).plan(T0);
    world.on(T0.plusSeconds(1), new YarnEvent.Completed(container(3, 1), 0, "exited"));
    world.plan(T0.plusSeconds(1)).plan(T0.plusSeconds(9));
    assertEquals(List.of(), leaving(world));
    assertEquals(0, world.slot(3).failures(), "it was told to go");
  }
}
