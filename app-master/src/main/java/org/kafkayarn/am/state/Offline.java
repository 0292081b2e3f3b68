package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The partitions that have no leader, as Kafka told last.
 *
 * @param count how many there are
 * @param partitions the first of them, at most {@link #LISTED}, by name
 */
public record Offline(int count, List<Partition> partitions) {
  public static final Offline NONE = new Offline(0, List.of());

  /** How many are kept by name: more help nobody, and a large cluster has very many. */
  public static final int LISTED = 200;

  /**
   * A partition without a leader.
   *
   * @param replicas the nodes that have or had a copy, in Kafka's order of preference
   * @param isr those that had every committed record when last seen: one of them may lead
   * @param survivors what live nodes outside of these have; empty before it was asked for
   */
  public record Partition(
      String topic,
      int number,
      List<Integer> replicas,
      Set<Integer> isr,
      List<Survivor> survivors) {
    public Partition {
      requireNonNull(topic);
      replicas = List.copyOf(replicas);
      isr = Set.copyOf(isr);
      survivors = List.copyOf(survivors);
    }

    public Partition with(List<Survivor> found) {
      return new Partition(topic, number, replicas, isr, found);
    }

    public String name() {
      return topic + "-" + number;
    }
  }

  /**
   * A live copy of a partition, as its files tell.
   *
   * @param endOffset the offset behind its last record
   * @param epoch the leader epoch of its last record; -1 without any
   * @param highWatermark up to which it knew records as committed when that was last noted
   */
  public record Survivor(int node, long endOffset, int epoch, OptionalLong highWatermark) {
    public Survivor {
      requireNonNull(highWatermark);
    }
  }

  public Offline {
    partitions = List.copyOf(partitions);
  }
}
