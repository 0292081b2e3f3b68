package org.kafkayarn.am.reassign;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka says of the partitions of a plan.
 *
 * @param brokers that serve
 * @param replicas a partition that is not named does not exist
 * @param targets of all partitions that are being reassigned, which replicas they will have
 */
record Sight(
    Set<Integer> brokers,
    Map<TopicPartition, List<Integer>> replicas,
    Map<TopicPartition, List<Integer>> targets) {
  Sight {
    brokers = Set.copyOf(brokers);
    replicas = Map.copyOf(replicas);
    targets = Map.copyOf(targets);
  }
}
