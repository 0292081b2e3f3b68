package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.kafkayarn.am.balance.Layout;
import org.kafkayarn.am.kafka.Answers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka for all brokers, all replicas and their sizes, Kafka's own topics included. */
public final class LayoutLook {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutLook.class);

  private LayoutLook() {}

  /** A broker that does not tell of its log dirs has no capacity here. */
  public static Layout at(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    Collection<Node> nodes = nodes(admin);
    Map<Integer, Collection<LogDirDescription>> dirs = logDirs(admin, nodes);
    Map<TopicPartition, Long> bytes = new HashMap<>();
    dirs.values().forEach(ofBroker -> ofBroker.forEach(dir -> addSizes(bytes, dir)));
    List<Layout.Partition> partitions = new ArrayList<>();
    for (TopicDescription topic : AssignmentLook.all(admin)) {
      for (TopicPartitionInfo info : topic.partitions()) {
        partitions.add(partition(topic.name(), info, bytes));
      }
    }
    return new Layout(
        nodes.stream()
            .map(
                node ->
                    new Layout.Broker(
                        node.id(),
                        node.hasRack() ? node.rack() : "",
                        !node.isFenced(),
                        Optional.ofNullable(dirs.get(node.id())).flatMap(LayoutLook::capacity)))
            .toList(),
        partitions);
  }

  /** Those that are away, too, where Kafka tells of them (from 4.0 on, KIP-1073). */
  private static Collection<Node> nodes(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return Answers.get(
          admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true)).nodes());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnsupportedVersionException) {
        return Answers.get(admin.describeCluster().nodes());
      }
      throw e;
    }
  }

  private static Map<Integer, Collection<LogDirDescription>> logDirs(
      Admin admin, Collection<Node> nodes) throws InterruptedException {
    List<Integer> online = nodes.stream().filter(node -> !node.isFenced()).map(Node::id).toList();
    Map<Integer, Collection<LogDirDescription>> dirs = new HashMap<>();
    for (Map.Entry<Integer, KafkaFuture<Map<String, LogDirDescription>>> broker :
        admin.describeLogDirs(online).descriptions().entrySet()) {
      try {
        dirs.put(broker.getKey(), Answers.get(broker.getValue()).values());
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("Broker {} does not tell of its log dirs", broker.getKey(), e);
      }
    }
    return dirs;
  }

  /** A partition is as large as its largest replica: one that is being copied still grows. */
  private static void addSizes(Map<TopicPartition, Long> bytes, LogDirDescription dir) {
    dir.replicaInfos()
        .forEach((partition, replica) -> bytes.merge(partition, replica.size(), Math::max));
  }

  /** Empty unless every dir has told. */
  private static Optional<Layout.Capacity> capacity(Collection<LogDirDescription> dirs) {
    long total = 0;
    long free = 0;
    for (LogDirDescription dir : dirs) {
      OptionalLong dirTotal = dir.totalBytes();
      OptionalLong dirFree = dir.usableBytes();
      if (dirTotal.isEmpty() || dirFree.isEmpty()) {
        return Optional.empty();
      }
      total += dirTotal.getAsLong();
      free += dirFree.getAsLong();
    }
    return Optional.of(new Layout.Capacity(total, free));
  }

  private static Layout.Partition partition(
      String topic, TopicPartitionInfo info, Map<TopicPartition, Long> bytes) {
    return new Layout.Partition(
        topic,
        info.partition(),
        AssignmentLook.ids(info.replicas()),
        AssignmentLook.ids(info.isr()),
        Optional.ofNullable(info.leader())
            .map(leader -> OptionalInt.of(leader.id()))
            .orElseGet(OptionalInt::empty),
        bytes.getOrDefault(new TopicPartition(topic, info.partition()), 0L));
  }
}
