package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.spec.NodeGroup.Role;

/** Derives every node of a cluster: the cluster's values, its group's over them, then its own. */
final class NodeRules {
  /** The group of all nodes of a cluster that has no groups. */
  static final String UNGROUPED = "brokers";

  /** The group of the controllers that are no brokers, where no groups are given. */
  static final String CONTROLLERS = "controllers";

  private static final NodeGroup UNGROUPED_NODES =
      new NodeGroup(
          UNGROUPED,
          new TreeSet<>(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty());

  private NodeRules() {}

  /** Fills in what is derived within a group, and refuses what cannot be. */
  static List<NodeGroup> complete(List<GroupWish> wishes, Optional<ClusterSpec> before) {
    Set<String> names = new HashSet<>();
    for (GroupWish wish : wishes) {
      String name = wish.group().name();
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
        throw new UserError(
            "groups: not a group's name: \""
                + name
                + "\". Use letters, digits, dots, dashes and underscores");
      }
      if (!names.add(name)) {
        throw new UserError("groups: two groups are named " + name);
      }
    }
    return GroupIds.resolve(wishes, before).stream().map(NodeRules::complete).toList();
  }

  private static NodeGroup complete(NodeGroup group) {
    try {
      SortedMap<String, Optional<String>> settings = new TreeMap<>();
      group.config().forEach((key, value) -> settings.put(key, Optional.of(value)));
      ManagedSettings.check(settings);
      SpecRules.checkDataDirs(group.dataDirs());
      return group.memoryMb().isEmpty() && group.heapMb().isEmpty()
          ? group
          : sized(group, MemorySizing.of(group.memoryMb(), group.heapMb()));
    } catch (UserError e) {
      throw new UserError("groups: " + group.name() + ": " + e.getMessage(), e);
    }
  }

  private static NodeGroup sized(NodeGroup group, MemorySizing sizing) {
    return new NodeGroup(
        group.name(),
        group.ids(),
        group.roles(),
        Optional.of(sizing.memoryMb()),
        Optional.of(sizing.heapMb()),
        group.vcores(),
        group.config(),
        group.constraints(),
        group.dataDirs(),
        group.kafka(),
        group.nodeLabel());
  }

  /**
   * Every node by id.
   *
   * @param common a node that has the cluster's values
   * @param brokers how many, when there are no groups
   * @param quorum who is in it, when there are no groups
   */
  static SortedMap<Integer, NodeSpec> nodes(
      NodeSpec common,
      int brokers,
      QuorumSpec quorum,
      List<NodeGroup> groups,
      Map<Integer, List<Constraint>> constraints) {
    SortedMap<Integer, NodeSpec> nodes = new TreeMap<>();
    for (int id = 0; groups.isEmpty() && id < brokers; id++) {
      nodes.put(id, node(common, id, UNGROUPED_NODES, id < quorum.voters(), constraints));
    }
    for (int i = 0; i < quorum.controllers(); i++) {
      int id = SpecKey.MOST_BROKERS + i;
      nodes.put(id, node(common, id, dedicated(quorum.dedicated().get()), true, constraints));
    }
    for (NodeGroup group : groups) {
      for (int id : group.ids()) {
        nodes.put(id, node(common, id, group, isController(group), constraints));
      }
    }
    if (!groups.isEmpty() && groups.stream().noneMatch(NodeRules::isController)) {
      Set<Integer> controllers = firstBrokers(nodes);
      nodes.replaceAll((id, node) -> controllers.contains(id) ? controller(node) : node);
    }
    return nodes;
  }

  private static NodeGroup dedicated(QuorumSpec.Dedicated size) {
    return new NodeGroup(
        CONTROLLERS,
        new TreeSet<>(),
        Optional.of(Set.of(Role.CONTROLLER)),
        Optional.of(size.memoryMb()),
        Optional.of(size.heapMb()),
        Optional.of(size.vcores()),
        Map.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static NodeSpec node(
      NodeSpec common,
      int id,
      NodeGroup group,
      boolean controller,
      Map<Integer, List<Constraint>> own) {
    Map<String, String> config = new HashMap<>(common.config());
    config.putAll(group.config());
    List<Constraint> constraints = new ArrayList<>(common.constraints());
    constraints.addAll(own.getOrDefault(id, List.of()));
    return new NodeSpec(
        id,
        group.name(),
        group.roles().map(roles -> roles.contains(Role.BROKER)).orElse(true),
        controller,
        group.memoryMb().orElse(common.memoryMb()),
        group.heapMb().orElse(common.heapMb()),
        group.vcores().orElse(common.vcores()),
        config,
        constraints,
        group.constraints(),
        group.dataDirs().isEmpty() ? common.dataDirs() : group.dataDirs(),
        group.kafka().orElse(common.kafka()),
        group.nodeLabel().or(common::nodeLabel));
  }

  private static boolean isController(NodeGroup group) {
    return group.roles().filter(roles -> roles.contains(Role.CONTROLLER)).isPresent();
  }

  private static Set<Integer> firstBrokers(SortedMap<Integer, NodeSpec> nodes) {
    List<Integer> brokers =
        nodes.values().stream().filter(NodeSpec::broker).map(NodeSpec::id).toList();
    return new TreeSet<>(
        brokers.subList(0, Math.min(QuorumSpec.defaultVoters(brokers.size()), brokers.size())));
  }

  private static NodeSpec controller(NodeSpec node) {
    return new NodeSpec(
        node.id(),
        node.group(),
        node.broker(),
        true,
        node.memoryMb(),
        node.heapMb(),
        node.vcores(),
        node.config(),
        node.constraints(),
        node.groupConstraints(),
        node.dataDirs(),
        node.kafka(),
        node.nodeLabel());
  }

  /** What only all nodes together show. */
  static void check(ClusterSpec spec) {
    if (!spec.groups().isEmpty() && spec.nodes().size() > SpecKey.MOST_BROKERS) {
      throw new UserError(
          "groups: %d nodes are too many: at most %d"
              .formatted(spec.nodes().size(), SpecKey.MOST_BROKERS));
    }
    if (spec.nodes().values().stream().noneMatch(NodeSpec::broker)) {
      throw new UserError("groups: none has brokers: give one of them roles: broker");
    }
    for (int id : spec.nodeConstraints().keySet()) {
      if (!spec.nodes().containsKey(id)) {
        throw new UserError(
            "nodes: there is no node %d: the cluster has %s"
                .formatted(id, IdRanges.shown(new TreeSet<>(spec.nodes().keySet()))));
      }
    }
  }
}
