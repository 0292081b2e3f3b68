package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.SettingsRules;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.SpecCheck;
import org.kafkayarn.am.state.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks brokers that run whether they would take new values of settings that they can change at run
 * time. They check them as their own, which allows all that an entry for all brokers may be.
 *
 * <p>Settings that need a restart are not checked: Kafka's table of them is not in its client.
 * Neither are nodes that change their Kafka too. A broker that does not answer refuses nothing.
 */
public final class SettingsCheck implements SpecCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);
  private static final String CLIENT = "kafka-yarn-settings-check";
  private static final int REQUEST_MS = 2_500;
  private static final int CALL_MS = 4_000;

  /** Who changes the specification waits so long for the home, too. */
  private static final long ALL_NS = TimeUnit.SECONDS.toNanos(10);

  /**
   * Kafka grows and shrinks its pools of threads step by step at run time
   * (DynamicThreadPool.validateReconfiguration, Kafka 4.3.1): a restart takes any size.
   */
  private static final List<String> FINE_AFTER_A_RESTART =
      List.of("at least half the current value", "greater than double the current value");

  private volatile Map<Integer, Target> serving = Map.of();

  /** Remembers who serves. The loop's thread. */
  public void follow(Snapshot snapshot) {
    serving = Target.serving(snapshot.state());
  }

  @Override
  public Optional<String> refusal(ClusterSpec runs, ClusterSpec wanted)
      throws InterruptedException {
    long end = System.nanoTime() + ALL_NS;
    for (Map.Entry<SortedMap<String, String>, Integer> one : asked(runs, wanted).entrySet()) {
      if (System.nanoTime() > end) {
        return Optional.empty();
      }
      Optional<String> refusal = ask(one.getValue(), one.getKey());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  /** One broker for each set of new values: those of a group get the same. */
  private Map<SortedMap<String, String>, Integer> asked(ClusterSpec runs, ClusterSpec wanted) {
    Map<SortedMap<String, String>, Integer> asked = new HashMap<>();
    for (int id : new TreeMap<>(serving).keySet()) {
      Optional<NodeSpec> before = runs.find(id);
      Optional<NodeSpec> after = wanted.find(id);
      if (before.isEmpty()
          || after.isEmpty()
          || !after.get().broker()
          || !before.get().kafka().equals(after.get().kafka())) {
        continue;
      }
      SortedMap<String, String> values = new TreeMap<>(after.get().config());
      values.entrySet().removeAll(before.get().config().entrySet());
      if (!values.isEmpty()) {
        asked.putIfAbsent(values, id);
      }
    }
    return asked;
  }

  private Optional<String> ask(int id, SortedMap<String, String> values)
      throws InterruptedException {
    Optional<Target> target = Optional.ofNullable(serving.get(id)).filter(Target::isBroker);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    try (Admin admin =
        Connection.BROKERS.to(Set.of(target.get().listener()), CLIENT, REQUEST_MS, CALL_MS)) {
      return refusal(admin, id, atRunTime(admin, id, values));
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("Broker {} does not tell whether it would take {}", id, values.keySet(), e);
      return Optional.empty();
    }
  }

  /** The values of keys that it can change while it runs. */
  private static SortedMap<String, String> atRunTime(
      Admin admin, int id, SortedMap<String, String> values)
      throws InterruptedException, ExecutionException, TimeoutException {
    Config config =
        admin
            .describeConfigs(List.of(resource(id)))
            .values()
            .get(resource(id))
            .get(CALL_MS, TimeUnit.MILLISECONDS);
    SortedMap<String, String> can = new TreeMap<>(values);
    can.keySet()
        .removeIf(key -> Optional.ofNullable(config.get(key)).isEmpty() || isReadOnly(config, key));
    return can;
  }

  private static boolean isReadOnly(Config config, String key) {
    return config.get(key).isReadOnly();
  }

  /** All together, because some depend on each other; then one by one, for who is to blame. */
  private static Optional<String> refusal(Admin admin, int id, SortedMap<String, String> values)
      throws InterruptedException, ExecutionException, TimeoutException {
    Optional<String> together = values.isEmpty() ? Optional.empty() : why(admin, id, values);
    if (together.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    boolean fine = false;
    for (Map.Entry<String, String> one : values.entrySet()) {
      Optional<String> alone =
          values.size() == 1
              ? together
              : why(admin, id, new TreeMap<>(Map.of(one.getKey(), one.getValue())));
      if (alone.filter(SettingsCheck::isFineAfterARestart).isPresent()) {
        fine = true;
      } else if (alone.isPresent()) {
        lines.add(line(id, one, alone.get()));
      }
    }
    if (lines.isEmpty() && !fine) {
      lines.add(
          "broker %d refused %s together: %s"
              .formatted(id, String.join(", ", values.keySet()), together.get()));
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of("config: " + String.join("; ", lines) + ". Nothing was changed");
  }

  private static String line(int id, Map.Entry<String, String> one, String why) {
    return SettingsRules.line(
        new Settings.Change(Integer.toString(id), one.getKey(), Optional.of(one.getValue())), why);
  }

  private static boolean isFineAfterARestart(String why) {
    return FINE_AFTER_A_RESTART.stream().anyMatch(why::contains);
  }

  /** Why it would not take the values; all other errors say nothing of them. */
  private static Optional<String> why(Admin admin, int id, SortedMap<String, String> values)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<AlterConfigOp> operations = new ArrayList<>();
    values.forEach(
        (key, value) ->
            operations.add(
                new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    try {
      Void unused =
          admin
              .incrementalAlterConfigs(
                  Map.of(resource(id), operations), new AlterConfigsOptions().validateOnly(true))
              .all()
              .get(CALL_MS, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof InvalidRequestException
          || cause instanceof InvalidConfigurationException
          || cause instanceof PolicyViolationException) {
        return Optional.of(String.valueOf(cause.getMessage()));
      }
      throw e;
    }
  }

  private static ConfigResource resource(int id) {
    return new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
  }
}
