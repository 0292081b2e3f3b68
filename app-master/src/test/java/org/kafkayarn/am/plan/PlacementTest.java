package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.fresh;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Slot.Locality;
import org.kafkayarn.am.state.YarnEvent;

class PlacementTest {
  /** After the waits for host and rack, and after YARN's for a silent host. */
  private static final Instant LATE = T0.plus(Duration.ofMinutes(36));

  private static Event hosts(Host... changed) {
    Map<String, Host> reports = new HashMap<>();
    for (Host host : changed) {
      reports.put(host.name(), host);
    }
    return new YarnEvent.HostsReported(reports, true, Optional.empty());
  }

  @Test
  void theEmptiestHostIsFirstAndTheOtherRackSecond() {
    var world = fresh(3).plan(T0);
    assertEquals(Optional.of("a"), world.slot(0).ask().orElseThrow().host());
    assertEquals(Optional.of("b"), world.slot(1).ask().orElseThrow().host());
    assertEquals(Optional.of("c"), world.slot(2).ask().orElseThrow().host());
  }

  @Test
  void moreNodesThanHostsShareThemEvenly() {
    var world = fresh(6).plan(T0);
    Map<String, Integer> perHost = new HashMap<>();
    world
        .state()
        .slots()
        .values()
        .forEach(
            slot -> perHost.merge(slot.ask().orElseThrow().host().orElseThrow(), 1, Integer::sum));
    assertEquals(Map.of("a", 2, "b", 2, "c", 2), perHost);
  }

  @Test
  void controllersOfTheirOwnShareNoHostWhileThereIsAnother() {
    ClusterSpec spec =
        SpecRules.complete(
            Specs.small(3, "29092-29111").with(SpecKey.CONTROLLERS, 3), 1, "hdfs:///kafka.tar");
    var world =
        Worlds.begin(spec, Ledger.empty("cluster-id"), 1)
            .on(
                T0,
                // No room for a broker on b and c: all three are on a, the emptiest for all others.
                hosts(
                    Host.running("a", "/r1", 90_000, 90),
                    Host.running("b", "/r1", 1_000, 90),
                    Host.running("c", "/r1", 1_000, 90)),
                new YarnEvent.Registered(List.of()))
            .plan(T0);
    for (int id = 0; id < 3; id++) {
      assertEquals(Optional.of("a"), world.slot(id).ask().orElseThrow().host());
    }
    Set<String> apart = new HashSet<>();
    for (int id = 10_000; id < 10_003; id++) {
      assertTrue(apart.add(world.slot(id).ask().orElseThrow().host().orElseThrow()));
    }
    assertEquals(Set.of("a", "b", "c"), apart);
  }

  @Test
  void aHostWithJustEnoughRoomFitsAndOneMibLessDoesNot() {
    var fits =
        fresh(1)
            .on(
                T0,
                hosts(
                    Host.running("a", "r", 1024, 1),
                    Host.running("b", "r", 1023, 9),
                    Host.running("c", "r", 9999, 9).in(Host.Condition.LOST)));
    assertEquals(Optional.of("a"), fits.plan(T0).slot(0).ask().orElseThrow().host());
  }

  @Test
  void withoutAnyRoomAnyHostIsAskedForAndTheStatusSaysSo() {
    var world =
        fresh(1)
            .on(
                T0,
                hosts(
                    Host.running("a", "r", 1023, 9),
                    Host.running("b", "r", 9999, 0),
                    Host.running("c", "r", 9999, 9).in(Host.Condition.LOST)))
            .plan(T0);
    assertEquals(Optional.empty(), world.slot(0).ask().orElseThrow().host());
    assertTrue(
        world.wait(0).contains("none of the 2 hosts that may be taken has that much free"),
        world.wait(0));
  }

  @Test
  void theTroubleOfAHomeHostIsNamed() {
    var world =
        Worlds.serving(1).on(T0, new YarnEvent.Completed(Worlds.container(0, 1), -100, "x"));
    world.on(T0, hosts(Host.running("a", "r", 9999, 9).in(Host.Condition.LOST))).plan(T0);
    assertTrue(world.wait(0).contains("; that host is lost; until "), world.wait(0));
    world.on(T0, hosts(Host.running("a", "r", 5, 9))).plan(T0);
    assertTrue(
        world.wait(0).contains("it has only 5 MiB and 9 vcores free; until "), world.wait(0));
  }

  /** Nodes 0 on a and 1 on b; b is lost, and every wait is over. */
  private static Worlds leftB() {
    return Worlds.serving(2)
        .on(
            T0,
            new YarnEvent.Completed(Worlds.container(1, 1), -100, "x"),
            hosts(
                Host.running("a", "/r1", 9999, 9),
                Host.running("b", "/r2", 9999, 9).in(Host.Condition.LOST),
                Host.running("c", "/r1", 9000, 9)))
        .plan(T0)
        .plan(LATE);
  }

  private static Event inSyncWithoutNode1() {
    return new KafkaEvent.ReplicasObserved(
        Optional.of(
            new Replicas(
                Set.of(0),
                Map.of(0, 9),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(0),
                Set.of(0))));
  }

  @Test
  void whoIsHeldBackTriesAgainSoonAfterTheWordThatHeldItBack() {
    var world = leftB();
    assertTrue(world.wait(1).contains("it stays with its data: Kafka has not told"), world.wait(1));
    world.on(LATE.plusSeconds(1), inSyncWithoutNode1()).plan(LATE.plusSeconds(1));
    assertTrue(world.wait(1).contains("it may leave its data now"), world.wait(1));
    world.plan(LATE.plus(Placement.HELD_AGAIN));
    assertEquals(Optional.of("c"), world.slot(1).ask().orElseThrow().host());
  }

  @Test
  void whoLeavesItsDataGoesToAHostOfItsOwnAndOnlyThenAnywhere() {
    var world = leftB().on(LATE.plusSeconds(1), inSyncWithoutNode1());
    Instant asked = LATE.plus(Placement.HELD_AGAIN);
    world.plan(asked).plan(asked.plusMillis(4_999));
    assertEquals(Optional.of("c"), world.slot(1).ask().orElseThrow().host());
    world.plan(asked.plusSeconds(5)).plan(asked.plusSeconds(600));
    assertEquals(Locality.ANYWHERE, world.slot(1).ask().orElseThrow().locality());
  }

  private static Worlds constrained(String constraint) {
    return fresh(
        Specs.small(3, "29092-29111")
            .with(SpecKey.CONSTRAINTS, List.of(Constraint.parse("constraints", constraint))));
  }

  private static List<String> asked(Worlds world) {
    return world.state().slots().values().stream()
        .flatMap(slot -> slot.ask().stream())
        .flatMap(ask -> ask.hosts().stream())
        .sorted()
        .toList();
  }

  @Test
  void aHostThatAConstraintExcludesIsNotAskedFor() {
    var world = constrained("hostname=unlike:a").plan(T0);
    assertEquals(List.of("b", "b", "c"), asked(world));
    world.plan(T0.plusSeconds(5));
    assertEquals(
        List.of("b", "c"), world.slot(0).ask().orElseThrow().hosts().stream().sorted().toList());
  }

  @Test
  void uniqueHostsLeaveTheLastNodeWithoutAPlaceAndTheStatusSaysWhere() {
    var world =
        fresh(
                Specs.small(4, "29092-29111")
                    .with(
                        SpecKey.CONSTRAINTS,
                        List.of(Constraint.parse("constraints", "hostname=unique"))))
            .plan(T0);
    assertEquals(List.of("a", "b", "c"), asked(world));
    assertTrue(world.slot(3).ask().isEmpty());
    assertTrue(
        world.wait(3).startsWith("no host may be taken: hostname=unique fails on a (hostname is a"),
        world.wait(3));
  }

  @Test
  void aGrantThatBreaksAConstraintByNowIsGivenBack() {
    var world = constrained("hostname=unique").plan(T0).plan(T0.plusSeconds(5));
    world.on(T0, Worlds.grant(0, 1, "a"), Worlds.grant(1, 1, "a")).plan(T0.plusSeconds(5));
    assertEquals(1, world.kinds().stream().filter("Release"::equals).count());
    assertEquals(1, world.state().ledger().nodes().size());
  }

  @Test
  void aHostThatFailedAStartIsAvoidedForAWhile() {
    var world = fresh(1).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    world.on(T0, new YarnEvent.Completed(Worlds.container(0, 1), 72, "no Java")).plan(T0);
    assertEquals(List.of("b"), asked(world), "a has most room, and is avoided");
  }

  @Test
  void aHostOfAnotherPartitionIsAskedForOnlyWithItsLabel() {
    Host labelled =
        new Host(
            "d",
            "/r9",
            Host.Condition.RUNNING,
            9999,
            9999,
            9,
            "ssd",
            Map.of(),
            Optional.empty(),
            Optional.empty());
    var event = new YarnEvent.HostsReported(Map.of("d", labelled), false, Optional.empty());
    assertEquals(List.of("a", "b", "c"), asked(fresh(3).on(T0, event).plan(T0)));
    var wanted = fresh(Specs.small(1, "29092-29111").with(SpecKey.NODE_LABEL, "ssd"));
    wanted.on(T0, event).plan(T0);
    assertEquals(List.of("d"), asked(wanted));
    assertEquals("ssd", wanted.slot(0).ask().orElseThrow().label());
  }

  @Test
  void roomThatIsPromisedToAReturningNodeIsNotGivenToAnother() {
    var world =
        Worlds.serving(3).on(T0, new YarnEvent.Completed(Worlds.container(1, 1), -100, "x"));
    Map<String, Host> tight = new HashMap<>();
    tight.put("b", Host.running("b", "/r2", 1024, 1));
    tight.put("c", Host.running("c", "/r1", 0, 0));
    tight.put("a", Host.running("a", "/r1", 0, 0));
    world.on(T0, new YarnEvent.HostsReported(tight, true, Optional.empty()));
    Sites sites = new Sites(world.state(), T0);
    assertEquals(Optional.empty(), sites.best(world.state().spec().node(0)));
  }
}
