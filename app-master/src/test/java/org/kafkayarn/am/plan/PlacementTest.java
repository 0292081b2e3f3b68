package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.fresh;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;

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
}
