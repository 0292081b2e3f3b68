package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One key of the spec. Its name is the same in a file and, after the dash, as an option of the
 * command line; the list of all keys is what every reader, writer and table goes by.
 */
public final class SpecKey<T> {
  /**
   * How many brokers a cluster may have: far above what one ApplicationMaster was tried with. The
   * ids from it on are those of controllers that are no brokers, so that brokers can grow.
   */
  static final int MOST_BROKERS = 10_000;

  static final SpecValue<Integer> VCORES_VALUE = SpecValue.integer(1, 1024);

  public static final SpecKey<String> NAME =
      new SpecKey<>("name", SpecValue.TEXT, spec -> Optional.of(spec.name()));
  public static final SpecKey<Integer> BROKERS =
      new SpecKey<>(
          "brokers",
          SpecValue.integer(1, MOST_BROKERS),
          // Groups say it otherwise.
          spec -> Optional.of(spec.brokers()).filter(count -> spec.groups().isEmpty()));
  public static final SpecKey<Integer> VOTERS =
      new SpecKey<>(
          "voters",
          new VoterCount(1),
          spec -> Optional.of(spec.quorum().voters()).filter(voters -> voters > 0));
  public static final SpecKey<Integer> CONTROLLERS =
      new SpecKey<>(
          "controllers",
          new VoterCount(0),
          spec ->
              Optional.of(spec.quorum().controllers()).filter(count -> spec.groups().isEmpty()));
  public static final SpecKey<Integer> CONTROLLER_MEMORY =
      new SpecKey<>(
          "controller-memory",
          SpecValue.MEMORY,
          spec -> spec.quorum().dedicated().map(QuorumSpec.Dedicated::memoryMb));
  public static final SpecKey<Integer> CONTROLLER_HEAP =
      new SpecKey<>(
          "controller-heap",
          SpecValue.MEMORY,
          spec -> spec.quorum().dedicated().map(QuorumSpec.Dedicated::heapMb));
  public static final SpecKey<Integer> CONTROLLER_VCORES =
      new SpecKey<>(
          "controller-vcores",
          VCORES_VALUE,
          spec -> spec.quorum().dedicated().map(QuorumSpec.Dedicated::vcores));
  public static final SpecKey<Integer> MEMORY =
      new SpecKey<>("memory", SpecValue.MEMORY, spec -> Optional.of(spec.memoryMb()));
  public static final SpecKey<Integer> HEAP =
      new SpecKey<>("heap", SpecValue.MEMORY, spec -> Optional.of(spec.heapMb()));
  public static final SpecKey<Integer> VCORES =
      new SpecKey<>("vcores", VCORES_VALUE, spec -> Optional.of(spec.vcores()));
  public static final SpecKey<String> QUEUE =
      new SpecKey<>("queue", SpecValue.TEXT, ClusterSpec::queue);
  public static final SpecKey<String> NODE_LABEL =
      new SpecKey<>("node-label", SpecValue.TEXT, ClusterSpec::nodeLabel);
  public static final SpecKey<Integer> PRIORITY =
      new SpecKey<>("priority", SpecValue.integer(0, Integer.MAX_VALUE), ClusterSpec::priority);
  public static final SpecKey<String> KAFKA =
      new SpecKey<>("kafka", SpecValue.TEXT, spec -> Optional.of(spec.kafka()));
  public static final SpecKey<SortedMap<String, Optional<String>>> CONFIG =
      new SpecKey<>("config", SpecValue.SETTINGS, spec -> optional(settings(spec)));
  public static final SpecKey<List<String>> DATA_DIRS =
      new SpecKey<>("data-dirs", SpecValue.COMMA_LIST, spec -> optional(spec.dataDirs()));
  public static final SpecKey<PortRange> PORTS =
      new SpecKey<>("ports", SpecValue.PORTS, spec -> Optional.of(spec.ports()));
  public static final SpecKey<String> JAVA_HOME =
      new SpecKey<>("java-home", SpecValue.TEXT, ClusterSpec::javaHome);
  public static final SpecKey<String> JDK = new SpecKey<>("jdk", SpecValue.TEXT, ClusterSpec::jdk);
  public static final SpecKey<List<String>> JVM_OPTS =
      new SpecKey<>("jvm-opts", SpecValue.WORDS, spec -> optional(spec.jvmOptions()));
  public static final SpecKey<Integer> AM_MEMORY =
      new SpecKey<>("am-memory", SpecValue.MEMORY, spec -> Optional.of(spec.amMemoryMb()));
  public static final SpecKey<PortRange> AM_PORT =
      new SpecKey<>("am-port", SpecValue.PORTS, ClusterSpec::amPorts);

  public static final SpecKey<List<Constraint>> CONSTRAINTS =
      new SpecKey<>("constraints", ConstraintsValue.LIST, spec -> optional(spec.constraints()));
  public static final SpecKey<List<GroupWish>> GROUPS =
      new SpecKey<>(
          "groups",
          new GroupsValue(),
          spec -> optional(spec.groups().stream().map(GroupWish::of).toList()));
  public static final SpecKey<SortedMap<Integer, List<Constraint>>> NODES =
      new SpecKey<>("nodes", new NodesValue(), spec -> optional(spec.nodeConstraints()));
  public static final SpecKey<Duration> HOST_WAIT =
      new SpecKey<>("host-wait", DurationValue.WAIT, spec -> spec.locality().host());
  public static final SpecKey<Duration> RACK_WAIT =
      new SpecKey<>("rack-wait", DurationValue.WAIT, spec -> spec.locality().rack());
  public static final SpecKey<Duration> FAILOVER_DELAY =
      new SpecKey<>(
          "failover-delay", DurationValue.PLAIN, spec -> Optional.of(spec.failover().delay()));
  public static final SpecKey<Duration> FAILOVER_MAX_DELAY =
      new SpecKey<>(
          "failover-max-delay",
          DurationValue.PLAIN,
          spec -> Optional.of(spec.failover().maxDelay()));
  public static final SpecKey<Integer> FAILOVER_MAX_TRIES =
      new SpecKey<>(
          "failover-max-tries",
          SpecValue.integer(1, Integer.MAX_VALUE),
          spec -> spec.failover().maxTries());
  public static final SpecKey<Duration> FAILOVER_GOOD_AFTER =
      new SpecKey<>(
          "failover-good-after",
          DurationValue.PLAIN,
          spec -> Optional.of(spec.failover().goodAfter()));
  public static final SpecKey<Boolean> FAST_FAILOVER =
      new SpecKey<>("fast-failover", FlagValue.FLAG, spec -> Optional.of(spec.failover().fast()));
  public static final SpecKey<OptionalInt> GANG =
      new SpecKey<>(
          "gang", StartValues.GANG, spec -> spec.start().gang().map(StartConditions.Gang::nodes));
  public static final SpecKey<Duration> GANG_TIMEOUT =
      new SpecKey<>(
          "gang-timeout",
          DurationValue.PLAIN,
          spec -> spec.start().gang().flatMap(StartConditions.Gang::timeout));
  public static final SpecKey<StartTime> START_AT =
      new SpecKey<>(
          "start-at", StartValues.TIME, spec -> spec.start().startAt().map(StartTime.At::new));
  public static final SpecKey<StartConditions.Amount> MIN_FREE =
      new SpecKey<>("min-free", StartValues.AMOUNT, spec -> spec.start().minFree());
  public static final SpecKey<String> RESERVATION =
      new SpecKey<>("reservation", StartValues.RESERVATION, ClusterSpec::reservation);

  public static final SpecKey<MetadataPolicy> METADATA_VERSION =
      new SpecKey<>(
          "metadata-version",
          MetadataPolicy.VALUE,
          spec ->
              Optional.of(spec.metadataVersion())
                  .filter(policy -> policy.kind() != MetadataPolicy.Kind.KEEP));

  public static final SpecKey<SortedMap<String, Optional<TaskWish>>> TASKS =
      new SpecKey<>("tasks", new TasksValue(), spec -> optional(tasks(spec)));

  private static final List<SpecKey<?>> ALL =
      List.of(
          NAME,
          BROKERS,
          VOTERS,
          CONTROLLERS,
          CONTROLLER_MEMORY,
          CONTROLLER_HEAP,
          CONTROLLER_VCORES,
          MEMORY,
          HEAP,
          VCORES,
          QUEUE,
          NODE_LABEL,
          PRIORITY,
          KAFKA,
          CONFIG,
          DATA_DIRS,
          PORTS,
          JAVA_HOME,
          JDK,
          JVM_OPTS,
          AM_MEMORY,
          AM_PORT,
          CONSTRAINTS,
          GROUPS,
          NODES,
          HOST_WAIT,
          RACK_WAIT,
          FAILOVER_DELAY,
          FAILOVER_MAX_DELAY,
          FAILOVER_MAX_TRIES,
          FAILOVER_GOOD_AFTER,
          FAST_FAILOVER,
          GANG,
          GANG_TIMEOUT,
          START_AT,
          MIN_FREE,
          RESERVATION,
          METADATA_VERSION,
          TASKS);

  /** Those that are told in a file only. */
  public static final List<SpecKey<?>> FILE_ONLY = List.of(GROUPS, NODES, TASKS);

  /** What controllers of their own are like. */
  static final List<SpecKey<?>> OF_CONTROLLERS =
      List.of(CONTROLLER_MEMORY, CONTROLLER_HEAP, CONTROLLER_VCORES);

  /** What groups say in their own words. */
  static final List<SpecKey<?>> SAID_BY_GROUPS =
      List.of(BROKERS, VOTERS, CONTROLLERS, CONTROLLER_MEMORY, CONTROLLER_HEAP, CONTROLLER_VCORES);

  private final String name;
  private final SpecValue<T> value;
  private final Function<ClusterSpec, Optional<T>> of;

  private SpecKey(String name, SpecValue<T> value, Function<ClusterSpec, Optional<T>> of) {
    this.name = name;
    this.value = value;
    this.of = of;
  }

  /** Every key, in the order in which they are shown. */
  public static List<SpecKey<?>> all() {
    return ALL;
  }

  /** Finds a key by its name, or says which one comes nearest. */
  static SpecKey<?> named(String label, String name) {
    return ALL.stream()
        .filter(key -> key.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    label
                        + ": unknown key: "
                        + name
                        + ". Did you mean "
                        + nearest(name, ALL.stream().map(SpecKey::name).toList())
                        + "?"));
  }

  public String name() {
    return name;
  }

  /** What a complete spec holds for this key; empty where it holds nothing. */
  public Optional<T> of(ClusterSpec spec) {
    return of.apply(spec);
  }

  public T parse(String label, String text) {
    return value.parse(label, text);
  }

  T read(String label, JsonNode node) {
    return value.read(label, node);
  }

  JsonNode write(T held) {
    return value.write(held);
  }

  /** The value of a complete spec as one would write it in a flag. */
  Optional<String> show(ClusterSpec spec) {
    return of(spec).map(value::show);
  }

  @Override
  public String toString() {
    return name;
  }

  private static SortedMap<String, Optional<String>> settings(ClusterSpec spec) {
    SortedMap<String, Optional<String>> settings = new TreeMap<>();
    spec.config().forEach((key, setting) -> settings.put(key, Optional.of(setting)));
    return settings;
  }

  private static SortedMap<String, Optional<TaskWish>> tasks(ClusterSpec spec) {
    SortedMap<String, Optional<TaskWish>> tasks = new TreeMap<>();
    spec.tasks().forEach((name, task) -> tasks.put(name, Optional.of(TaskWish.of(task))));
    return tasks;
  }

  private static <C extends List<?>> Optional<C> optional(C list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }

  private static <C extends SortedMap<?, ?>> Optional<C> optional(C map) {
    return map.isEmpty() ? Optional.empty() : Optional.of(map);
  }

  /** The candidate that takes the fewest edits to become, for "did you mean". */
  public static String nearest(String wrong, List<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> edits(wrong, candidate)))
        .orElse("");
  }

  /** The Levenshtein distance: insertions, deletions and replacements of one character. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
