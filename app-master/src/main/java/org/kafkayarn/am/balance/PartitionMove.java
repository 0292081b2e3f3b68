package org.kafkayarn.am.balance;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Another list of replicas for one partition; the first of a list is its preferred leader.
 *
 * @param before the replicas when the plan was made
 * @param after the replicas that it is to have
 * @param bytes the size of one replica
 */
public record PartitionMove(
    String topic, int partition, List<Integer> before, List<Integer> after, long bytes) {
  public PartitionMove {
    requireNonNull(topic);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** As Kafka's tools write it: {@code topic-partition}. */
  public String name() {
    return topic + "-" + partition;
  }

  /** The brokers that copy the partition to get there. */
  public List<Integer> adding() {
    List<Integer> adding = new ArrayList<>(after);
    adding.removeAll(before);
    return adding;
  }

  /** What has to be copied in all. */
  public long bytesToMove() {
    return bytes * adding().size();
  }

  /** The way back. */
  public PartitionMove reversed() {
    return new PartitionMove(topic, partition, after, before, bytes);
  }
}
