package org.kafkayarn.am.plan.task;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.task.TaskRecord;

/** What an instance of a task is told of the cluster when it is started. */
final class Given {
  private Given() {}

  static TaskLaunch to(ClusterState state, TaskSpec spec, TaskRecord record, Held held) {
    String client = spec.name() + "-" + record.index();
    String servers = bootstrapServers(state);
    Optional<String> rack = state.fleet().host(held.host()).map(Host::rack);
    Optional<String> group = spec.groupIn(state.spec().name());
    SortedMap<String, String> environment = new TreeMap<>(spec.env());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", servers);
    environment.put("KAFKA_CLIENT_ID", client);
    group.ifPresent(id -> environment.put("KAFKA_GROUP_ID", id));
    rack.ifPresent(name -> environment.put("KAFKA_CLIENT_RACK", name));
    environment.put("KAFKA_CLUSTER_NAME", state.spec().name());
    environment.put("KAFKA_TASK_NAME", spec.name());
    environment.put("KAFKA_TASK_INDEX", Integer.toString(record.index()));
    environment.put("KAFKA_TASK_INSTANCES", Integer.toString(Roster.count(state, spec)));

    SortedMap<String, String> common = new TreeMap<>(spec.config());
    common.put("bootstrap.servers", servers);
    common.put("client.id", client);
    SortedMap<String, String> consumer = new TreeMap<>(common);
    group.ifPresent(id -> consumer.put("group.id", id));
    rack.ifPresent(name -> consumer.put("client.rack", name));
    SortedMap<String, SortedMap<String, String>> files = new TreeMap<>();
    files.put("client", common);
    files.put("producer", common);
    files.put("consumer", consumer);
    return new TaskLaunch(
        record.id(),
        spec.command(),
        environment,
        files,
        spec.archives(),
        spec.files(),
        spec.withKafka() ? Optional.of(state.spec().kafka()) : Optional.empty());
  }

  /** All brokers that have a place, those that serve first: one that is away comes back there. */
  static String bootstrapServers(ClusterState state) {
    Stream<NodeRecord> serving = brokers(state, true);
    Stream<NodeRecord> away = brokers(state, false);
    return Stream.concat(serving, away)
        .map(node -> node.host() + ":" + node.brokerPort())
        .collect(Collectors.joining(","));
  }

  private static Stream<NodeRecord> brokers(ClusterState state, boolean serving) {
    return state.spec().nodes().values().stream()
        .filter(node -> node.broker())
        .filter(
            node ->
                serving
                    == (state.slots().containsKey(node.id()) && state.slot(node.id()).serving()))
        .flatMap(node -> state.ledger().node(node.id()).stream())
        .filter(node -> node.brokerPort() > 0);
  }
}
