package org.kafkayarn.am.web;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.kafkayarn.am.plan.BrokerAttributes;
import org.kafkayarn.am.spec.BrokerExpression;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterState;

/** Finds the nodes that a request's broker expression means. */
final class NodeSelection {
  private NodeSelection() {}

  /** Brokers that exist. */
  static SortedSet<Integer> brokers(ClusterState state, String field, String expression)
      throws RefusedRequest {
    return existing(field, expression, BrokerAttributes.of(state));
  }

  /** Nodes that exist; controllers in containers of their own are nodes too. */
  static SortedSet<Integer> nodes(ClusterState state, String field, String expression)
      throws RefusedRequest {
    SortedMap<Integer, Map<String, String>> nodes = new TreeMap<>(BrokerAttributes.of(state));
    for (int id : state.slots().keySet()) {
      Optional<NodeSpec> spec = state.spec().find(id);
      nodes.putIfAbsent(
          id, spec.map(node -> Map.of(BrokerAttributes.GROUP, node.group())).orElseGet(Map::of));
    }
    return existing(field, expression, nodes);
  }

  private static SortedSet<Integer> existing(
      String field, String expression, SortedMap<Integer, Map<String, String>> nodes)
      throws RefusedRequest {
    try {
      return BrokerExpression.parse(field, expression).existing(nodes);
    } catch (UserError e) {
      throw RefusedRequest.of(field, e);
    }
  }
}
