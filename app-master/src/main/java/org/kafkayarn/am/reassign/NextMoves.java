package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * Chooses which moves begin now: in the plan's order, so many at once that no broker takes part in
 * more than a few copies. A move that finds no room lets those behind it pass. Pure.
 *
 * @param begin what begins
 * @param away brokers that should get replicas and do not serve
 */
record NextMoves(List<PartitionMove> begin, Set<Integer> away) {
  /** Bounds one request, where nothing is copied and no broker's limit bounds it. */
  static final int AT_ONCE = 200;

  /**
   * What begins now.
   *
   * @param brokers that serve
   * @param resting refused by Kafka lately
   */
  static NextMoves of(
      Standing standing, Set<Integer> brokers, Set<TopicPartition> resting, int perBroker) {
    Map<Integer, Integer> load = new HashMap<>();
    standing.onTheirWay().forEach(move -> takesPart(move).forEach(id -> add(load, id)));
    List<PartitionMove> begin = new ArrayList<>();
    Set<Integer> away = new TreeSet<>();
    for (PartitionMove move : standing.waiting()) {
      List<Integer> missing = new ArrayList<>(move.adding());
      missing.removeAll(brokers);
      away.addAll(missing);
      Set<Integer> busy = takesPart(move);
      boolean room = busy.stream().allMatch(id -> load.getOrDefault(id, 0) < perBroker);
      if (missing.isEmpty() && room && !resting.contains(Standing.partition(move))) {
        busy.forEach(id -> add(load, id));
        begin.add(move);
      }
      if (begin.size() == AT_ONCE) {
        break;
      }
    }
    return new NextMoves(List.copyOf(begin), away);
  }

  private static void add(Map<Integer, Integer> load, int id) {
    load.merge(id, 1, Integer::sum);
  }

  /**
   * Those that copy, those that will have one replica less, and the one that is most likely copied
   * from. Nobody, where nothing is copied.
   */
  private static Set<Integer> takesPart(PartitionMove move) {
    Set<Integer> brokers = new HashSet<>(move.adding());
    if (!brokers.isEmpty()) {
      brokers.addAll(move.before());
      brokers.removeIf(id -> move.before().indexOf(id) > 0 && move.after().contains(id));
    }
    return brokers;
  }
}
