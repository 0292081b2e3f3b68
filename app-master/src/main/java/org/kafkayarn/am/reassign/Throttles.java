package org.kafkayarn.am.reassign;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.kafka.Answers;

/**
 * The settings in Kafka that limit how fast a plan's replicas are copied, and only those. Before
 * anything is known, each topic and broker of the plan may have some, of an ApplicationMaster that
 * has died: they are overwritten or removed. For one thread.
 *
 * <p>A broker's own setting can be changed only while it serves: Kafka's client sends it there
 * (KafkaAdminClient.incrementalAlterConfigs, 4.3.1). What stays on one that is away has no effect,
 * since no topic's list names a replica any more.
 */
final class Throttles {
  private static final String LEADER_RATE = "leader.replication.throttled.rate";
  private static final String FOLLOWER_RATE = "follower.replication.throttled.rate";
  private static final String LEADERS = "leader.replication.throttled.replicas";
  private static final String FOLLOWERS = "follower.replication.throttled.replicas";

  private final Set<String> dirtyTopics = new TreeSet<>();
  private final Set<Integer> dirtyBrokers = new TreeSet<>();
  private final Map<String, ThrottledReplicas> topics = new HashMap<>();
  private final Map<Integer, Long> rates = new HashMap<>();

  Throttles(Collection<PartitionMove> moves) {
    for (PartitionMove move : moves) {
      dirtyTopics.add(move.topic());
      dirtyBrokers.addAll(move.before());
      dirtyBrokers.addAll(move.after());
    }
  }

  /** The brokers that could not be cleared, because they do not serve. */
  Set<Integer> owed() {
    return Set.copyOf(dirtyBrokers);
  }

  /**
   * Limits these moves, and no others of the plan.
   *
   * @param brokers that serve
   * @return why not all of that was done
   */
  Optional<String> limit(
      Admin admin, List<PartitionMove> moving, Set<Integer> brokers, long bytesPerSecond)
      throws InterruptedException {
    Set<Integer> involved = new TreeSet<>();
    moving.forEach(
        move -> {
          involved.addAll(move.before());
          involved.addAll(move.adding());
        });
    involved.retainAll(brokers);
    involved.removeIf(id -> Long.valueOf(bytesPerSecond).equals(rates.get(id)));
    Optional<String> rateFailure = setRates(admin, involved, bytesPerSecond);
    Optional<String> listFailure = name(admin, ThrottledReplicas.of(moving));
    return rateFailure.or(() -> listFailure);
  }

  /** Nothing of the plan is limited any more; of brokers that are away, only the rate stays. */
  Optional<String> clear(Admin admin, Set<Integer> brokers) throws InterruptedException {
    Optional<String> listFailure = name(admin, Map.of());
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
    for (int id : dirtyBrokers) {
      if (brokers.contains(id)) {
        changes.put(broker(id), List.of(delete(LEADER_RATE), delete(FOLLOWER_RATE)));
      }
    }
    Map<ConfigResource, Throwable> failures = alter(admin, changes);
    for (ConfigResource changed : changes.keySet()) {
      if (!failures.containsKey(changed)) {
        int id = Integer.parseInt(changed.name());
        dirtyBrokers.remove(id);
        rates.remove(id);
      }
    }
    return listFailure.or(() -> reason(failures));
  }

  private Optional<String> setRates(Admin admin, Set<Integer> ids, long bytesPerSecond)
      throws InterruptedException {
    String rate = Long.toString(bytesPerSecond);
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
    ids.forEach(
        id -> changes.put(broker(id), List.of(set(LEADER_RATE, rate), set(FOLLOWER_RATE, rate))));
    dirtyBrokers.addAll(ids);
    Map<ConfigResource, Throwable> failures = alter(admin, changes);
    for (int id : ids) {
      if (!failures.containsKey(broker(id))) {
        rates.put(id, bytesPerSecond);
      }
    }
    return reason(failures);
  }

  private Optional<String> name(Admin admin, Map<String, ThrottledReplicas> wanted)
      throws InterruptedException {
    Set<String> changed = new TreeSet<>(dirtyTopics);
    changed.addAll(wanted.keySet());
    changed.removeIf(
        topic -> wanted.containsKey(topic) && wanted.get(topic).equals(topics.get(topic)));
    dirtyTopics.addAll(wanted.keySet());
    Map<ConfigResource, Throwable> failures = new LinkedHashMap<>();
    for (List<String> batch : Answers.batches(changed)) {
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
      batch.forEach(
          topic -> changes.put(topic(topic), change(Optional.ofNullable(wanted.get(topic)))));
      failures.putAll(alter(admin, changes));
    }
    for (String topic : changed) {
      if (failures.containsKey(topic(topic))) {
        topics.remove(topic);
      } else if (wanted.containsKey(topic)) {
        topics.put(topic, wanted.get(topic));
      } else {
        topics.remove(topic);
        dirtyTopics.remove(topic);
      }
    }
    return reason(failures);
  }

  private static List<AlterConfigOp> change(Optional<ThrottledReplicas> wanted) {
    return wanted
        .map(lists -> List.of(set(LEADERS, lists.leaders()), set(FOLLOWERS, lists.followers())))
        .orElseGet(() -> List.of(delete(LEADERS), delete(FOLLOWERS)));
  }

  /** A deleted topic and an unregistered broker have no settings: nothing has failed. */
  private static Map<ConfigResource, Throwable> alter(
      Admin admin, Map<ConfigResource, Collection<AlterConfigOp>> changes)
      throws InterruptedException {
    if (changes.isEmpty()) {
      return Map.of();
    }
    Map<ConfigResource, Throwable> failures =
        new LinkedHashMap<>(Answers.failures(admin.incrementalAlterConfigs(changes).values()));
    failures
        .values()
        .removeIf(
            e ->
                e instanceof UnknownTopicOrPartitionException
                    || e instanceof BrokerIdNotRegisteredException);
    return failures;
  }

  private static Optional<String> reason(Map<ConfigResource, Throwable> failures) {
    return failures.entrySet().stream()
        .findFirst()
        .map(
            failure ->
                "the limits of %s %s cannot be changed: %s"
                    .formatted(
                        failure.getKey().type() == ConfigResource.Type.TOPIC ? "topic" : "broker",
                        failure.getKey().name(),
                        Answers.reason(failure.getValue())));
  }

  private static ConfigResource topic(String name) {
    return new ConfigResource(ConfigResource.Type.TOPIC, name);
  }

  private static ConfigResource broker(int id) {
    return new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
  }

  private static AlterConfigOp set(String key, String value) {
    return new AlterConfigOp(new ConfigEntry(key, value), OpType.SET);
  }

  private static AlterConfigOp delete(String key) {
    return new AlterConfigOp(new ConfigEntry(key, ""), OpType.DELETE);
  }

  /** Removes the rates of brokers that were away when the rest was cleared. */
  static Throttles owing(Set<Integer> brokers) {
    Throttles throttles = new Throttles(List.of());
    throttles.dirtyBrokers.addAll(brokers);
    return throttles;
  }
}
