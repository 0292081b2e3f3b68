package org.kafkayarn.am.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;
import org.kafkayarn.am.state.ControllerStatus;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.ReplicasSeen;

/** Tells of every broker what it holds, and of every controller how it stands in the quorum. */
public final class NodeReport {
  private NodeReport() {}

  /** All brokers by id, also those that have yet to leave. */
  public static List<BrokerStatus> brokers(ClusterState state, ClusterStatus status) {
    Optional<Replicas> replicas = state.kafka().replicas().map(ReplicasSeen::replicas);
    return status.nodes().stream()
        .filter(node -> state.slots().containsKey(node.id()))
        .filter(node -> state.spec().find(node.id()).map(NodeSpec::broker).orElse(true))
        .map(node -> broker(state, node, replicas))
        .toList();
  }

  private static BrokerStatus broker(
      ClusterState state, NodeStatus node, Optional<Replicas> replicas) {
    int id = node.id();
    return new BrokerStatus(
        id,
        node.roles(),
        state.spec().find(id).map(NodeSpec::group).orElse(""),
        node.state(),
        node.reason(),
        node.host(),
        node.rack(),
        node.listener(),
        state.leader().filter(leader -> leader == id).isPresent(),
        state.spec().find(id).isPresent() && Pending.needsRestart(state, state.slot(id)),
        state.ledger().halted().contains(id),
        replicas.map(seen -> seen.hosting().replicas().getOrDefault(id, 0)),
        replicas.map(seen -> seen.leaderships().getOrDefault(id, 0)),
        replicas.map(seen -> count(seen.hosting().behind(), id)),
        replicas.map(seen -> offline(seen, id)),
        node.since(),
        node.restarts(),
        node.containerId());
  }

  private static int count(Map<Integer, Replicas.Partitions> partitions, int id) {
    return Optional.ofNullable(partitions.get(id)).map(Replicas.Partitions::count).orElse(0);
  }

  private static int offline(Replicas replicas, int id) {
    return (int)
        replicas.offline().partitions().stream()
            .filter(partition -> partition.replicas().contains(id))
            .count();
  }

  /** Those that have a vote, and those that are to have one. */
  public static List<ControllerStatus> controllers(ClusterState state, ClusterStatus status) {
    return status.nodes().stream()
        .filter(
            node ->
                state.kafka().quorum().voters().containsKey(node.id())
                    || List.of(node.roles().split(",", -1)).contains("controller"))
        .map(node -> controller(state, node))
        .toList();
  }

  private static ControllerStatus controller(ClusterState state, NodeStatus node) {
    Optional<Quorum.Replica> voter =
        Optional.ofNullable(state.kafka().quorum().voters().get(node.id()));
    Optional<Quorum.Replica> copy =
        voter.or(() -> Optional.ofNullable(state.kafka().quorum().observers().get(node.id())));
    return new ControllerStatus(
        node.id(),
        node.roles(),
        node.state(),
        node.reason(),
        node.host(),
        node.rack(),
        node.host()
            .filter(host -> node.controllerPort() > 0)
            .map(host -> host + ":" + node.controllerPort()),
        voter.isPresent(),
        state.leader().filter(leader -> leader == node.id()).isPresent(),
        copy.map(Quorum.Replica::caughtUp),
        copy.map(Quorum.Replica::directoryId));
  }
}
