package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;

class NodePropertiesTest {

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,2,1", "3,3,2", "9,3,2"})
  void topicsFitTheNumberOfBrokers(int brokers, String replicas, String inSync) {
    Map<String, String> defaults = NodeProperties.defaults(Worlds.spec(brokers, "1-9"));
    assertEquals(replicas, defaults.get("default.replication.factor"));
    assertEquals(replicas, defaults.get("offsets.topic.replication.factor"));
    assertEquals(inSync, defaults.get("min.insync.replicas"));
  }

  @Test
  void aVoterListensForControllersAndAPlainBrokerDoesNot() {
    var state = serving(4).state();
    var voter = NodeProperties.of(state, state.ledger().node(0).orElseThrow());
    var broker = NodeProperties.of(state, state.ledger().node(3).orElseThrow());
    assertEquals("broker,controller", voter.get("process.roles"));
    assertEquals("PLAINTEXT://:29092,CONTROLLER://:29094", voter.get("listeners"));
    assertEquals("broker", broker.get("process.roles"));
    assertFalse(broker.get("listeners").contains("CONTROLLER"));
    assertEquals(3, broker.get("controller.quorum.bootstrap.servers").split(",").length);
  }

  @Test
  void theOperatorsSettingsAndTheRackAreInIt() {
    var state = serving(1).state();
    var properties = NodeProperties.of(state, state.ledger().node(0).orElseThrow());
    assertEquals("7", properties.get("num.partitions"));
    assertEquals("/r1", properties.get("broker.rack"));
    assertEquals(
        "PLAINTEXT://a:29092,CONTROLLER://a:29094", properties.get("advertised.listeners"));
  }

  @Test
  void aControllerHasNoBrokersListenerAndABrokerNoControllers() {
    var state = dedicated();
    var controller = NodeProperties.of(state, state.ledger().node(0).orElseThrow());
    assertEquals("controller", controller.get("process.roles"));
    assertEquals("CONTROLLER://:29094", controller.get("listeners"));
    assertEquals("CONTROLLER://a:29094", controller.get("advertised.listeners"));
    assertEquals("CONTROLLER", controller.get("controller.listener.names"));
    assertFalse(controller.containsKey("inter.broker.listener.name"));
    assertFalse(controller.containsKey("broker.rack"));
    var broker = NodeProperties.of(state, state.ledger().node(1).orElseThrow());
    assertEquals("broker", broker.get("process.roles"));
    assertEquals("PLAINTEXT://:29095", broker.get("listeners"));
    assertEquals("a:29094", broker.get("controller.quorum.bootstrap.servers"));
  }

  @Test
  void aNodeHasTheSettingsOfItsOwn() {
    var state = dedicated();
    assertEquals("7", of(state, 0).get("num.partitions"));
    assertEquals("9", of(state, 1).get("num.partitions"));
  }

  @Test
  void topicsHaveNoMoreReplicasThanThereAreBrokers() {
    assertEquals("1", of(dedicated(), 0).get("default.replication.factor"));
    assertEquals("1", of(dedicated(), 1).get("min.insync.replicas"));
  }

  private static Map<String, String> of(ClusterState state, int id) {
    return NodeProperties.of(state, state.ledger().node(id).orElseThrow());
  }

  /** A controller and a broker, each on a host of its own. */
  private static ClusterState dedicated() {
    var spec = Worlds.spec(3, "29092-29111");
    var nodes =
        List.of(
            Specs.node(spec, 0, false, true, spec.config()),
            Specs.node(spec, 1, true, false, Map.of("num.partitions", "9")));
    Ledger ledger =
        Ledger.empty("cluster-id")
            .with(record(0, true, "a", 0, 29_094))
            .with(record(1, false, "b", 29_095, 0));
    return ClusterState.initial(
        new Application("alice", Worlds.APPLICATION, 1, Worlds.T0, Application.DEFAULT_HOST_EXPIRY),
        Specs.withNodes(spec, nodes),
        ledger,
        true);
  }

  private static NodeRecord record(
      int id, boolean controller, String host, int broker, int controllerPort) {
    return NodeRecord.placed(id, controller, host, "/r1", "directory", 0)
        .withPorts(broker, controllerPort, 29_100);
  }
}
