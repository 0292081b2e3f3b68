package org.kafkayarn.am.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A topic as Kafka tells of it.
 *
 * @param internal it belongs to Kafka or to a framework on it
 * @param config what is set for this topic; all else is the cluster's
 * @param minInSync the min.insync.replicas in force
 */
public record TopicView(
    String name,
    boolean internal,
    SortedMap<String, String> config,
    int minInSync,
    List<PartitionView> partitions) {
  public TopicView {
    requireNonNull(name);
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    partitions = List.copyOf(partitions);
  }

  /** Of the partition that has the most: while replicas move it is more than is wanted. */
  public int replicationFactor() {
    return partitions.stream().mapToInt(part -> part.replicas().size()).max().orElse(0);
  }

  public int underReplicated() {
    return (int) partitions.stream().filter(PartitionView::underReplicated).count();
  }

  public int offline() {
    return (int) partitions.stream().filter(PartitionView::offline).count();
  }

  /** What takes no record with acks=all; a partition with fewer replicas needs but these. */
  public int underMinIsr() {
    return (int)
        partitions.stream()
            .filter(part -> part.isr().size() < Math.min(minInSync, part.replicas().size()))
            .count();
  }

  /** How many partitions each broker leads. */
  public SortedMap<Integer, Integer> leaders() {
    SortedMap<Integer, Integer> leaders = new TreeMap<>();
    partitions.forEach(
        part -> part.leader().ifPresent(leader -> leaders.merge(leader, 1, Integer::sum)));
    return leaders;
  }

  /** Of one copy of it; absent where that is not known of every partition. */
  public OptionalLong bytes() {
    return partitions.stream().allMatch(part -> part.bytes().isPresent())
        ? OptionalLong.of(partitions.stream().mapToLong(part -> part.bytes().getAsLong()).sum())
        : OptionalLong.empty();
  }
}
