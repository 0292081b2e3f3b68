package org.kafkayarn.launcher.contract;

import static org.kafkayarn.launcher.contract.KafkaEnvironmentNames.OUR_PREFIX;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@link LaunchSpec} as environment variables and back, without loss for any string. Kafka's
 * settings have the names and plain values of Kafka's own image; a setting whose name or value
 * would not survive travels as {@code KAFKA_YARN_PROPERTY_n=key=value}. All values are printable
 * ASCII; those with our prefix are written with backslash-u escapes. YARN must be given them
 * through {@link ShellQuoting}.
 */
public final class LaunchEnvironment {
  private static final String CLUSTER = OUR_PREFIX + "CLUSTER";
  private static final String USER = OUR_PREFIX + "USER";
  private static final String CLUSTER_ID = OUR_PREFIX + "CLUSTER_ID";
  private static final String NODE_ID = OUR_PREFIX + "NODE_ID";
  private static final String HOST = OUR_PREFIX + "HOST";
  private static final String CONTROL_PORT = OUR_PREFIX + "CONTROL_PORT";
  private static final String PORT = OUR_PREFIX + "PORT_";
  private static final String DATA_DIR = OUR_PREFIX + "DATA_DIR_";
  private static final String DIRECTORY_PATH = OUR_PREFIX + "DIRECTORY_PATH_";
  private static final String DIRECTORY_ID = OUR_PREFIX + "DIRECTORY_ID_";
  private static final String LEFT_BEHIND_ID = OUR_PREFIX + "LEFT_BEHIND_ID_";
  private static final String METADATA_DIRECTORY = OUR_PREFIX + "METADATA_DIRECTORY";
  private static final String DATA_EXPECTED = OUR_PREFIX + "DATA_EXPECTED";
  private static final String INITIAL_VOTERS = OUR_PREFIX + "INITIAL_VOTERS";
  private static final String PROPERTY = OUR_PREFIX + "PROPERTY_";
  private static final String HEAP_MB = OUR_PREFIX + "HEAP_MB";
  private static final String JVM_OPTION = OUR_PREFIX + "JVM_OPTION_";
  private static final String KAFKA_DIR = OUR_PREFIX + "KAFKA_DIR";
  private static final String KAFKA_JAVA_HOME = OUR_PREFIX + "KAFKA_JAVA_HOME";
  private static final String START_ID = OUR_PREFIX + "START_ID";
  private static final String ALONE_AFTER = OUR_PREFIX + "ALONE_AFTER";
  private static final String ALONE_BACKOFF = OUR_PREFIX + "ALONE_BACKOFF";
  private static final String ORIGIN_KAFKA = OUR_PREFIX + "ORIGIN_KAFKA";
  private static final String ORIGIN_MEMORY_MB = OUR_PREFIX + "ORIGIN_MEMORY_MB";
  private static final String ORIGIN_VCORES = OUR_PREFIX + "ORIGIN_VCORES";
  private static final String ORIGIN_OPERATION = OUR_PREFIX + "ORIGIN_OPERATION";

  private LaunchEnvironment() {}

  public static Map<String, String> toMap(LaunchSpec spec) {
    Fields ours = new Fields("launch environment");
    ours.put(CLUSTER, spec.cluster());
    ours.put(USER, spec.user());
    ours.put(CLUSTER_ID, spec.kafkaClusterId());
    ours.put(NODE_ID, spec.nodeId());
    ours.put(HOST, spec.host());
    ours.put(CONTROL_PORT, spec.controlPort());
    ours.putList(PORT, spec.ports().stream().map(String::valueOf).toList());
    ours.putList(DATA_DIR, spec.dataDirs());
    ours.put(DATA_EXPECTED, spec.dataExpected());
    ours.put(INITIAL_VOTERS, spec.initialVoters());
    ours.put(HEAP_MB, spec.heapMb());
    ours.putList(JVM_OPTION, spec.jvmOptions());
    ours.put(KAFKA_DIR, spec.kafkaDir());
    ours.put(KAFKA_JAVA_HOME, spec.javaHome());
    ours.put(START_ID, spec.startId());
    ours.put(ALONE_AFTER, spec.aloneAfter());
    ours.put(ALONE_BACKOFF, spec.aloneBackoff());
    ours.putMap(DIRECTORY_PATH, DIRECTORY_ID, spec.directoryIds());
    ours.putList(LEFT_BEHIND_ID, spec.leftBehindIds().stream().sorted().toList());
    ours.put(METADATA_DIRECTORY, spec.metadataDirectory());
    putOrigin(ours, spec.origin());
    Map<String, String> environment = new TreeMap<>();
    ours.map().forEach((name, value) -> environment.put(name, AsciiText.encode(value)));
    putKafkaProperties(environment, spec.kafkaProperties());
    return environment;
  }

  private static void putOrigin(Fields ours, Origin origin) {
    ours.put(ORIGIN_KAFKA, origin.kafka());
    ours.put(ORIGIN_MEMORY_MB, origin.memoryMb());
    ours.put(ORIGIN_VCORES, origin.vcores());
    ours.put(ORIGIN_OPERATION, origin.operation());
  }

  /** An ApplicationMaster of an earlier version tells none. */
  private static Origin origin(Fields ours) {
    return ours.find(ORIGIN_KAFKA).isEmpty()
        ? Origin.UNKNOWN
        : new Origin(
            ours.get(ORIGIN_KAFKA),
            ours.get(ORIGIN_MEMORY_MB, Integer::valueOf),
            ours.get(ORIGIN_VCORES, Integer::valueOf),
            ours.get(ORIGIN_OPERATION, Long::valueOf));
  }

  private static void putKafkaProperties(
      Map<String, String> environment, Map<String, String> properties) {
    List<String> numbered = new ArrayList<>();
    for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
      String key = property.getKey();
      String value = property.getValue();
      KafkaEnvironmentNames.variable(key)
          .filter(variable -> AsciiText.isPlain(value))
          .ifPresentOrElse(
              variable -> environment.put(variable, value),
              () ->
                  numbered.add(
                      AsciiText.encode(key).replace("=", "\\u003d")
                          + "="
                          + AsciiText.encode(value)));
    }
    for (int i = 0; i < numbered.size(); i++) {
      environment.put(PROPERTY + i, numbered.get(i));
    }
  }

  /** Throws IllegalArgumentException, with one line, for an environment that is not complete. */
  public static LaunchSpec fromMap(Map<String, String> environment) {
    Map<String, String> decoded = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(OUR_PREFIX) && !name.startsWith(PROPERTY)) {
            decoded.put(name, AsciiText.decode(value));
          }
        });
    Fields ours = new Fields("launch environment", decoded);
    return new LaunchSpec(
        ours.get(CLUSTER),
        ours.get(USER),
        ours.get(CLUSTER_ID),
        ours.get(NODE_ID, Integer::valueOf),
        ours.get(HOST),
        ours.get(CONTROL_PORT, Integer::valueOf),
        ours.list(PORT, Integer::valueOf),
        ours.list(DATA_DIR),
        ours.get(DATA_EXPECTED, Boolean::valueOf),
        ours.find(INITIAL_VOTERS),
        kafkaProperties(environment),
        ours.get(HEAP_MB, Integer::valueOf),
        ours.list(JVM_OPTION),
        ours.get(KAFKA_DIR),
        ours.find(KAFKA_JAVA_HOME),
        ours.get(START_ID),
        ours.get(ALONE_AFTER, Duration::parse),
        ours.get(ALONE_BACKOFF, Duration::parse),
        ours.map(DIRECTORY_PATH, DIRECTORY_ID),
        Set.copyOf(ours.list(LEFT_BEHIND_ID)),
        ours.find(METADATA_DIRECTORY),
        origin(ours));
  }

  private static Map<String, String> kafkaProperties(Map<String, String> environment) {
    Map<String, String> properties = new TreeMap<>();
    environment.forEach(
        (name, value) ->
            KafkaEnvironmentNames.key(name).ifPresent(key -> properties.put(key, value)));
    for (String property : new Fields("launch environment", environment).list(PROPERTY)) {
      int equals = property.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "the launch environment has a setting without \"=\": " + property);
      }
      properties.put(
          AsciiText.decode(property.substring(0, equals)),
          AsciiText.decode(property.substring(equals + 1)));
    }
    return properties;
  }

  /** The body of {@code start} and {@code restart}. */
  public static String toText(LaunchSpec spec) {
    return PropertiesText.write(toMap(spec));
  }

  public static LaunchSpec fromText(String text) {
    return fromMap(PropertiesText.read(text));
  }
}
