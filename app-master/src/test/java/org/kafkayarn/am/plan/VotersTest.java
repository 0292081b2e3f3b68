package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.container;
import static org.kafkayarn.am.plan.Worlds.failed;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;

class VotersTest {
  private static Event portTaken(Worlds world, int id, int start, long version) {
    int port = world.state().ledger().node(id).orElseThrow().controllerPort();
    String line = "the port " + port + " cannot be listened on";
    return failed(id, start, version, FailureClass.PORT_TAKEN, line, T0);
  }

  /** Three launchers up, none of which has formatted. */
  private static Worlds launched() {
    var world = Worlds.fresh(3).plan(T0).grantAll(T0).plan(T0).saved(T0).plan(T0);
    for (int id = 0; id < 3; id++) {
      world.on(T0, new YarnEvent.Launched(id, container(id, 1)));
    }
    return world;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,3", "4,3", "100,3"})
  void threeVotersOrOne(int brokers, int voters) {
    assertEquals(voters, Voters.ids(Worlds.begin(brokers, Ledger.empty("x"), 1).state()).count());
  }

  @Test
  void aDirectoryIdIsTheSameForTheSameNodeOnly() {
    assertEquals(Voters.directoryId("x", 0), Voters.directoryId("x", 0));
    assertNotEquals(Voters.directoryId("x", 0), Voters.directoryId("x", 1));
    assertEquals(22, Voters.directoryId("x", 0).length());
  }

  @Test
  void aVoterTakesTheNextPortWhileTheOthersServe() {
    var world = serving(3);
    int before = world.state().ledger().node(0).orElseThrow().controllerPort();
    world.on(T0, portTaken(world, 0, 1, 11)).plan(T0);
    assertTrue(world.state().ledger().node(0).orElseThrow().controllerPort() > before);
    assertEquals(List.of("Save"), world.kinds());
    assertEquals(List.of("StartKafka"), world.saved(T0).plan(T0).kinds());
  }

  @Test
  void twoVotersMoveTogetherAndTheLastStaysWhereTheyFindIt() {
    var world = serving(3);
    var before = controllerPorts(world);
    world.on(T0, portTaken(world, 0, 1, 11), portTaken(world, 1, 1, 11)).plan(T0).saved(T0);
    assertEquals(List.of("StartKafka", "StartKafka"), world.plan(T0).kinds());
    assertNotEquals(before.get(0), controllerPorts(world).get(0));
    assertNotEquals(before.get(1), controllerPorts(world).get(1));
    world.on(T0, portTaken(world, 2, 1, 11)).plan(T0).saved(T0).plan(T0);
    assertEquals(before.get(2), controllerPorts(world).get(2));
    assertTrue(world.wait(2).contains("enough other voters"), world.wait(2));
  }

  private static List<Integer> controllerPorts(Worlds world) {
    return world.state().ledger().nodes().values().stream().map(n -> n.controllerPort()).toList();
  }

  @Test
  void theListOfVotersIsRewrittenWhenNoneOfThemHasFormatted() {
    var world = launched();
    String before = world.state().ledger().initialVoters();
    for (int id = 0; id < 3; id++) {
      world.on(T0, portTaken(world, id, 1, 2));
    }
    world.plan(T0);
    assertNotEquals(before, world.state().ledger().initialVoters());
    world.saved(T0).plan(T0);
    assertEquals(List.of("StartKafka", "StartKafka", "StartKafka"), world.kinds());
  }

  @Test
  void theListOfVotersStaysWhileOneOfThemMayFormatWithIt() {
    var world = launched();
    String before = world.state().ledger().initialVoters();
    world.on(T0, portTaken(world, 0, 1, 2), portTaken(world, 1, 1, 2)).plan(T0);
    assertEquals(before, world.state().ledger().initialVoters());
  }
}
