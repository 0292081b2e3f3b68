package org.kafkayarn.am.reassign;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.kafka.Answers;

/**
 * Begins and cancels moves, and remembers for a while which partitions Kafka has refused. For one
 * thread.
 *
 * <p>A reassignment is never overwritten with another one, only cancelled: the replicas that it was
 * adding would stay named as such, and the second would not end (ReplicationControlManager and
 * PartitionReassignmentReplicas, 4.3.1).
 */
final class Reassignments {
  private static final long REST_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int EXAMPLES = 3;

  private record Refusal(long untilNs, String reason) {}

  private final Map<TopicPartition, Refusal> refusals = new LinkedHashMap<>();

  void begin(Admin admin, List<PartitionMove> moves) throws InterruptedException {
    Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = new LinkedHashMap<>();
    moves.forEach(
        move ->
            wanted.put(
                Standing.partition(move), Optional.of(new NewPartitionReassignment(move.after()))));
    alter(admin, wanted);
  }

  /** The replicas of before stay; their order may be another one afterwards. */
  void cancel(Admin admin, List<PartitionMove> moves) throws InterruptedException {
    Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = new LinkedHashMap<>();
    moves.forEach(move -> wanted.put(Standing.partition(move), Optional.empty()));
    wanted.keySet().removeAll(resting());
    alter(admin, wanted);
  }

  private void alter(Admin admin, Map<TopicPartition, Optional<NewPartitionReassignment>> wanted)
      throws InterruptedException {
    if (wanted.isEmpty()) {
      return;
    }
    Map<TopicPartition, Throwable> failures =
        new HashMap<>(Answers.failures(admin.alterPartitionReassignments(wanted).values()));
    // It has ended, or its topic was deleted, in the meantime.
    failures
        .values()
        .removeIf(
            e ->
                e instanceof NoReassignmentInProgressException
                    || e instanceof UnknownTopicOrPartitionException);
    refusals.keySet().removeAll(wanted.keySet());
    long until = System.nanoTime() + REST_NS;
    failures.forEach(
        (partition, e) -> refusals.put(partition, new Refusal(until, Answers.reason(e))));
  }

  /** What was refused so lately that it is not tried again yet. */
  Set<TopicPartition> resting() {
    long now = System.nanoTime();
    Set<TopicPartition> resting = new HashSet<>();
    refusals.forEach(
        (partition, refusal) -> {
          if (refusal.untilNs() - now > 0) {
            resting.add(partition);
          }
        });
    return resting;
  }

  /** What Kafka has refused, of those that are still to be done. */
  Optional<String> refused(Collection<PartitionMove> left) {
    Set<String> reasons = new TreeSet<>();
    for (PartitionMove move : left) {
      Optional.ofNullable(refusals.get(Standing.partition(move)))
          .ifPresent(refusal -> reasons.add(move.name() + ": " + refusal.reason()));
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Kafka has refused "
                + String.join("; ", reasons.stream().limit(EXAMPLES).toList())
                + (reasons.size() > EXAMPLES ? "; … " + reasons.size() + " in all" : ""));
  }
}
