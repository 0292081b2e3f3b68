package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a caller names, checked against what is there. */
final class Asked {
  private Asked() {}

  /** The named topics; all when none is named. */
  static Set<String> topics(Layout layout, Set<String> named) {
    SortedSet<String> there = layout.topics();
    if (named.isEmpty()) {
      return there;
    }
    SortedSet<String> missing = new TreeSet<>(named);
    missing.removeAll(there);
    if (!missing.isEmpty()) {
      throw new Refusal(
          (missing.size() == 1 ? "topic " : "topics ")
              + Words.few(missing)
              + " not found: see 'topic list'");
    }
    return named;
  }

  /** The named brokers; all that the cluster knows when none is named. */
  static BitSet brokers(Board board, Collection<Integer> named) {
    SortedSet<Integer> there = new TreeSet<>(board.layout().brokersById().keySet());
    if (named.isEmpty()) {
      return board.indexes(there);
    }
    SortedSet<Integer> missing = new TreeSet<>(named);
    missing.removeAll(there);
    if (!missing.isEmpty()) {
      throw new Refusal(Words.brokers(missing) + " not found in the cluster: see 'broker list'");
    }
    return board.indexes(named);
  }

  static void factor(int factor) {
    if (factor < 1 || factor > Short.MAX_VALUE) {
      throw new Refusal(
          "replication factor " + factor + " is not possible: name a number from 1 on");
    }
  }

  static void movesWithin(Board board, Set<String> topics) {
    for (Board.Seating seating : board.seatings()) {
      seating.movable =
          topics.contains(seating.partition.topic()) && seating.partition.leader().isPresent();
    }
  }

  /** Nothing can be copied from a partition without a leader: its move would never end. */
  static void hasLeader(Layout.Partition partition) {
    if (partition.leader().isEmpty()) {
      throw new Refusal(
          "partition "
              + partition.name()
              + " has no leader, so that nothing can be copied: start "
              + (partition.replicas().size() == 1 ? "" : "one of ")
              + Words.brokers(partition.replicas())
              + " first, or delete the topic");
    }
  }
}
