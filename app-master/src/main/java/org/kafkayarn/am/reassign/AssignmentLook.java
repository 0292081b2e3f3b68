package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.kafka.Answers;

/** Asks Kafka where replicas are and where they go. */
final class AssignmentLook {
  private AssignmentLook() {}

  /**
   * The reassignments are asked for first: one that ends in between is then seen as under way, and
   * not as a list of replicas that nobody has planned.
   */
  static Sight at(Admin admin, List<PartitionMove> moves)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<Integer> brokers =
        Answers.get(admin.describeCluster().nodes()).stream()
            .map(Node::id)
            .collect(Collectors.toSet());
    Map<TopicPartition, List<Integer>> targets = new HashMap<>();
    Answers.get(admin.listPartitionReassignments().reassignments())
        .forEach(
            (partition, reassignment) -> {
              List<Integer> target = new ArrayList<>(reassignment.replicas());
              target.removeAll(reassignment.removingReplicas());
              targets.put(partition, target);
            });
    Map<TopicPartition, List<Integer>> replicas = new HashMap<>();
    Set<String> topics =
        moves.stream().map(PartitionMove::topic).collect(Collectors.toCollection(TreeSet::new));
    for (TopicDescription topic : describe(admin, topics)) {
      for (TopicPartitionInfo info : topic.partitions()) {
        replicas.put(new TopicPartition(topic.name(), info.partition()), ids(info.replicas()));
      }
    }
    return new Sight(brokers, replicas, targets);
  }

  /** All topics, Kafka's own too. */
  static List<TopicDescription> all(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    return describe(
        admin, Answers.get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names()));
  }

  private static List<TopicDescription> describe(Admin admin, Set<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicDescription> found = new ArrayList<>();
    for (List<String> batch : Answers.batches(topics)) {
      for (KafkaFuture<TopicDescription> topic :
          admin.describeTopics(batch).topicNameValues().values()) {
        Optional<TopicDescription> description = Answers.unlessDeleted(topic);
        description.ifPresent(found::add);
      }
    }
    return found;
  }

  static List<Integer> ids(List<Node> nodes) {
    return nodes.stream().map(Node::id).toList();
  }
}
