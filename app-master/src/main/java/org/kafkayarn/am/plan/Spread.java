package org.kafkayarn.am.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.ConstraintCheck;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Host;

/**
 * How the nodes are spread over the values of the hosts' attributes, which constraints compare.
 * What a constraint looks at is counted when it is first needed, and kept up from then on.
 */
final class Spread {
  /** Nodes that a constraint compares with one another, and the attribute that it looks at. */
  private record Scope(Optional<String> group, String attribute) {}

  private final ClusterState state;
  private final Map<Integer, String> placed = new TreeMap<>();
  private final Map<Scope, Map<String, Integer>> values = new HashMap<>();

  Spread(ClusterState state) {
    this.state = state;
  }

  /** The host of a node that has one. */
  Optional<String> hostOf(int id) {
    return Optional.ofNullable(placed.get(id));
  }

  void add(NodeSpec node, String host) {
    placed.put(node.id(), host);
    changeValues(node, host, 1);
  }

  void remove(NodeSpec node) {
    Optional.ofNullable(placed.remove(node.id())).ifPresent(host -> changeValues(node, host, -1));
  }

  private void changeValues(NodeSpec node, String host, int by) {
    values.forEach(
        (scope, counts) -> {
          if (isIn(scope, node)) {
            valueAt(host, scope.attribute())
                .ifPresent(
                    value ->
                        counts.merge(
                            value, by, (old, change) -> old + change == 0 ? null : old + change));
          }
        });
  }

  /** The first of the node's constraints that the host breaks, in words. */
  Optional<String> broken(NodeSpec node, Host host) {
    return broken(node, host, node.constraints(), Optional.empty())
        .or(() -> broken(node, host, node.groupConstraints(), Optional.of(node.group())));
  }

  private Optional<String> broken(
      NodeSpec node, Host host, List<Constraint> constraints, Optional<String> group) {
    if (constraints.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Map<String, Integer>> others = new HashMap<>();
    for (Constraint constraint : constraints) {
      String attribute = constraint.attribute();
      others.computeIfAbsent(attribute, name -> others(node, new Scope(group, name)));
    }
    return ConstraintCheck.firstFailure(constraints, host::attribute, others);
  }

  private Map<String, Integer> others(NodeSpec node, Scope scope) {
    Map<String, Integer> all = values.computeIfAbsent(scope, this::count);
    Optional<String> own = hostOf(node.id()).flatMap(host -> valueAt(host, scope.attribute()));
    if (own.isEmpty()) {
      return all;
    }
    Map<String, Integer> others = new LinkedHashMap<>(all);
    others.computeIfPresent(own.get(), (value, count) -> count == 1 ? null : count - 1);
    return others;
  }

  private Map<String, Integer> count(Scope scope) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    placed.forEach(
        (id, host) -> {
          if (isIn(scope, state.spec().node(id))) {
            valueAt(host, scope.attribute())
                .ifPresent(value -> counts.merge(value, 1, Integer::sum));
          }
        });
    return counts;
  }

  private static boolean isIn(Scope scope, NodeSpec node) {
    return scope.group().filter(group -> !group.equals(node.group())).isEmpty();
  }

  /** A host that YARN does not know now keeps its name. */
  private Optional<String> valueAt(String host, String attribute) {
    return state
        .fleet()
        .host(host)
        .map(known -> known.attribute(attribute))
        .orElse(attribute.equals(Constraint.HOSTNAME) ? Optional.of(host) : Optional.empty());
  }
}
