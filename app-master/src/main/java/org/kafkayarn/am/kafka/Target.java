package org.kafkayarn.am.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * A Kafka process that should serve.
 *
 * @param connection as what it is asked: a broker, also a combined one, or a controller only
 * @param listener its own, host:port
 */
public record Target(Connection connection, String listener, String startId) {

  static Target of(ClusterState state, NodeRecord node, String startId) {
    return isBroker(state, node.id())
        ? new Target(Connection.BROKERS, brokerListener(node), startId)
        : new Target(Connection.CONTROLLERS, node.controllerEndpoint(), startId);
  }

  /** A node that the spec does not name and that still runs was a broker. */
  static boolean isBroker(ClusterState state, int id) {
    return state.spec().find(id).map(NodeSpec::broker).orElse(true);
  }

  /** Where the brokers that serve are reached. */
  public static Set<String> servingBrokers(ClusterState state) {
    Set<String> listeners = new HashSet<>();
    for (Slot slot : state.slots().values()) {
      if (slot.serving() && isBroker(state, slot.id())) {
        state.ledger().node(slot.id()).map(Target::brokerListener).ifPresent(listeners::add);
      }
    }
    return Set.copyOf(listeners);
  }

  /** The processes that serve, by the id of their node. */
  static Map<Integer, Target> serving(ClusterState state) {
    Map<Integer, Target> serving = new HashMap<>();
    for (Slot slot : state.slots().values()) {
      if (slot.serving()) {
        state
            .ledger()
            .node(slot.id())
            .ifPresent(
                node -> serving.put(slot.id(), of(state, node, slot.confirmed().orElseThrow())));
      }
    }
    return Map.copyOf(serving);
  }

  static String brokerListener(NodeRecord node) {
    return node.host() + ":" + node.brokerPort();
  }

  boolean isBroker() {
    return connection == Connection.BROKERS;
  }
}
