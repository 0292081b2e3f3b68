package org.kafkayarn.am.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;

/**
 * The server.properties of one node, but for log.dirs: our defaults, then the operator's settings
 * for it, then what only we can know. The operator's settings cannot contain the last: the
 * specification refuses them.
 */
final class NodeProperties {
  private static final String SESSION = "broker.session.timeout.ms";
  private static final String SESSION_MS = "4500";
  private static final long STOCK_SESSION_MS = 9_000;

  /** What follows from a node's roles and place. */
  static final Set<String> MANAGED =
      Set.of(
          "node.id",
          "process.roles",
          "listeners",
          "advertised.listeners",
          "inter.broker.listener.name",
          "broker.rack",
          "listener.security.protocol.map",
          "controller.listener.names",
          "controller.quorum.bootstrap.servers");

  private NodeProperties() {}

  static SortedMap<String, String> of(ClusterState state, NodeRecord node) {
    SortedMap<String, String> properties = new TreeMap<>(defaults(state.spec()));
    properties.putAll(spec(state, node).map(NodeSpec::config).orElse(state.spec().config()));
    properties.putAll(managed(state, node));
    return properties;
  }

  /** What the operator has a say in. */
  static SortedMap<String, String> chosen(ClusterSpec spec, NodeSpec node) {
    SortedMap<String, String> chosen = new TreeMap<>(defaults(spec));
    chosen.putAll(node.config());
    return chosen;
  }

  /** Absent for a node that no specification in force names. */
  private static Optional<NodeSpec> spec(ClusterState state, NodeRecord node) {
    return state.spec().find(node.id());
  }

  /**
   * How long Kafka counts on a broker after its last sign. The active controller's own setting
   * holds, and any controller may become it.
   */
  static Duration session(ClusterState state) {
    long most =
        state.spec().nodes().values().stream()
            .map(node -> node.config().getOrDefault(SESSION, SESSION_MS))
            .map(String::strip)
            // Kafka refuses what is no number; until then the longest that is usual holds.
            .mapToLong(text -> text.matches("[0-9]{1,9}") ? Long.parseLong(text) : STOCK_SESSION_MS)
            .max()
            .orElse(STOCK_SESSION_MS);
    return Duration.ofMillis(most);
  }

  /**
   * Topics that survive the loss of a node where there are enough, and work where there are not.
   */
  static SortedMap<String, String> defaults(ClusterSpec spec) {
    String replicas = Integer.toString(Math.min(3, spec.brokers()));
    String inSync = spec.brokers() >= 3 ? "2" : "1";
    SortedMap<String, String> defaults = new TreeMap<>();
    defaults.put("default.replication.factor", replicas);
    defaults.put("min.insync.replicas", inSync);
    defaults.put("offsets.topic.replication.factor", replicas);
    defaults.put("transaction.state.log.replication.factor", replicas);
    defaults.put("transaction.state.log.min.isr", inSync);
    defaults.put("share.coordinator.state.topic.replication.factor", replicas);
    defaults.put("share.coordinator.state.topic.min.isr", inSync);
    // A restart waits for the end of the old session, and so do the leaders of a killed broker; a
    // node whose quorum is not there yet waits for it instead of ending after Kafka's one minute.
    // Measured in docs/failover.md and docs/whole-cluster-kill.md.
    defaults.put(SESSION, SESSION_MS);
    defaults.put("broker.heartbeat.interval.ms", "500");
    defaults.put("initial.broker.registration.timeout.ms", "600000");
    // Kafka maps two indexes of this size for each replica that is written to, and the NodeManager
    // counts them as virtual memory (see MemoryFootprint). Segments roll at some 700 MB by it.
    defaults.put("log.index.size.max.bytes", "2097152");
    return defaults;
  }

  /**
   * Listeners are on all addresses: a name that resolves to loopback on its own host is common. A
   * node has the listeners of its roles and no others: Kafka refuses a broker's listener on a
   * controller, and a controller's on a broker (KafkaConfig.validateValues, Kafka 4.3.1).
   */
  private static SortedMap<String, String> managed(ClusterState state, NodeRecord node) {
    boolean broker = spec(state, node).map(NodeSpec::broker).orElse(true);
    List<String> roles = new ArrayList<>();
    List<String> listeners = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    SortedMap<String, String> managed = new TreeMap<>();
    if (broker) {
      roles.add("broker");
      listeners.add("PLAINTEXT://:" + node.brokerPort());
      advertised.add("PLAINTEXT://" + node.host() + ":" + node.brokerPort());
      managed.put("inter.broker.listener.name", "PLAINTEXT");
      if (!node.rack().isEmpty()) {
        managed.put("broker.rack", node.rack());
      }
    }
    if (node.controller()) {
      roles.add("controller");
      listeners.add("CONTROLLER://:" + node.controllerPort());
      advertised.add("CONTROLLER://" + node.controllerEndpoint());
    }
    managed.put("node.id", Integer.toString(node.id()));
    managed.put("process.roles", String.join(",", roles));
    managed.put("listeners", String.join(",", listeners));
    managed.put("advertised.listeners", String.join(",", advertised));
    managed.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    managed.put("controller.listener.names", "CONTROLLER");
    managed.put("controller.quorum.bootstrap.servers", BootstrapControllers.of(state));
    return managed;
  }
}
