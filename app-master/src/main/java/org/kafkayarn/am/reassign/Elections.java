package org.kafkayarn.am.reassign;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.kafkayarn.am.kafka.Answers;

/** Makes the first replica of each moved partition its leader. */
final class Elections {
  private static final int AT_ONCE = 1_000;

  private Elections() {}

  /** Which partitions have another leader than preferred, and why. */
  static Map<TopicPartition, Throwable> preferred(Admin admin, List<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, Throwable> failures = new HashMap<>();
    for (int from = 0; from < partitions.size(); from += AT_ONCE) {
      Set<TopicPartition> batch =
          new HashSet<>(partitions.subList(from, Math.min(partitions.size(), from + AT_ONCE)));
      Answers.get(admin.electLeaders(ElectionType.PREFERRED, batch).partitions())
          .forEach((partition, error) -> error.ifPresent(e -> failures.put(partition, e)));
    }
    failures
        .values()
        .removeIf(
            e ->
                e instanceof ElectionNotNeededException
                    || e instanceof UnknownTopicOrPartitionException);
    return failures;
  }
}
