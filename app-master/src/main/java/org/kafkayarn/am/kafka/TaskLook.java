package org.kafkayarn.am.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.kafkayarn.am.state.task.GroupLag;
import org.kafkayarn.am.state.task.TaskState.Observed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka once which topics are there and how far consumer groups are behind. */
final class TaskLook {
  private static final Logger LOG = LoggerFactory.getLogger(TaskLook.class);

  private final Admin admin;

  TaskLook(Admin admin) {
    this.admin = admin;
  }

  /** A group that Kafka does not tell of is not among the answers; that hides no other one. */
  Observed at(Set<String> topics, Set<String> groups, Instant now)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> there = topics(topics).keySet();
    SortedMap<String, GroupLag> lags = new TreeMap<>();
    for (String group : groups) {
      try {
        lags.put(group, lag(group));
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("Kafka does not tell of group {}", group, e);
      }
    }
    return new Observed(there, lags, now);
  }

  private GroupLag lag(String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
    Set<TopicPartition> assigned = assigned(group);
    Map<TopicPartition, Long> committed = new HashMap<>();
    Answers.get(offsets)
        .forEach(
            (partition, offset) ->
                Optional.ofNullable(offset)
                    .ifPresent(known -> committed.put(partition, known.offset())));
    GroupCensus census = new GroupCensus(committed, assigned);
    Set<TopicPartition> partitions = new HashSet<>();
    topics(census.topics())
        .forEach(
            (name, topic) ->
                topic.partitions().stream()
                    .map(TopicPartitionInfo::partition)
                    .forEach(number -> partitions.add(new TopicPartition(name, number))));
    return census.lag(held(partitions));
  }

  /** Of a group that has never been there, or is of another kind, no members are known. */
  private Set<TopicPartition> assigned(String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<TopicPartition> assigned = new HashSet<>();
    try {
      for (MemberDescription member :
          Answers.get(admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group))
              .members()) {
        assigned.addAll(member.assignment().topicPartitions());
        member
            .targetAssignment()
            .map(MemberAssignment::topicPartitions)
            .ifPresent(assigned::addAll);
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return assigned;
  }

  /** Those of them that are there. */
  private Map<String, TopicDescription> topics(Collection<String> names)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, TopicDescription> there = new HashMap<>();
    if (names.isEmpty()) {
      return there;
    }
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(names).topicNameValues().entrySet()) {
      try {
        there.put(topic.getKey(), Answers.get(topic.getValue()));
      } catch (ExecutionException e) {
        boolean absent =
            e.getCause() instanceof UnknownTopicOrPartitionException
                || e.getCause() instanceof InvalidTopicException;
        if (!absent) {
          throw e;
        }
      }
    }
    return there;
  }

  private Map<TopicPartition, GroupCensus.Held> held(Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    ListOffsetsResult starts = offsets(partitions, OffsetSpec.earliest());
    ListOffsetsResult ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, GroupCensus.Held> held = new HashMap<>();
    for (TopicPartition partition : partitions) {
      held.put(
          partition,
          new GroupCensus.Held(
              Answers.get(starts.partitionResult(partition)).offset(),
              Answers.get(ends.partitionResult(partition)).offset()));
    }
    return held;
  }

  private ListOffsetsResult offsets(Set<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    return admin.listOffsets(asked);
  }
}
