package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;

/** Looks at topics, their settings and their sizes, in a conversation with Kafka. */
final class TopicLook {
  /** A broker with an ill disk must not take the time of all the others. */
  private static final int SIZES_MS = 5_000;

  private final Conversation kafka;

  TopicLook(Conversation kafka) {
    this.kafka = kafka;
  }

  /** All that there are. */
  SortedSet<String> names()
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    return new TreeSet<>(
        kafka.get(kafka.admin().listTopics(new ListTopicsOptions().listInternal(true)).names()));
  }

  /** Those of them that are still there, by name. */
  List<TopicView> at(Collection<String> names, boolean sized)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    Map<TopicPartition, Long> sizes = sized && !names.isEmpty() ? sizes() : Map.of();
    List<TopicView> views = new ArrayList<>();
    for (List<String> batch : Conversation.batches(names)) {
      Map<String, KafkaFuture<TopicDescription>> topics =
          kafka.admin().describeTopics(batch).topicNameValues();
      Map<ConfigResource, KafkaFuture<Config>> configs =
          kafka.admin().describeConfigs(batch.stream().map(TopicLook::resource).toList()).values();
      for (String name : batch) {
        Optional<TopicDescription> topic = kafka.find(topics.get(name));
        Optional<Config> config = kafka.find(configs.get(resource(name)));
        if (topic.isPresent() && config.isPresent()) {
          views.add(view(topic.get(), config.get(), sizes));
        }
      }
    }
    return views;
  }

  TopicView one(String name, boolean sized)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    return at(List.of(name), sized).stream()
        .findFirst()
        .orElseThrow(() -> TopicRefusedException.absent(name));
  }

  static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static TopicView view(
      TopicDescription topic, Config config, Map<TopicPartition, Long> sizes) {
    SortedMap<String, String> own = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG) {
        own.put(entry.name(), Optional.ofNullable(entry.value()).orElse(""));
      }
    }
    return new TopicView(
        topic.name(),
        // Frameworks on Kafka begin the names of theirs like Kafka itself does.
        topic.isInternal() || topic.name().startsWith("__"),
        own,
        Integer.parseInt(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value()),
        topic.partitions().stream().map(part -> view(topic.name(), part, sizes)).toList());
  }

  private static PartitionView view(
      String topic, TopicPartitionInfo part, Map<TopicPartition, Long> sizes) {
    Long size = sizes.get(new TopicPartition(topic, part.partition()));
    return new PartitionView(
        part.partition(),
        Optional.ofNullable(part.leader()).map(Node::id),
        part.replicas().stream().map(Node::id).toList(),
        part.isr().stream().map(Node::id).toList(),
        size == null ? OptionalLong.empty() : OptionalLong.of(size));
  }

  /** Of the largest replica of each partition that a broker tells of. */
  private Map<TopicPartition, Long> sizes()
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    Collection<Integer> brokers =
        ReplicaLook.ids(kafka.get(kafka.admin().describeCluster().nodes()));
    Map<TopicPartition, Long> sizes = new HashMap<>();
    for (KafkaFuture<Map<String, LogDirDescription>> broker :
        kafka
            .admin()
            .describeLogDirs(brokers, new DescribeLogDirsOptions().timeoutMs(SIZES_MS))
            .descriptions()
            .values()) {
      for (LogDirDescription dir : dirs(broker)) {
        dir.replicaInfos()
            .forEach(
                (partition, replica) -> {
                  if (!replica.isFuture()) {
                    sizes.merge(partition, replica.size(), Math::max);
                  }
                });
      }
    }
    return sizes;
  }

  /** None of a broker that does not tell: what only it knows stays unknown. */
  private Collection<LogDirDescription> dirs(KafkaFuture<Map<String, LogDirDescription>> broker)
      throws InterruptedException {
    try {
      return kafka.get(broker).values();
    } catch (KafkaSilentException | TopicRefusedException e) {
      return List.of();
    }
  }
}
