package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * Where each move of a plan stands, by what Kafka says alone: so whoever has the plan can go on
 * with it. Each is in one of the lists, in the plan's order.
 *
 * @param done has the replicas, in the order that is wanted
 * @param gone the partition does not exist, any more
 * @param underWay Kafka moves it
 * @param contrary Kafka moves it back to where it was before
 * @param waiting is where it was before, or at most in another order
 * @param strange somebody else has moved it elsewhere, or does so now
 */
record Standing(
    List<PartitionMove> done,
    List<PartitionMove> gone,
    List<PartitionMove> underWay,
    List<PartitionMove> contrary,
    List<PartitionMove> waiting,
    List<PartitionMove> strange) {

  static Standing of(List<PartitionMove> moves, Sight sight) {
    Standing standing =
        new Standing(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (PartitionMove move : moves) {
      TopicPartition partition = partition(move);
      Optional.ofNullable(sight.targets().get(partition))
          .map(target -> standing.moving(move, target))
          .orElseGet(
              () -> standing.resting(move, Optional.ofNullable(sight.replicas().get(partition))))
          .add(move);
    }
    return standing;
  }

  private List<PartitionMove> moving(PartitionMove move, List<Integer> target) {
    if (sameSet(target, move.after())) {
      return underWay;
    }
    return sameSet(target, move.before()) ? contrary : strange;
  }

  private List<PartitionMove> resting(PartitionMove move, Optional<List<Integer>> replicas) {
    if (replicas.isEmpty()) {
      return gone;
    }
    if (replicas.get().equals(move.after())) {
      return done;
    }
    return sameSet(replicas.get(), move.before()) || sameSet(replicas.get(), move.after())
        ? waiting
        : strange;
  }

  /** Whether nothing is left that could be done. */
  boolean isOver() {
    return underWay.isEmpty() && contrary.isEmpty() && waiting.isEmpty();
  }

  /** What Kafka moves between the two ends of the plan. */
  List<PartitionMove> onTheirWay() {
    List<PartitionMove> all = new ArrayList<>(underWay);
    all.addAll(contrary);
    return all;
  }

  static TopicPartition partition(PartitionMove move) {
    return new TopicPartition(move.topic(), move.partition());
  }

  static boolean sameSet(List<Integer> one, List<Integer> other) {
    return new HashSet<>(one).equals(new HashSet<>(other));
  }
}
