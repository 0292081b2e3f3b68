package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;

class PortsTest {
  private static Failure taken(int... ports) {
    List<Integer> taken = IntStream.of(ports).boxed().toList();
    return new Failure(FailureClass.PORT_TAKEN, T0, "in use", taken);
  }

  @Test
  void noTwoPortsOfAClusterAreTheSame() {
    var world = serving(4);
    Set<Integer> ports =
        world.state().ledger().nodes().values().stream()
            .flatMap(n -> Stream.of(n.brokerPort(), n.controllerPort(), n.controlPort()))
            .filter(port -> port > 0)
            .collect(Collectors.toSet());
    assertEquals(3 * 3 + 2, ports.size());
  }

  @Test
  void onlyThePortThatIsTakenMoves() {
    var world = serving(3);
    NodeRecord node = world.state().ledger().node(0).orElseThrow();
    NodeRecord moved =
        Ports.moved(new Turn(world.state(), T0), node, taken(node.brokerPort())).orElseThrow();
    assertNotEquals(node.brokerPort(), moved.brokerPort());
    assertEquals(node.controllerPort(), moved.controllerPort());
    assertEquals(node.controlPort(), moved.controlPort());
  }

  @Test
  void twoPortsThatMoveAroundTheEndOfTheRangeStayApart() {
    var world = serving(1);
    NodeRecord last =
        world.state().ledger().node(0).orElseThrow().withPorts(29_110, 29_111, 29_100);
    NodeRecord moved =
        Ports.moved(
                new Turn(world.state().with(world.state().ledger().with(last)), T0),
                last,
                taken(29_110, 29_111))
            .orElseThrow();
    assertNotEquals(moved.brokerPort(), moved.controllerPort());
  }

  @Test
  void aControlPortThatIsTakenIsReplacedInTheNextContainer() {
    var world = Worlds.fresh(1).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    int before = world.state().ledger().node(0).orElseThrow().controlPort();
    world.on(T0, new YarnEvent.Completed(container(0, 1), 69, "")).plan(T0).grantAll(T0).plan(T0);
    assertNotEquals(before, world.state().ledger().node(0).orElseThrow().controlPort());
  }

  /** It would be set aside by its own launcher, or purged. */
  @Test
  void dataIsNotLeftBehindWhenOnlyTheControlPortMoves() {
    var world = serving(3).on(T0, new YarnEvent.Completed(container(0, 1), 69, "")).plan(T0);
    world.grantAll(T0).plan(T0);
    assertEquals(List.of(), world.state().ledger().leftBehind());
  }
}
