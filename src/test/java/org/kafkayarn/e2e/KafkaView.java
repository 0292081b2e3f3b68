package org.kafkayarn.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** What Kafka itself tells of replicas and their limits, for comparison. */
final class KafkaView {
  private KafkaView() {}

  static List<List<Integer>> replicas(Admin admin, String topic) throws Exception {
    return partitions(admin, topic).stream()
        .map(partition -> partition.replicas().stream().map(Node::id).toList())
        .toList();
  }

  static List<Integer> leaders(Admin admin, String topic) throws Exception {
    return partitions(admin, topic).stream().map(partition -> partition.leader().id()).toList();
  }

  private static List<TopicPartitionInfo> partitions(Admin admin, String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
  }

  /** Every limit of replication that is set anywhere, by topic or broker and key. */
  static Map<String, String> limits(Admin admin) throws Exception {
    List<ConfigResource> all = new ArrayList<>();
    for (Node broker : admin.describeCluster().nodes().get()) {
      all.add(new ConfigResource(ConfigResource.Type.BROKER, broker.idString()));
    }
    for (String topic :
        admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get()) {
      all.add(new ConfigResource(ConfigResource.Type.TOPIC, topic));
    }
    Map<String, String> limits = new TreeMap<>();
    admin
        .describeConfigs(all)
        .all()
        .get()
        .forEach(
            (resource, config) ->
                config.entries().stream()
                    .filter(entry -> entry.name().contains("replication.throttled"))
                    .filter(entry -> !entry.isDefault())
                    .forEach(
                        entry -> limits.put(resource.name() + " " + entry.name(), entry.value())));
    return limits;
  }
}
