package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.spec.NodeGroup.Role;

/**
 * What a submission changes in the stored spec.
 *
 * @param lines one for each change: {@code brokers: 3 -> 5}
 * @param refusals one for each change that cannot be made, with the reason
 */
public record SpecDiff(List<String> lines, List<String> refusals) {
  private static final String UNSET = "(default)";

  public SpecDiff {
    lines = List.copyOf(lines);
    refusals = List.copyOf(refusals);
  }

  public static SpecDiff between(ClusterSpec before, ClusterSpec after) {
    return between(before, after, Set.of());
  }

  /**
   * The same where some brokers may go.
   *
   * @param empty the brokers that hold no replica any more
   */
  static SpecDiff between(ClusterSpec before, ClusterSpec after, Set<Integer> empty) {
    List<String> lines = new ArrayList<>();
    for (SpecKey<?> key : SpecKey.all()) {
      Map<String, String> old = shown(key, before);
      Map<String, String> now = shown(key, after);
      Set<String> names = new LinkedHashSet<>(old.keySet());
      names.addAll(now.keySet());
      for (String name : names) {
        if (key != SpecKey.TASKS && !Objects.equals(old.get(name), now.get(name))) {
          lines.add(
              name + ": " + old.getOrDefault(name, UNSET) + " -> " + now.getOrDefault(name, UNSET));
        }
      }
    }
    lines.addAll(TaskDiff.lines(before.tasks(), after.tasks()));
    return new SpecDiff(lines, refusals(before, after, empty));
  }

  /** The keys that do not hold the same, in the order in which they are shown. */
  public static List<SpecKey<?>> changed(ClusterSpec before, ClusterSpec after) {
    List<SpecKey<?>> changed = new ArrayList<>();
    for (SpecKey<?> key : SpecKey.all()) {
      if (!shown(key, before).equals(shown(key, after))) {
        changed.add(key);
      }
    }
    return changed;
  }

  /** What a spec holds for a key, one entry for each part that can change by itself. */
  private static Map<String, String> shown(SpecKey<?> key, ClusterSpec spec) {
    Map<String, String> lines = new LinkedHashMap<>();
    if (key == SpecKey.BROKERS) {
      lines.put(key.name(), String.valueOf(spec.brokers()));
    } else if (key == SpecKey.CONFIG) {
      new TreeMap<>(spec.config()).forEach((name, value) -> lines.put("config " + name, value));
    } else if (key == SpecKey.GROUPS) {
      for (NodeGroup group : spec.groups()) {
        GroupsValue.lines(group)
            .forEach((field, value) -> lines.put("groups " + group.name() + " " + field, value));
      }
    } else if (key == SpecKey.NODES) {
      spec.nodeConstraints()
          .forEach(
              (id, held) ->
                  lines.put("nodes " + id + " constraints", ConstraintsValue.LIST.show(held)));
    } else if (key == SpecKey.TASKS) {
      spec.tasks().forEach((name, task) -> lines.put(name, TasksValue.lines(task).toString()));
    } else {
      key.show(spec).ifPresent(value -> lines.put(key.name(), value));
    }
    return lines;
  }

  private static List<String> refusals(ClusterSpec before, ClusterSpec after, Set<Integer> empty) {
    List<String> refusals = new ArrayList<>();
    removal(before, after, empty).ifPresent(refusals::add);
    refusals.addAll(changedRoles(before, after));
    dataDirs(before, after).ifPresent(refusals::add);
    return refusals;
  }

  /** Who is in the quorum may change; who serves clients, and so holds replicas, not yet. */
  private static List<String> changedRoles(ClusterSpec before, ClusterSpec after) {
    List<String> changed = new ArrayList<>();
    for (NodeSpec old : before.nodes().values()) {
      NodeSpec now = after.nodes().get(old.id());
      if (now != null && old.broker() != now.broker()) {
        changed.add(
            "roles of node %d: %s -> %s: a broker's role cannot be given or taken yet"
                .formatted(old.id(), roles(old), roles(now)));
      }
    }
    return changed;
  }

  private static String roles(NodeSpec node) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (node.broker()) {
      roles.add(Role.BROKER);
    }
    if (node.controller()) {
      roles.add(Role.CONTROLLER);
    }
    return GroupsValue.shown(roles);
  }

  private static Optional<String> removal(
      ClusterSpec before, ClusterSpec after, Set<Integer> empty) {
    SortedSet<Integer> gone = gone(before, after);
    gone.removeIf(id -> !before.node(id).broker() || empty.contains(id));
    if (gone.isEmpty()) {
      return Optional.empty();
    }
    boolean grouped = !before.groups().isEmpty() || !after.groups().isEmpty();
    return Optional.of(
        (grouped
                ? "groups: nodes %s would go: ".formatted(IdRanges.shown(gone))
                : "brokers: %d -> %d: ".formatted(before.brokers(), after.brokers()))
            + "their replicas have to go elsewhere first. Have that done: kafka-yarn broker remove "
            + IdRanges.shown(gone)
            + ". Until then keep "
            + (grouped ? "their ids" : "-brokers " + before.brokers()));
  }

  /** The nodes that are not wanted any more. */
  static SortedSet<Integer> gone(ClusterSpec before, ClusterSpec after) {
    SortedSet<Integer> gone = new TreeSet<>(before.nodes().keySet());
    gone.removeAll(after.nodes().keySet());
    return gone;
  }

  /** The first node whose directories change; all nodes of a group change alike. */
  private static Optional<String> dataDirs(ClusterSpec before, ClusterSpec after) {
    return before.nodes().values().stream()
        .filter(node -> after.nodes().containsKey(node.id()))
        .filter(node -> !after.node(node.id()).dataDirs().equals(node.dataDirs()))
        .findFirst()
        .map(
            node ->
                "data-dirs: %s -> %s: the nodes' data is in the old directories and cannot be moved"
                        .formatted(shown(node.dataDirs()), shown(after.node(node.id()).dataDirs()))
                    + " yet. "
                    + (after.groups().isEmpty()
                        ? "Leave -data-dirs away"
                        : "Keep those of node %d in group %s"
                            .formatted(node.id(), after.node(node.id()).group())));
  }

  private static String shown(List<String> dirs) {
    return dirs.isEmpty() ? UNSET : String.join(",", dirs);
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }
}
