package org.kafkayarn.am.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Completes what is given to a spec: defaults, derived values, and the checks of all of it. */
public final class SpecRules {
  public static final int DEFAULT_BROKERS = 3;
  public static final int DEFAULT_AM_MEMORY_MB = 512;
  static final int LEAST_AM_MEMORY_MB = 384;

  /** Below the usual ephemeral range (32768 and up), above the well-known services' ports. */
  public static final PortRange DEFAULT_PORTS = new PortRange(29_092, 29_999);

  /** A node listens for clients, for the quorum, and for its launcher's control. */
  public static final int PORTS_OF_A_NODE = 3;

  private SpecRules() {}

  /**
   * The complete spec.
   *
   * @param given all that the operator has said, now and before
   * @param defaultKafka the archive when none is given
   */
  public static ClusterSpec complete(SpecChanges given, long generation, String defaultKafka) {
    MemorySizing sizing = MemorySizing.of(given.get(SpecKey.MEMORY), given.get(SpecKey.HEAP));
    SpecChanges filled =
        SpecChanges.none()
            .with(SpecKey.NAME, ClusterName.DEFAULT)
            .with(SpecKey.BROKERS, DEFAULT_BROKERS)
            .with(SpecKey.VCORES, 1)
            .with(SpecKey.KAFKA, defaultKafka)
            .with(SpecKey.PORTS, DEFAULT_PORTS)
            .with(SpecKey.AM_MEMORY, DEFAULT_AM_MEMORY_MB)
            .overlaid(given.settled())
            .with(SpecKey.MEMORY, sizing.memoryMb())
            .with(SpecKey.HEAP, sizing.heapMb());
    ClusterSpec spec = assemble(filled, generation);
    check(spec, filled);
    return spec;
  }

  /** The record of values that are all there and were checked when they were accepted. */
  public static ClusterSpec assemble(SpecChanges all, long generation) {
    Map<String, String> config = new TreeMap<>();
    all.settings().forEach((key, value) -> value.ifPresent(text -> config.put(key, text)));
    int brokers = required(all, SpecKey.BROKERS);
    return new ClusterSpec(
        required(all, SpecKey.NAME),
        generation,
        brokers,
        required(all, SpecKey.MEMORY),
        required(all, SpecKey.HEAP),
        required(all, SpecKey.VCORES),
        all.get(SpecKey.QUEUE),
        all.get(SpecKey.NODE_LABEL),
        all.get(SpecKey.PRIORITY),
        required(all, SpecKey.KAFKA),
        config,
        all.get(SpecKey.DATA_DIRS).orElseGet(List::of),
        required(all, SpecKey.PORTS),
        all.get(SpecKey.JAVA_HOME),
        all.get(SpecKey.JDK),
        all.get(SpecKey.JVM_OPTS).orElseGet(List::of),
        required(all, SpecKey.AM_MEMORY),
        all.get(SpecKey.AM_PORT),
        Optional.empty(),
        List.of(),
        List.of(),
        new TreeMap<>(),
        new LocalityWaits(Optional.empty(), Optional.empty()),
        Failover.DEFAULT,
        StartConditions.NONE,
        nodes(all, brokers, config));
  }

  private static SortedMap<Integer, NodeSpec> nodes(
      SpecChanges all, int brokers, Map<String, String> config) {
    SortedMap<Integer, NodeSpec> nodes = new TreeMap<>();
    for (int id = 0; id < brokers; id++) {
      nodes.put(
          id,
          new NodeSpec(
              id,
              "brokers",
              true,
              id < (brokers >= 3 ? 3 : 1),
              required(all, SpecKey.MEMORY),
              required(all, SpecKey.HEAP),
              required(all, SpecKey.VCORES),
              config,
              List.of(),
              List.of(),
              all.get(SpecKey.DATA_DIRS).orElseGet(List::of),
              required(all, SpecKey.KAFKA),
              all.get(SpecKey.NODE_LABEL)));
    }
    return nodes;
  }

  private static <T> T required(SpecChanges all, SpecKey<T> key) {
    return all.get(key).orElseThrow(() -> new UserError("the spec lacks " + key.name()));
  }

  private static void check(ClusterSpec spec, SpecChanges filled) {
    ClusterName.check(spec.name());
    ManagedSettings.check(filled.settings());
    spec.dataDirs().forEach(SpecRules::checkDataDir);
    if (spec.dataDirs().stream().distinct().count() < spec.dataDirs().size()) {
      throw new UserError("data-dirs: the same directory twice: " + spec.dataDirs());
    }
    spec.jvmOptions().forEach(SpecRules::checkJvmOption);
    refuse(
        spec.javaHome(),
        home -> !home.startsWith("/"),
        "java-home: not an absolute path on the hosts: ");
    if (spec.javaHome().isPresent() && spec.jdk().isPresent()) {
      throw new UserError("java-home and jdk are both given: one is enough");
    }
    if (spec.ports().size() < PORTS_OF_A_NODE) {
      throw new UserError(
          "ports: " + spec.ports() + " is too narrow: a node needs " + PORTS_OF_A_NODE);
    }
    if (spec.amMemoryMb() < LEAST_AM_MEMORY_MB) {
      throw new UserError(
          "am-memory: %dm is too small: at least %dm"
              .formatted(spec.amMemoryMb(), LEAST_AM_MEMORY_MB));
    }
  }

  private static void checkDataDir(String dir) {
    if (!dir.startsWith("/") || dir.contains(",") || dir.equals("/")) {
      throw new UserError("data-dirs: not an absolute directory on the hosts: " + dir);
    }
  }

  private static void checkJvmOption(String option) {
    if (!option.startsWith("-")) {
      throw new UserError("jvm-opts: not an option of the JVM: " + option);
    }
    if (option.matches("-Xmx.*|-XX:(MaxHeapSize|MaxRAM).*")) {
      throw new UserError("jvm-opts: " + option + ": use -heap for the heap's size");
    }
    if (option.matches("-cp|-classpath|--class-path.*|-jar|-version|--?help")) {
      throw new UserError("jvm-opts: " + option + " would not start Kafka");
    }
  }

  private static void refuse(Optional<String> value, Predicate<String> wrong, String line) {
    value
        .filter(wrong)
        .ifPresent(
            text -> {
              throw new UserError(line + text);
            });
  }
}
