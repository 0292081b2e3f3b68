package org.kafkayarn.am.reassign;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * One topic's lists of throttled replicas, {@code partition:broker,…}, as Kafka's own tool makes
 * them (ReassignPartitionsCommand, 4.3.1): those that are there give at the limited rate, and only
 * those that are added take at it. A replica in sync is never held back by either (ReplicaManager).
 */
record ThrottledReplicas(String leaders, String followers) {

  /** By topic. Moves that copy nothing are not limited. */
  static Map<String, ThrottledReplicas> of(List<PartitionMove> moves) {
    Map<String, TreeSet<String>> leaders = new TreeMap<>();
    Map<String, TreeSet<String>> followers = new TreeMap<>();
    for (PartitionMove move : moves) {
      if (!move.adding().isEmpty()) {
        add(leaders, move, move.before());
        add(followers, move, move.adding());
      }
    }
    Map<String, ThrottledReplicas> all = new TreeMap<>();
    leaders.forEach(
        (topic, given) ->
            all.put(
                topic,
                new ThrottledReplicas(
                    String.join(",", given), String.join(",", followers.get(topic)))));
    return all;
  }

  private static void add(
      Map<String, TreeSet<String>> lists, PartitionMove move, List<Integer> brokers) {
    TreeSet<String> list = lists.computeIfAbsent(move.topic(), unused -> new TreeSet<>());
    brokers.forEach(broker -> list.add(move.partition() + ":" + broker));
  }
}
