package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an operator has said, without some of the brokers. */
final class Shrinking {
  private Shrinking() {}

  static SpecChanges without(SortedSet<Integer> brokers, StoredSpec stored) {
    ClusterSpec spec = stored.spec();
    for (int id : brokers) {
      if (!spec.nodes().containsKey(id) || !spec.node(id).broker()) {
        throw new UserError("brokers: node " + id + " is no broker of the specification");
      }
    }
    if (spec.nodes().values().stream()
        .filter(NodeSpec::broker)
        .allMatch(node -> brokers.contains(node.id()))) {
      throw new UserError(
          "brokers: %s are all that there are: a cluster keeps at least one. To end it: kafka-yarn stop"
              .formatted(IdRanges.shown(brokers)));
    }
    SpecChanges given =
        spec.groups().isEmpty() ? fewer(brokers, stored) : ungrouped(brokers, stored);
    SortedMap<Integer, List<Constraint>> constraints = new TreeMap<>(spec.nodeConstraints());
    constraints.keySet().removeAll(brokers);
    return constraints.size() == spec.nodeConstraints().size()
        ? given
        : given.with(SpecKey.NODES, constraints);
  }

  /** Without groups the ids are those from 0 on. */
  private static SpecChanges fewer(SortedSet<Integer> brokers, StoredSpec stored) {
    int left = stored.spec().brokers() - brokers.size();
    if (brokers.first() < left) {
      SortedSet<Integer> highest = new TreeSet<>();
      for (int id = left; id < stored.spec().brokers(); id++) {
        highest.add(id);
      }
      throw new UserError(
          "brokers: a cluster without groups has the ids from 0 on, so that its highest go: %s, not %s%s"
              .formatted(
                  IdRanges.shown(highest), IdRanges.shown(brokers), choosing(stored.spec())));
    }
    return stored.given().with(SpecKey.BROKERS, left);
  }

  /**
   * Controllers of their own have ids that no group can name, and another number of voters than the
   * default would change with the first groups.
   */
  private static String choosing(ClusterSpec spec) {
    return spec.quorum().voters() != QuorumSpec.defaultVoters(spec.brokers())
        ? ""
        : ". To choose, name the ids first, which restarts nobody: groups: [{name: %s, ids: %s}] in a file for kafka-yarn spec apply -spec"
            .formatted(NodeRules.UNGROUPED, IdRanges.shown(new TreeSet<>(spec.nodes().keySet())));
  }

  private static SpecChanges ungrouped(SortedSet<Integer> brokers, StoredSpec stored) {
    List<GroupWish> groups = new ArrayList<>();
    for (NodeGroup group : stored.spec().groups()) {
      SortedSet<Integer> ids = new TreeSet<>(group.ids());
      ids.removeAll(brokers);
      if (!ids.isEmpty()) {
        groups.add(GroupWish.of(group.withIds(ids)));
      }
    }
    return stored.given().with(SpecKey.GROUPS, groups);
  }
}
