package org.kafkayarn.am.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;

/** Which ports the nodes of this cluster have, during one turn. */
final class TakenPorts {
  private final Map<Integer, Integer> inCluster = new HashMap<>();
  private final Map<String, Map<Integer, Integer>> onHost = new HashMap<>();

  TakenPorts(ClusterState state) {
    state.ledger().nodes().values().forEach(node -> count(node, 1));
  }

  void change(Optional<NodeRecord> before, NodeRecord after) {
    before.ifPresent(node -> count(node, -1));
    count(after, 1);
  }

  void free(NodeRecord node) {
    count(node, -1);
  }

  private void count(NodeRecord node, int by) {
    for (int port : of(node)) {
      inCluster.merge(port, by, TakenPorts::sum);
      onHost.computeIfAbsent(node.host(), host -> new HashMap<>()).merge(port, by, TakenPorts::sum);
    }
  }

  /** What merge() keeps: nothing when nobody is left. */
  private static Integer sum(Integer old, Integer change) {
    int left = old + change;
    return left == 0 ? null : Integer.valueOf(left);
  }

  /** Those that others than the node have anywhere. */
  Set<Integer> inCluster(Optional<NodeRecord> node) {
    return others(inCluster, node);
  }

  /** Those that others than the node have on the host. */
  Set<Integer> onHost(String host, Optional<NodeRecord> node) {
    return others(onHost.getOrDefault(host, Map.of()), node.filter(own -> own.host().equals(host)));
  }

  private static Set<Integer> others(Map<Integer, Integer> counts, Optional<NodeRecord> node) {
    if (node.isEmpty()) {
      return counts.keySet();
    }
    Set<Integer> others = new HashSet<>(counts.keySet());
    of(node.get()).stream()
        .filter(port -> counts.getOrDefault(port, 0) == 1)
        .forEach(others::remove);
    return others;
  }

  static Set<Integer> of(NodeRecord node) {
    return Stream.of(node.brokerPort(), node.controllerPort(), node.controlPort())
        .filter(port -> port > 0)
        .collect(Collectors.toSet());
  }
}
