package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.spec.BrokerExpression;
import org.kafkayarn.am.spec.GroupWish;
import org.kafkayarn.am.spec.NodeGroup;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;

/**
 * Brokers that a cluster is to have, as a change of its specification.
 *
 * @param group the group that they become nodes of
 */
record NewBrokers(SortedSet<Integer> ids, Optional<String> group) {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  static NewBrokers parse(String text, Optional<String> group) {
    BrokerExpression given = BrokerExpression.parse("IDS", text);
    if (given.all() || !given.filters().isEmpty()) {
      throw new UserError("IDS: %s names no new brokers. Write 3, 3,4 or 3..5".formatted(text));
    }
    return new NewBrokers(given.named(), group);
  }

  /** For the API. */
  String expression() {
    return String.join(",", ids.stream().map(String::valueOf).toList());
  }

  /** What has to change in the cluster as it is specified now. */
  SpecChanges change(RunningCluster cluster) {
    JsonNode stored =
        cluster.ask(api -> api.call("GET", "/spec", Optional.empty(), WITHIN), "Try again");
    return change(SpecFile.read(stored.path("spec"), "the cluster's specification"));
  }

  SpecChanges change(SpecChanges stored) {
    List<GroupWish> groups = stored.get(SpecKey.GROUPS).orElse(List.of());
    if (groups.isEmpty()) {
      if (group.isPresent()) {
        throw new UserError("-group " + group.get() + ": the cluster has no groups");
      }
      return next(stored.get(SpecKey.BROKERS).orElse(0));
    }
    if (group.isEmpty()) {
      throw new UserError("-group: of which group are they? There are " + names(groups));
    }
    List<GroupWish> changed = new ArrayList<>();
    for (GroupWish wish : groups) {
      changed.add(wish.group().name().equals(group.get()) ? larger(wish) : wish);
    }
    if (changed.equals(groups)) {
      throw new UserError(
          "-group %s: there is no such group. There are %s".formatted(group.get(), names(groups)));
    }
    return SpecChanges.none().with(SpecKey.GROUPS, changed);
  }

  private static String names(List<GroupWish> groups) {
    return String.join(", ", groups.stream().map(wish -> wish.group().name()).toList());
  }

  /** Without groups the ids are those from 0 on. */
  private SpecChanges next(int count) {
    if (ids.first() < count) {
      throw new UserError(
          "IDS: there is a broker %d already: the next is %d".formatted(ids.first(), count));
    }
    if (ids.first() > count || ids.last() != count + ids.size() - 1) {
      throw new UserError(
          "IDS: a cluster without groups has the ids from 0 on: the next ones are %d..%d"
              .formatted(count, count + ids.size() - 1));
    }
    return SpecChanges.none().with(SpecKey.BROKERS, count + ids.size());
  }

  private GroupWish larger(GroupWish wish) {
    NodeGroup held = wish.group();
    SortedSet<Integer> more = new TreeSet<>(held.ids());
    for (int id : ids) {
      if (!more.add(id)) {
        throw new UserError("IDS: there is a broker %d already".formatted(id));
      }
    }
    return new GroupWish(
        new NodeGroup(
            held.name(),
            more,
            held.roles(),
            held.memoryMb(),
            held.heapMb(),
            held.vcores(),
            held.config(),
            held.constraints(),
            held.dataDirs(),
            held.kafka(),
            held.nodeLabel()),
        Optional.empty());
  }
}
