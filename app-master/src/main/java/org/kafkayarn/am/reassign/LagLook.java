package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Finds the partitions that copies could be in the way of. */
final class LagLook {
  private LagLook() {}

  /**
   * The under-replicated ones, by name.
   *
   * @param moved those that are being moved or will be: they are helped by going on
   */
  static List<String> others(Admin admin, Set<TopicPartition> moved)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> lagging = new ArrayList<>();
    for (TopicDescription topic : AssignmentLook.all(admin)) {
      for (TopicPartitionInfo info : topic.partitions()) {
        TopicPartition partition = new TopicPartition(topic.name(), info.partition());
        if (info.isr().size() < info.replicas().size() && !moved.contains(partition)) {
          lagging.add(partition.toString());
        }
      }
    }
    return lagging;
  }
}
