package org.kafkayarn.am.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.kafkayarn.am.state.task.GroupLag;

/**
 * What a consumer group reads, and how far it is behind.
 *
 * @param committed its offsets
 * @param assigned what its members read now
 */
record GroupCensus(Map<TopicPartition, Long> committed, Set<TopicPartition> assigned) {

  /**
   * The records that a partition has.
   *
   * @param start the offset of the first
   * @param end the offset of the next that is written
   */
  record Held(long start, long end) {}

  /**
   * What the members read, while there are any: offsets of a topic that the group has left stay for
   * a week. Otherwise what it has read.
   */
  Set<String> topics() {
    Collection<TopicPartition> read = assigned.isEmpty() ? committed.keySet() : assigned;
    return read.stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  /**
   * A partition without an offset is read from its first record on, and so is one whose records at
   * the offset have been deleted.
   *
   * @param partitions all of those topics that are there
   */
  GroupLag lag(Map<TopicPartition, Held> partitions) {
    long records = 0;
    for (Map.Entry<TopicPartition, Held> partition : partitions.entrySet()) {
      Held held = partition.getValue();
      long next = Math.max(held.start(), committed.getOrDefault(partition.getKey(), held.start()));
      records += Math.max(0, held.end() - next);
    }
    return new GroupLag(records, partitions.size());
  }
}
