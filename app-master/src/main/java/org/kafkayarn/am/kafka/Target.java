package org.kafkayarn.am.kafka;

import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;

/**
 * A Kafka process that should serve.
 *
 * @param connection as what it is asked: a broker, also a combined one, or a controller only
 * @param listener its own, host:port
 */
record Target(Connection connection, String listener, String startId) {

  static Target of(ClusterState state, NodeRecord node, String startId) {
    return isBroker(state, node.id())
        ? new Target(Connection.BROKERS, brokerListener(node), startId)
        : new Target(Connection.CONTROLLERS, node.controllerEndpoint(), startId);
  }

  /** A node that the spec does not name and that still runs was a broker. */
  static boolean isBroker(ClusterState state, int id) {
    return state.spec().find(id).map(NodeSpec::broker).orElse(true);
  }

  static String brokerListener(NodeRecord node) {
    return node.host() + ":" + node.brokerPort();
  }

  boolean isBroker() {
    return connection == Connection.BROKERS;
  }
}
