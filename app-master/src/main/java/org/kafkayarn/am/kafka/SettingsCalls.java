package org.kafkayarn.am.kafka;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.kafkayarn.am.state.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about settings of running nodes. Each blocks, with a client of its own. */
final class SettingsCalls {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsCalls.class);
  private static final String CLIENT = "kafka-yarn-settings";
  private static final int REQUEST_MS = 10_000;
  private static final int CALL_MS = 20_000;

  private SettingsCalls() {}

  /**
   * What has become of a change.
   *
   * @param refused why Kafka does not accept a key, by key
   * @param failure why nothing is known of all of them
   */
  record Answer(Map<String, String> refused, Optional<String> failure) {
    Answer {
      refused = Map.copyOf(refused);
      requireNonNull(failure);
    }

    private static Answer failed(String why) {
      return new Answer(Map.of(), Optional.of(why));
    }
  }

  /** What those that answer say of these keys, and of all that was set while they run. */
  static Map<Integer, Settings.Told> describe(Map<Integer, Target> nodes, SortedSet<String> keys)
      throws InterruptedException {
    Map<Integer, Settings.Told> told = new HashMap<>();
    for (Connection by : Connection.values()) {
      Set<String> listeners = listeners(by, nodes);
      if (!listeners.isEmpty()) {
        try (Admin admin = by.to(listeners, CLIENT, REQUEST_MS, CALL_MS)) {
          describe(admin, by, nodes, keys, told);
        } catch (ExecutionException e) {
          LOG.debug("Nobody can be asked for settings at {}", listeners, e);
        }
      }
    }
    return told;
  }

  private static void describe(
      Admin admin,
      Connection by,
      Map<Integer, Target> nodes,
      SortedSet<String> keys,
      Map<Integer, Settings.Told> told)
      throws InterruptedException {
    List<ConfigResource> resources = new ArrayList<>();
    nodes.forEach(
        (id, target) -> {
          if (target.connection() == by) {
            resources.add(resource(Integer.toString(id)));
          }
        });
    Map<ConfigResource, KafkaFuture<Config>> asked =
        admin
            .describeConfigs(resources, new DescribeConfigsOptions().includeSynonyms(true))
            .values();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> one : asked.entrySet()) {
      int id = Integer.parseInt(one.getKey().name());
      try {
        told.put(
            id,
            new Settings.Told(
                nodes.get(id).startId(),
                settings(one.getValue().get(CALL_MS, TimeUnit.MILLISECONDS), keys)));
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("Node {} does not tell of its settings", id, e);
      }
    }
  }

  private static SortedMap<String, Settings.Setting> settings(Config config, Set<String> keys) {
    SortedMap<String, Settings.Setting> settings = new TreeMap<>();
    keys.forEach(key -> settings.put(key, Settings.Setting.UNKNOWN_TO_KAFKA));
    for (ConfigEntry entry : config.entries()) {
      Settings.Setting setting =
          new Settings.Setting(
              entry.isReadOnly(),
              entry.isSensitive(),
              Optional.ofNullable(entry.value()),
              entry(entry, ConfigSource.DYNAMIC_BROKER_CONFIG),
              entry(entry, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG));
      if (keys.contains(entry.name()) || setting.dynamic().isPresent()) {
        settings.put(entry.name(), setting);
      }
    }
    return settings;
  }

  /** What was set of the key itself: synonyms are other keys too. */
  private static Optional<String> entry(ConfigEntry entry, ConfigSource source) {
    return entry.synonyms().stream()
        .filter(synonym -> synonym.source() == source && synonym.name().equals(entry.name()))
        .findFirst()
        .map(ConfigEntry.ConfigSynonym::value);
  }

  /** All together, because some depend on each other; if that is refused, one by one. */
  static Answer alter(Settings.Alteration alteration, Map<Integer, Target> nodes)
      throws InterruptedException {
    Map<Integer, Target> brokers = new HashMap<>(nodes);
    brokers.values().removeIf(target -> !target.isBroker());
    Set<String> listeners = listeners(Connection.BROKERS, brokers);
    if (listeners.isEmpty()) {
      return Answer.failed("no broker serves that could be asked");
    }
    try (Admin admin = Connection.BROKERS.to(listeners, CLIENT, REQUEST_MS, CALL_MS)) {
      Answer answer = alter(admin, alteration);
      if (answer.refused().size() < 2) {
        return answer;
      }
      Map<String, String> refused = new HashMap<>();
      for (String key : alteration.entries().keySet()) {
        SortedMap<String, Optional<String>> one = new TreeMap<>();
        one.put(key, alteration.entries().get(key));
        Answer alone = alter(admin, new Settings.Alteration(alteration.resource(), one));
        if (alone.failure().isPresent()) {
          return alone;
        }
        refused.putAll(alone.refused());
      }
      return new Answer(refused, Optional.empty());
    } catch (ExecutionException e) {
      return Answer.failed(String.valueOf(e.getCause().getMessage()));
    }
  }

  /** Kafka changes all keys of a resource or none. */
  private static Answer alter(Admin admin, Settings.Alteration alteration)
      throws InterruptedException {
    List<AlterConfigOp> operations = new ArrayList<>();
    alteration
        .entries()
        .forEach(
            (key, value) ->
                operations.add(
                    new AlterConfigOp(
                        new ConfigEntry(key, value.orElse("")),
                        value.isPresent()
                            ? AlterConfigOp.OpType.SET
                            : AlterConfigOp.OpType.DELETE)));
    try {
      admin
          .incrementalAlterConfigs(Map.of(resource(alteration.resource()), operations))
          .all()
          .get(CALL_MS, TimeUnit.MILLISECONDS);
      return new Answer(Map.of(), Optional.empty());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      if (!(cause instanceof ApiException) || cause instanceof RetriableException) {
        return Answer.failed(cause.getClass().getSimpleName() + ": " + why);
      }
      Map<String, String> refused = new HashMap<>();
      alteration.entries().keySet().forEach(key -> refused.put(key, why));
      return new Answer(refused, Optional.empty());
    } catch (TimeoutException e) {
      return Answer.failed("Kafka has not answered within " + CALL_MS / 1_000 + " s");
    }
  }

  private static ConfigResource resource(String name) {
    return new ConfigResource(ConfigResource.Type.BROKER, name);
  }

  private static Set<String> listeners(Connection by, Map<Integer, Target> nodes) {
    Set<String> listeners = new HashSet<>();
    nodes.values().stream()
        .filter(target -> target.connection() == by)
        .forEach(target -> listeners.add(target.listener()));
    return listeners;
  }
}
