package org.kafkayarn.client.submit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.Constraint.Condition;
import org.kafkayarn.am.spec.ConstraintCheck;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.UserError;

/**
 * Whether the hosts that run can meet the nodes' constraints at all. It refuses only what they
 * never can, even when they are empty; the order in which YARN grants containers is not known
 * before.
 */
final class PlacementCheck {
  /** Of more hosts, or more reasons, only so many are named. */
  private static final int MOST_LISTED = 5;

  private final ClusterSpec spec;
  private final List<ReportedHost> hosts;

  PlacementCheck(ClusterSpec spec, List<ReportedHost> hosts) {
    this.spec = spec;
    this.hosts = hosts;
  }

  void refuseImpossible() {
    spec.nodes().values().forEach(this::refuseUnplaceable);
    refuseTogether("", spec.nodes().values().stream().toList(), NodeSpec::constraints);
    spec.nodes().values().stream()
        .collect(Collectors.groupingBy(NodeSpec::group, TreeMap::new, Collectors.toList()))
        .forEach((group, nodes) -> refuseTogether(group, nodes, NodeSpec::groupConstraints));
  }

  // One node by itself

  private void refuseUnplaceable(NodeSpec node) {
    if (hosts.stream().noneMatch(host -> failure(node, host).isEmpty())) {
      throw new UserError(
          "constraints: node %d of group %s can be on none of the %d hosts that run: %s"
              .formatted(node.id(), node.group(), hosts.size(), failures(node)));
    }
  }

  /** Why an empty cluster's node cannot be there. */
  private static Optional<String> failure(NodeSpec node, ReportedHost host) {
    if (node.nodeLabel().filter(label -> !label.equals(host.label())).isPresent()
        && !looksAtLabel(node)) {
      return Optional.of("no node label " + node.nodeLabel().get());
    }
    if (node.memoryMb() > host.memoryMb()) {
      return Optional.of("less than %dm in all".formatted(node.memoryMb()));
    }
    return ConstraintCheck.firstFailure(all(node), host::attribute, Map.of());
  }

  /** A constraint on the label goes before the label that is asked for, as in the planner. */
  private static boolean looksAtLabel(NodeSpec node) {
    return all(node).stream().anyMatch(c -> c.attribute().equals(Constraint.LABEL));
  }

  private static List<Constraint> all(NodeSpec node) {
    List<Constraint> all = new ArrayList<>(node.constraints());
    all.addAll(node.groupConstraints());
    return all;
  }

  private String failures(NodeSpec node) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (ReportedHost host : hosts) {
      // Every host has another name: it is listed anyway.
      String reason =
          failure(node, host).orElseThrow().replace(" (hostname is %s)".formatted(host.name()), "");
      byReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(host.name());
    }
    List<String> lines = new ArrayList<>();
    byReason.forEach((reason, names) -> lines.add(reason + ": " + listed(names, ", ")));
    return listed(lines, "; ");
  }

  private static String listed(List<String> texts, String separator) {
    String first = String.join(separator, texts.subList(0, Math.min(MOST_LISTED, texts.size())));
    int more = texts.size() - MOST_LISTED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  // Nodes beside one another

  private void refuseTogether(
      String group, List<NodeSpec> scope, Function<NodeSpec, List<Constraint>> constraints) {
    Set<Constraint> distinct = new HashSet<>();
    scope.forEach(node -> distinct.addAll(constraints.apply(node)));
    for (Constraint constraint : distinct) {
      List<NodeSpec> bound =
          scope.stream().filter(node -> constraints.apply(node).contains(constraint)).toList();
      refuseTogether(constraint, group.isEmpty() ? "" : " of group " + group, bound);
    }
  }

  private void refuseTogether(Constraint constraint, String ofGroup, List<NodeSpec> bound) {
    Condition condition = constraint.condition();
    List<String> values = values(constraint.attribute(), bound);
    String hosts = plural(constraint.attribute());
    if (condition instanceof Constraint.Unique) {
      int fit =
          values.size() < bound.size() ? values.size() : mostApart(constraint.attribute(), bound);
      if (fit < bound.size()) {
        throw wrong(
            "%s needs %d %s for the nodes%s, %d fit"
                .formatted(constraint, bound.size(), hosts, ofGroup, fit),
            values);
      }
    } else if (condition instanceof Constraint.GroupBy groupBy) {
      int needed = Math.min(groupBy.values(), bound.size());
      if (values.size() < needed) {
        throw wrong(
            "%s needs %d %s for the nodes%s, %d fit"
                .formatted(constraint, needed, hosts, ofGroup, values.size()),
            values);
      }
    } else if (ConstraintCheck.usesOthers(condition)
        && values.stream().noneMatch(value -> allMayHave(constraint.attribute(), value, bound))) {
      throw wrong(
          "%s: none of the %s fits all nodes%s".formatted(constraint, hosts, ofGroup), values);
    }
  }

  private UserError wrong(String line, List<String> values) {
    return new UserError(
        "constraints: %s. %d NodeManagers run; the nodes could be at %s"
            .formatted(line, hosts.size(), listed(values, ", ")));
  }

  private static String plural(String attribute) {
    return switch (attribute) {
      case Constraint.HOSTNAME -> "hosts";
      case Constraint.RACK -> "racks";
      default -> "values of " + attribute;
    };
  }

  private boolean allMayHave(String attribute, String value, List<NodeSpec> nodes) {
    return nodes.stream().allMatch(node -> valuesOf(attribute, node).contains(value));
  }

  private List<String> values(String attribute, List<NodeSpec> nodes) {
    return nodes.stream()
        .flatMap(node -> valuesOf(attribute, node).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The values at the hosts that the node could be on if it were alone. */
  private Set<String> valuesOf(String attribute, NodeSpec node) {
    return hosts.stream()
        .filter(host -> failure(node, host).isEmpty())
        .flatMap(host -> host.attribute(attribute).stream())
        .collect(Collectors.toSet());
  }

  /**
   * How many of the nodes can be where the attribute differs: a maximum matching of nodes and
   * values, by augmenting paths.
   */
  private int mostApart(String attribute, List<NodeSpec> nodes) {
    List<Set<String>> wanted = nodes.stream().map(node -> valuesOf(attribute, node)).toList();
    Map<String, Integer> taken = new HashMap<>();
    int matched = 0;
    for (int node = 0; node < nodes.size(); node++) {
      if (place(node, wanted, taken, new HashSet<>())) {
        matched++;
      }
    }
    return matched;
  }

  private static boolean place(
      int node, List<Set<String>> wanted, Map<String, Integer> taken, Set<String> tried) {
    Optional<String> free =
        wanted.get(node).stream().filter(value -> !taken.containsKey(value)).findFirst();
    if (free.isPresent()) {
      taken.put(free.get(), node);
      return true;
    }
    for (String value : wanted.get(node)) {
      if (tried.add(value) && place(taken.get(value), wanted, taken, tried)) {
        taken.put(value, node);
        return true;
      }
    }
    return false;
  }

  // One after another

  /**
   * How many nodes find a place when they come in the order of their ids and each takes the host
   * with the most room.
   */
  int placed(ToLongFunction<ReportedHost> memoryMb) {
    Map<ReportedHost, Long> room = new HashMap<>();
    hosts.forEach(host -> room.put(host, memoryMb.applyAsLong(host)));
    Map<NodeSpec, ReportedHost> places = new LinkedHashMap<>();
    for (NodeSpec node : spec.nodes().values()) {
      Map<String, Map<String, Integer>> others = others(node.constraints(), places, "");
      Map<String, Map<String, Integer>> peers =
          others(node.groupConstraints(), places, node.group());
      hosts.stream()
          .filter(host -> room.get(host) >= node.memoryMb())
          .filter(host -> failure(node, host).isEmpty())
          .filter(host -> accepts(node.constraints(), host, others))
          .filter(host -> accepts(node.groupConstraints(), host, peers))
          .max((a, b) -> Long.compare(room.get(a), room.get(b)))
          .ifPresent(
              host -> {
                places.put(node, host);
                room.merge(host, (long) -node.memoryMb(), Long::sum);
              });
    }
    return places.size();
  }

  private static boolean accepts(
      List<Constraint> constraints, ReportedHost host, Map<String, Map<String, Integer>> others) {
    return ConstraintCheck.firstFailure(constraints, host::attribute, others).isEmpty();
  }

  private static Map<String, Map<String, Integer>> others(
      List<Constraint> constraints, Map<NodeSpec, ReportedHost> places, String group) {
    Map<String, Map<String, Integer>> others = new HashMap<>();
    for (Constraint constraint : constraints) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      places.forEach(
          (node, host) -> {
            if (group.isEmpty() || node.group().equals(group)) {
              host.attribute(constraint.attribute())
                  .ifPresent(value -> counts.merge(value, 1, Integer::sum));
            }
          });
      others.put(constraint.attribute(), counts);
    }
    return others;
  }
}
