package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The Kafka settings that are not the operator's to set: those that kafka-yarn derives from where a
 * node runs, and secrets in plain text.
 */
public final class ManagedSettings {
  private static final String IDS = "kafka-yarn gives node ids; how many nodes: -brokers";
  private static final String ROLES = "kafka-yarn gives roles; how many nodes: -brokers";
  private static final String LISTENERS =
      "kafka-yarn gives hosts and ports; the ports' range: -ports FIRST-LAST";
  private static final String QUORUM = "kafka-yarn forms and keeps the quorum itself";
  private static final String DIRS = "use -data-dirs DIR,DIR";

  /** A name, or a beginning that ends in a dot, and what to do instead. */
  private static final Map<String, String> MANAGED = managed();

  /**
   * Kafka's settings of type password (Kafka 4.3.1), plain or behind a listener's prefix, and their
   * like of other plugins.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "(.*\\.)?(sasl\\.jaas\\.config|ssl\\.keystore\\.key|[a-z.]*(password|passphrase|secret)"
              + "|delegation\\.token\\.(secret|master)\\.key|password\\.encoder\\.old\\.secret)");

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^:}]+:[^}]*}");
  private static final Pattern PLAIN_PASSWORD =
      Pattern.compile("(?i)(password|secret)\\s*=\\s*\"?(?!\"?\\$\\{)[^\\s;]");

  private ManagedSettings() {}

  private static Map<String, String> managed() {
    Map<String, String> managed = new LinkedHashMap<>();
    List.of("node.id", "broker.id", "broker.id.generation.enable", "reserved.broker.max.id")
        .forEach(key -> managed.put(key, IDS));
    managed.put("process.roles", ROLES);
    List.of(
            "listeners",
            "advertised.listeners",
            "listener.security.protocol.map",
            "inter.broker.listener.name",
            "security.inter.broker.protocol",
            "controller.listener.names",
            "control.plane.listener.name",
            "host.name",
            "advertised.host.name",
            "port",
            "advertised.port")
        .forEach(key -> managed.put(key, LISTENERS));
    List.of(
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "controller.quorum.auto.join.enable")
        .forEach(key -> managed.put(key, QUORUM));
    List.of("log.dir", "log.dirs", "metadata.log.dir").forEach(key -> managed.put(key, DIRS));
    managed.put("broker.rack", "it is the rack that YARN knows the host by");
    managed.put("cluster.id", "it is chosen once and kept with the cluster's name: -name");
    managed.put("zookeeper.", "there is no ZooKeeper: kafka-yarn runs KRaft");
    return managed;
  }

  /** What to do instead of setting {@code key}; empty when it may be set. */
  public static Optional<String> insteadOf(String key) {
    return Optional.ofNullable(MANAGED.get(key))
        .or(
            () ->
                MANAGED.entrySet().stream()
                    .filter(e -> e.getKey().endsWith(".") && key.startsWith(e.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  /** Whether the setting's value must not be shown. */
  public static boolean isSecret(String key) {
    return SECRET.matcher(key).matches();
  }

  /** Refuses, in one line, every setting that cannot be given. */
  static void check(SortedMap<String, Optional<String>> settings) {
    SortedMap<String, List<String>> byRemedy = new TreeMap<>();
    settings.forEach(
        (key, value) ->
            value
                .flatMap(text -> problem(key, text))
                .ifPresent(
                    remedy -> byRemedy.computeIfAbsent(remedy, r -> new ArrayList<>()).add(key)));
    if (!byRemedy.isEmpty()) {
      List<String> lines = new ArrayList<>();
      byRemedy.forEach((remedy, keys) -> lines.add(String.join(", ", keys) + ": " + remedy));
      throw new UserError("config: cannot be set: " + String.join("; ", lines));
    }
  }

  private static Optional<String> problem(String key, String value) {
    if (!key.matches("[\\w.\\-]+")) {
      return Optional.of("not the name of a Kafka setting");
    }
    return insteadOf(key)
        .or(
            () ->
                isSecret(key) && plain(value)
                    ? Optional.of(
                        "a secret in plain text, which would be readable in the container's"
                            + " environment; keep it in a file on the hosts and use Kafka's config"
                            + " providers: ${file:PATH:KEY} with config.providers=file and"
                            + " config.providers.file.class="
                            + "org.apache.kafka.common.config.provider.FileConfigProvider")
                    : Optional.empty());
  }

  private static boolean plain(String value) {
    return !REFERENCE.matcher(value).find() || PLAIN_PASSWORD.matcher(value).find();
  }
}
