package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Gives every group the ids of its nodes. An id stands for a node's data, so a group of which only
 * the number of nodes is said keeps the ids that it had: it takes the lowest free ones for more and
 * gives up its highest for fewer. An id that another group of the same spec had is not free.
 */
final class GroupIds {
  private final List<GroupWish> wishes;
  private final SortedMap<Integer, String> owners = new TreeMap<>();
  private final Map<Integer, String> before;
  private final Set<String> names;

  private GroupIds(List<GroupWish> wishes, Map<Integer, String> before) {
    this.wishes = wishes;
    this.before = before;
    this.names = wishes.stream().map(wish -> wish.group().name()).collect(Collectors.toSet());
  }

  /** The groups, each with its ids. */
  static List<NodeGroup> resolve(List<GroupWish> wishes, Optional<ClusterSpec> before) {
    Map<Integer, String> owners =
        before.map(ClusterSpec::nodes).orElseGet(TreeMap::new).values().stream()
            .collect(Collectors.toMap(NodeSpec::id, NodeSpec::group));
    return new GroupIds(wishes, owners).resolve();
  }

  private List<NodeGroup> resolve() {
    wishes.forEach(this::claim);
    Map<String, SortedSet<Integer>> ids = new LinkedHashMap<>();
    wishes.forEach(wish -> ids.put(wish.group().name(), new TreeSet<>(wish.group().ids())));
    List<GroupWish> counted = wishes.stream().filter(w -> w.group().ids().isEmpty()).toList();
    counted.forEach(wish -> keep(wish, ids.get(wish.group().name())));
    counted.forEach(wish -> fill(wish, ids.get(wish.group().name())));
    List<NodeGroup> groups = new ArrayList<>();
    wishes.forEach(wish -> groups.add(wish.group().withIds(ids.get(wish.group().name()))));
    return List.copyOf(groups);
  }

  private void claim(GroupWish wish) {
    NodeGroup group = wish.group();
    if (group.ids().isEmpty() && wish.count().isEmpty()) {
      throw new UserError(
          "groups: %s: how many nodes? Give count: 3, or ids: 0-2".formatted(group.name()));
    }
    wish.count()
        .filter(count -> !group.ids().isEmpty() && count != group.ids().size())
        .ifPresent(
            count -> {
              throw new UserError(
                  "groups: %s: count %d, but ids %s are %d nodes. Leave one of them away"
                      .formatted(
                          group.name(), count, IdRanges.shown(group.ids()), group.ids().size()));
            });
    for (int id : group.ids()) {
      String other = owners.put(id, group.name());
      if (other != null) {
        throw new UserError(
            "groups: node %d is in %s and in %s: an id belongs to one group"
                .formatted(id, other, group.name()));
      }
    }
  }

  private void keep(GroupWish wish, SortedSet<Integer> ids) {
    String name = wish.group().name();
    new TreeMap<>(before)
        .forEach(
            (id, owner) -> {
              if (owner.equals(name)
                  && ids.size() < wish.count().orElseThrow()
                  && !owners.containsKey(id)) {
                take(ids, id, name);
              }
            });
  }

  private void fill(GroupWish wish, SortedSet<Integer> ids) {
    for (int id = 0; ids.size() < wish.count().orElseThrow(); id++) {
      if (isFree(id)) {
        take(ids, id, wish.group().name());
      }
    }
  }

  private boolean isFree(int id) {
    return !owners.containsKey(id)
        && Optional.ofNullable(before.get(id)).filter(names::contains).isEmpty();
  }

  private void take(SortedSet<Integer> ids, int id, String name) {
    ids.add(id);
    owners.put(id, name);
  }
}
