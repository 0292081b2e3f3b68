package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.kafkayarn.am.kafka.ReplicaCensus.Partition;
import org.kafkayarn.am.state.Replicas;

/** One look at all partitions and the quorum through Kafka's Admin. For one thread. */
final class ReplicaLook {
  /** A changed min.insync.replicas is seen so late. */
  private static final long SETTINGS_AGE_NS = TimeUnit.MINUTES.toNanos(5);

  /** The feature of KIP-966. */
  private static final String ELR = "eligible.leader.replicas.version";

  private final Map<String, Integer> minIsr = new HashMap<>();
  private long settingsReadNs;

  Replicas at(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
    Set<Integer> brokers = ids(Answers.get(admin.describeCluster().nodes()));
    QuorumInfo quorum = Answers.get(admin.describeMetadataQuorum().quorumInfo());
    Set<String> topics =
        new TreeSet<>(
            Answers.get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names()));
    readMinIsr(admin, topics);
    List<Partition> partitions = new ArrayList<>();
    for (List<String> batch : Answers.batches(topics)) {
      DescribeTopicsResult described = admin.describeTopics(batch);
      for (KafkaFuture<TopicDescription> topic : described.topicNameValues().values()) {
        Answers.unlessDeleted(topic).ifPresent(description -> add(partitions, description));
      }
    }
    return ReplicaCensus.of(
        brokers, partitions, keepsEligible(admin), quorum.leaderId(), replicas(quorum.voters()));
  }

  private boolean keepsEligible(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    return Optional.ofNullable(
            Answers.get(admin.describeFeatures().featureMetadata()).finalizedFeatures().get(ELR))
        .filter(levels -> levels.maxVersionLevel() > 0)
        .isPresent();
  }

  static List<QuorumCensus.Replica> replicas(List<QuorumInfo.ReplicaState> states) {
    return states.stream()
        .map(
            state ->
                new QuorumCensus.Replica(
                    state.replicaId(),
                    state.replicaDirectoryId().toString(),
                    state.lastFetchTimestamp(),
                    state.lastCaughtUpTimestamp()))
        .toList();
  }

  static Set<Integer> ids(Collection<Node> nodes) {
    return nodes.stream().map(Node::id).collect(Collectors.toSet());
  }

  private void readMinIsr(Admin admin, Set<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    long now = System.nanoTime();
    if (now - settingsReadNs > SETTINGS_AGE_NS) {
      minIsr.clear();
      settingsReadNs = now;
    }
    minIsr.keySet().retainAll(topics);
    Set<String> unknown = new TreeSet<>(topics);
    unknown.removeAll(minIsr.keySet());
    for (List<String> batch : Answers.batches(unknown)) {
      List<ConfigResource> resources =
          batch.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
      for (Map.Entry<ConfigResource, KafkaFuture<Config>> topic :
          admin.describeConfigs(resources).values().entrySet()) {
        Optional<Config> config = Answers.unlessDeleted(topic.getValue());
        config.ifPresent(
            c ->
                minIsr.put(
                    topic.getKey().name(),
                    Integer.valueOf(c.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value())));
      }
    }
  }

  private void add(List<Partition> partitions, TopicDescription topic) {
    for (TopicPartitionInfo info : topic.partitions()) {
      partitions.add(
          new Partition(
              topic.name(),
              info.partition(),
              Optional.ofNullable(info.leader()).map(Node::id),
              ids(info.replicas()),
              ids(info.isr()),
              eligible(info),
              minIsr.getOrDefault(topic.name(), 1)));
    }
  }

  /** A broker before 4.0 tells nothing of them. */
  static Optional<Set<Integer>> eligible(TopicPartitionInfo info) {
    return info.elr() == null && info.lastKnownElr() == null
        ? Optional.empty()
        : Optional.of(
            Stream.of(info.elr(), info.lastKnownElr())
                .flatMap(nodes -> Optional.ofNullable(nodes).stream().flatMap(List::stream))
                .map(Node::id)
                .collect(Collectors.toSet()));
  }
}
