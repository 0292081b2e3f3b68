package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

class LaunchSpecsTest {
  @Test
  void aNewContainerIsWhatTheSpecWants() {
    var world = Worlds.fresh(1).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    Action.Launch launch = only(Action.Launch.class, world.plan);
    assertEquals(wanted(world), launch.spec().origin());
  }

  @Test
  void anotherStartInAContainerKeepsWhatItIs() {
    var world = Worlds.serving(1);
    Origin other = new Origin("hdfs:///other.tgz", 77, 3, 0);
    world.on(T0, told(world, other));
    assertEquals(other, again(world).origin());
  }

  @Test
  void ofALauncherThatDoesNotTellTheSpecIsTaken() {
    var world = Worlds.serving(1);
    assertEquals(wanted(world), again(world).origin());
    world.on(T0, told(world, Origin.UNKNOWN));
    assertEquals(wanted(world), again(world).origin());
  }

  private static Event told(Worlds world, Origin origin) {
    return Worlds.wordOnStart(
        world.slot(0).launcher().orElseThrow(), new Started(origin, Map.of(), 256, List.of()));
  }

  private static LaunchSpec again(Worlds world) {
    Slot slot = world.slot(0);
    return LaunchSpecs.again(world.state(), slot, slot.container().orElseThrow());
  }

  private static Origin wanted(Worlds world) {
    NodeSpec node = world.state().spec().node(0);
    return new Origin(node.kafka(), node.memoryMb(), node.vcores(), 0);
  }

  private static <A extends Action> A only(Class<A> kind, Plan plan) {
    List<A> found = plan.actions().stream().filter(kind::isInstance).map(kind::cast).toList();
    assertEquals(1, found.size(), plan.actions().toString());
    return found.get(0);
  }
}
