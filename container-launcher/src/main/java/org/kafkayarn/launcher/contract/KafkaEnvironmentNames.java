package org.kafkayarn.launcher.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names of server.properties keys as environment variables, in the convention of Kafka's own
 * image: {@code .} is {@code _}, {@code _} is {@code __}, {@code -} is {@code ___}.
 */
public final class KafkaEnvironmentNames {
  static final String PREFIX = "KAFKA_";

  /** The prefix of what is ours; no Kafka setting travels under such a name. */
  public static final String OUR_PREFIX = "KAFKA_YARN_";

  /** Variables that Kafka's scripts and image read and that are not settings. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "KAFKA_VERSION",
          "KAFKA_OPTS",
          "KAFKA_HEAP_OPTS",
          "KAFKA_JMX_OPTS",
          "KAFKA_JMX_HOSTNAME",
          "KAFKA_JVM_PERFORMANCE_OPTS",
          "KAFKA_GC_LOG_OPTS",
          "KAFKA_LOG4J_OPTS",
          "KAFKA_LOG4J_ROOT_LOGLEVEL",
          "KAFKA_LOG4J_LOGGERS",
          "KAFKA_TOOLS_LOG4J_LOGLEVEL",
          "KAFKA_HOME",
          "KAFKA_CONF_DIR",
          "KAFKA_DEBUG");

  private KafkaEnvironmentNames() {}

  /** The variable of a key; empty for a key that would not come back the same. */
  public static Optional<String> variable(String key) {
    StringBuilder name = new StringBuilder(PREFIX);
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      switch (c) {
        case '.' -> name.append('_');
        case '_' -> name.append("__");
        case '-' -> name.append("___");
        default -> name.append(c);
      }
    }
    String variable = name.toString().toUpperCase(Locale.ROOT);
    return key(variable).filter(key::equals).map(k -> variable);
  }

  /** The key of a variable; empty for a variable that is no Kafka setting. */
  public static Optional<String> key(String variable) {
    if (!variable.matches("KAFKA_[A-Z0-9_]+")
        || variable.startsWith(OUR_PREFIX)
        || NO_SETTINGS.contains(variable)) {
      return Optional.empty();
    }
    String rest = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    StringBuilder key = new StringBuilder();
    int i = 0;
    while (i < rest.length()) {
      if (rest.startsWith("___", i)) {
        key.append('-');
        i += 3;
      } else if (rest.startsWith("__", i)) {
        key.append('_');
        i += 2;
      } else {
        key.append(rest.charAt(i) == '_' ? '.' : rest.charAt(i));
        i++;
      }
    }
    return Optional.of(key.toString());
  }
}
