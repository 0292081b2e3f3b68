package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.fresh;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Replicas;

class PlacementTest {
  private static Event hosts(Host... changed) {
    Map<String, Host> reports = new HashMap<>();
    for (Host host : changed) {
      reports.put(host.name(), host);
    }
    return new Event.HostsReported(reports, true, Optional.empty());
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
    var world = Worlds.serving(1).on(T0, new Event.Completed(Worlds.container(0, 1), -100, "x"));
    world.on(T0, hosts(Host.running("a", "r", 9999, 9).in(Host.Condition.LOST))).plan(T0);
    assertTrue(world.wait(0).contains("; that host is lost; until "), world.wait(0));
    world.on(T0, hosts(Host.running("a", "r", 5, 9))).plan(T0);
    assertTrue(
        world.wait(0).contains("it has only 5 MiB and 9 vcores free; until "), world.wait(0));
  }

  /** Node 1 of three has lost its host b for longer than it waits; Kafka misses nothing of it. */
  private static Worlds mayMove(Instant at, Host... others) {
    var world = Worlds.serving(3).on(T0, new Event.Completed(Worlds.container(1, 1), -100, "x"));
    world.plan(T0).saved(T0).on(at, hosts(others));
    return mayMoveNow(world, at);
  }

  @Test
  void aNodeThatLeavesItsDataGoesToTheHostWithoutOthersAndAtLastAnywhere() {
    Instant at = T0.plus(Duration.ofHours(1));
    var world =
        mayMove(
                at,
                Host.running("a", "/r1", 9999, 9),
                Host.running("b", "/r2", 9999, 9).in(Host.Condition.LOST),
                Host.running("c", "/r1", 9999, 9),
                Host.running("d", "/r1", 2048, 9))
            .plan(at);
    assertEquals(List.of("d"), world.slot(1).ask().orElseThrow().hosts());
    Instant later = at.plus(Placement.LOOK_AGAIN);
    assertEquals(List.of(), world.plan(later).slot(1).ask().orElseThrow().hosts());
    assertEquals(List.of(), world.plan(later.plusSeconds(31)).slot(1).ask().orElseThrow().hosts());
  }

  @Test
  void whatHoldsANodeBackUntilATimeIsLookedAtAgainAtThatTime() {
    Instant at = T0.plusSeconds(595);
    var world = Worlds.serving(3).on(T0, new Event.Completed(Worlds.container(1, 1), -100, "x"));
    world.on(T0, hosts(Host.running("b", "/r2", 9999, 9).in(Host.Condition.GONE)));
    world.plan(T0).saved(T0).plan(at);
    assertEquals(
        Optional.of(T0.plusSeconds(600)), world.slot(1).ask().orElseThrow().until(), world.wait(1));
  }

  @Test
  void withoutAnActiveControllerNobodyKnowsWhatIsInSync() {
    Instant at = T0.plus(Duration.ofHours(1));
    var world = mayMove(at, Host.running("b", "/r2", 9999, 9).in(Host.Condition.LOST));
    world.on(at, new Event.KafkaObserved(Map.of(), Set.of(), Optional.empty())).plan(at);
    assertTrue(world.wait(1).contains("no active controller"), world.wait(1));
  }

  @Test
  void aHostThatMayBeTakenIsNotSaidToFail() {
    Instant at = T0.plus(Duration.ofHours(1));
    var world = mayMove(at, Host.running("a", "/r1", 9999, 9));
    world.on(at, new Event.ReplicasObserved(Optional.empty())).plan(at);
    assertTrue(world.wait(1).contains("; it stays with its data"), world.wait(1));
    Instant soon = at.plusSeconds(1);
    mayMoveNow(world, soon).plan(soon);
    assertTrue(
        world.wait(1).endsWith("; until " + at.plusSeconds(30) + ", then on another host"),
        world.wait(1));
  }

  private static Worlds mayMoveNow(Worlds world, Instant at) {
    Replicas safe =
        new Replicas(
            Set.of(0, 2), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(0, 1, 2), Set.of(0, 2));
    return world.observed(at).on(at, new Event.ReplicasObserved(Optional.of(safe)));
  }
}
