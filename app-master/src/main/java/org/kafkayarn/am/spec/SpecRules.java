package org.kafkayarn.am.spec;

import java.time.Duration;
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

  /** The complete spec of a cluster that has none yet. */
  public static ClusterSpec complete(SpecChanges given, long generation, String defaultKafka) {
    return complete(given, generation, defaultKafka, Optional.empty());
  }

  /**
   * The complete spec.
   *
   * @param given all that the operator has said, now and before
   * @param defaultKafka the archive when none is given
   * @param before the one that was accepted last: groups keep the ids that they had in it
   */
  public static ClusterSpec complete(
      SpecChanges given, long generation, String defaultKafka, Optional<ClusterSpec> before) {
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
    Optional<List<GroupWish>> groups = given.get(SpecKey.GROUPS);
    if (groups.isPresent()) {
      refuseBeside(given);
      filled =
          filled.with(
              SpecKey.GROUPS,
              NodeRules.complete(groups.get(), before).stream().map(GroupWish::of).toList());
    } else {
      filled = QuorumRules.filled(given, filled);
    }
    if (!filled.tasks().isEmpty()) {
      filled = filled.with(SpecKey.TASKS, TaskRules.revised(filled.tasks(), before));
    }
    ClusterSpec spec = assemble(filled, generation);
    check(spec, filled);
    return spec;
  }

  private static void refuseBeside(SpecChanges given) {
    for (SpecKey<?> key : SpecKey.SAID_BY_GROUPS) {
      if (given.get(key).isPresent()) {
        throw new UserError(
            "%s and groups are both given: the groups say %s. Leave %s away"
                .formatted(
                    key,
                    key == SpecKey.BROKERS
                        ? "how many nodes there are"
                        : "which nodes are controllers, and their sizes",
                    key));
      }
    }
  }

  /** The record of values that are all there and were checked when they were accepted. */
  public static ClusterSpec assemble(SpecChanges all, long generation) {
    Map<String, String> config = new TreeMap<>();
    all.settings().forEach((key, value) -> value.ifPresent(text -> config.put(key, text)));
    List<NodeGroup> groups =
        all.get(SpecKey.GROUPS).orElseGet(List::of).stream().map(GroupWish::group).toList();
    SortedMap<Integer, List<Constraint>> nodeConstraints =
        all.get(SpecKey.NODES).orElseGet(TreeMap::new);
    int brokers = groups.isEmpty() ? required(all, SpecKey.BROKERS) : 0;
    QuorumSpec quorum = groups.isEmpty() ? QuorumRules.quorum(all, brokers) : QuorumSpec.BY_GROUPS;
    SortedMap<Integer, NodeSpec> nodes =
        NodeRules.nodes(common(all, config), brokers, quorum, groups, nodeConstraints);
    return new ClusterSpec(
        required(all, SpecKey.NAME),
        generation,
        (int) nodes.values().stream().filter(NodeSpec::broker).count(),
        quorum,
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
        all.get(SpecKey.RESERVATION),
        all.get(SpecKey.CONSTRAINTS).orElseGet(List::of),
        groups,
        nodeConstraints,
        new LocalityWaits(all.get(SpecKey.HOST_WAIT), all.get(SpecKey.RACK_WAIT)),
        failover(all),
        start(all),
        all.get(SpecKey.METADATA_VERSION).orElse(MetadataPolicy.DEFAULT),
        tasks(all),
        nodes,
        new TreeMap<>());
  }

  private static SortedMap<String, TaskSpec> tasks(SpecChanges all) {
    SortedMap<String, TaskSpec> tasks = new TreeMap<>();
    all.tasks().forEach((name, wish) -> wish.ifPresent(held -> tasks.put(name, held.spec())));
    return tasks;
  }

  /** A node that has what the cluster says. */
  private static NodeSpec common(SpecChanges all, Map<String, String> config) {
    return new NodeSpec(
        0,
        NodeRules.UNGROUPED,
        true,
        false,
        required(all, SpecKey.MEMORY),
        required(all, SpecKey.HEAP),
        required(all, SpecKey.VCORES),
        config,
        all.get(SpecKey.CONSTRAINTS).orElseGet(List::of),
        List.of(),
        all.get(SpecKey.DATA_DIRS).orElseGet(List::of),
        required(all, SpecKey.KAFKA),
        all.get(SpecKey.NODE_LABEL));
  }

  private static Failover failover(SpecChanges all) {
    return new Failover(
        all.get(SpecKey.FAILOVER_DELAY).orElse(Failover.DEFAULT.delay()),
        all.get(SpecKey.FAILOVER_MAX_DELAY).orElse(Failover.DEFAULT.maxDelay()),
        all.get(SpecKey.FAILOVER_MAX_TRIES),
        all.get(SpecKey.FAILOVER_GOOD_AFTER).orElse(Failover.DEFAULT.goodAfter()),
        all.get(SpecKey.FAST_FAILOVER).orElse(Failover.DEFAULT.fast()));
  }

  private static StartConditions start(SpecChanges all) {
    return new StartConditions(
        all.get(SpecKey.START_AT).map(StartTime::absolute),
        all.get(SpecKey.MIN_FREE),
        all.get(SpecKey.GANG)
            .map(nodes -> new StartConditions.Gang(nodes, all.get(SpecKey.GANG_TIMEOUT))));
  }

  static <T> T required(SpecChanges all, SpecKey<T> key) {
    return all.get(key).orElseThrow(() -> new UserError("the spec lacks " + key.name()));
  }

  private static void check(ClusterSpec spec, SpecChanges filled) {
    ClusterName.check(spec.name());
    ManagedSettings.check(filled.settings());
    checkDataDirs(spec.dataDirs());
    NodeRules.check(spec);
    TaskRules.check(spec.tasks());
    checkFailover(spec.failover());
    checkGang(spec, filled);
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

  private static void checkFailover(Failover failover) {
    if (failover.maxDelay().compareTo(failover.delay()) < 0) {
      throw new UserError(
          "failover-max-delay: %s is less than failover-delay %s"
              .formatted(
                  DurationValue.shown(failover.maxDelay()), DurationValue.shown(failover.delay())));
    }
  }

  private static void checkGang(ClusterSpec spec, SpecChanges filled) {
    Optional<Duration> timeout = filled.get(SpecKey.GANG_TIMEOUT);
    if (timeout.isPresent() && spec.start().gang().isEmpty()) {
      throw new UserError("gang-timeout: there is no gang to wait for: give -gang all too");
    }
    if (timeout.filter(Duration::isZero).isPresent()) {
      throw new UserError("gang-timeout: 0 leaves no time: give 10m, or leave it away for no end");
    }
    int nodes = spec.nodes().size();
    spec.start()
        .gang()
        .map(StartConditions.Gang::nodes)
        .filter(wanted -> wanted.isPresent() && wanted.getAsInt() > nodes)
        .ifPresent(
            wanted -> {
              throw new UserError(
                  "gang: %d is more than the cluster has: %d nodes. Use -gang all"
                      .formatted(wanted.getAsInt(), nodes));
            });
  }

  static void checkDataDirs(List<String> dirs) {
    dirs.forEach(SpecRules::checkDataDir);
    if (dirs.stream().distinct().count() < dirs.size()) {
      throw new UserError("data-dirs: the same directory twice: " + dirs);
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
