package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
