package org.kafkayarn.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.PlannedMetadata;
import org.kafkayarn.am.plan.PlannedProperties;
import org.kafkayarn.am.plan.PlannedSettings;
import org.kafkayarn.am.plan.PlannedVoters;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeGroup.Role;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Transitions;
import org.kafkayarn.launcher.contract.LaunchSpec;

/**
 * Kafka nodes below real launchers with the settings that the planner gives them, and the state
 * that the ApplicationMaster would have of them. The test decides in its place.
 */
final class LauncherCluster implements AutoCloseable {
  private static final String HOST = "localhost";
  private static final int HEAP_MB = 256;

  private final SortedMap<Integer, LauncherNode> nodes = new TreeMap<>();
  private ClusterState state;
  private int starts;

  /** The nodes' ids are 0, 1, …, as their roles come; the controllers are the first voters. */
  @SafeVarargs
  LauncherCluster(Path root, Set<Role>... roles) throws Exception {
    ClusterSpec spec = SpecRules.complete(SpecChanges.none(), 1, "file:///kafka.tar");
    SortedMap<Integer, NodeSpec> specs = new TreeMap<>();
    Ledger ledger = Ledger.empty(Uuid.randomUuid().toString());
    List<String> voters = new ArrayList<>();
    for (int id = 0; id < roles.length; id++) {
      LauncherNode node = new LauncherNode(root.toRealPath().resolve("node-" + id), id);
      nodes.put(id, node);
      boolean broker = roles[id].contains(Role.BROKER);
      boolean controller = roles[id].contains(Role.CONTROLLER);
      specs.put(
          id,
          RecordCopy.with(
              spec.node(0),
              Map.of(
                  "id",
                  id,
                  "broker",
                  broker,
                  "controller",
                  controller,
                  "config",
                  Map.of("offsets.topic.num.partitions", "3"))));
      String directoryId = Uuid.randomUuid().toString();
      ledger = ledger.with(record(node, id, broker, controller, directoryId));
      if (controller) {
        voters.add(id + "@" + HOST + ":" + node.controllerPort() + ":" + directoryId);
      }
    }
    state =
        ClusterState.initial(
            new ClusterState.Application(
                "alice",
                "application_1700000000000_0001",
                1,
                Instant.EPOCH,
                ClusterState.Application.DEFAULT_HOST_EXPIRY),
            RecordCopy.with(spec, Map.of("nodes", specs, "brokers", brokers(specs))),
            ledger.withInitialVoters(String.join(",", voters)),
            true);
    for (Slot slot : List.copyOf(state.slots().values())) {
      String container = nodes.get(slot.id()).containerId();
      Held held = new Held(container, slot.id(), HOST, HOST + ":0", 0);
      state = state.with(slot.holding(Slot.Phase.UP, held, Instant.now()));
    }
  }

  private static NodeRecord record(
      LauncherNode node, int id, boolean broker, boolean controller, String directoryId) {
    return NodeRecord.placed(id, controller, HOST, "", directoryId, 0)
        .withPorts(
            broker ? node.brokerPort() : 0,
            controller ? node.controllerPort() : 0,
            node.controlPort());
  }

  LauncherNode node(int id) {
    return nodes.get(id);
  }

  String bootstrapServers() {
    return state.ledger().nodes().values().stream()
        .filter(record -> record.brokerPort() > 0)
        .map(record -> HOST + ":" + record.brokerPort())
        .collect(Collectors.joining(","));
  }

  /** A first start, or one on the data that is there. */
  void start(int id, boolean dataExpected) throws Exception {
    LauncherNode node = nodes.get(id);
    NodeRecord record = state.ledger().node(id).orElseThrow();
    starts++;
    node.start(
        new LaunchSpec(
            state.spec().name(),
            "alice",
            state.ledger().kafkaClusterId(),
            id,
            HOST,
            node.controlPort(),
            Stream.of(record.brokerPort(), record.controllerPort()).filter(p -> p > 0).toList(),
            List.of(node.dataDir().toString()),
            dataExpected,
            record.controller() && !record.joins()
                ? Optional.of(state.ledger().initialVoters())
                : Optional.empty(),
            PlannedProperties.of(state, id),
            HEAP_MB,
            List.of(),
            "kafka",
            Optional.empty(),
            node.containerId() + "/" + starts,
            Duration.ofMinutes(5),
            Duration.ofSeconds(1)));
  }

  /** Its disk is lost, and its next place has other ports. */
  void loseData(int id) throws IOException {
    LauncherNode node = nodes.get(id);
    node.loseData();
    node.movePorts();
    NodeRecord record =
        state
            .ledger()
            .node(id)
            .orElseThrow()
            .withData(List.of(node.dataDir().toString()))
            .movedTo(HOST, "")
            .withPorts(node.brokerPort(), node.controllerPort(), node.controlPort());
    state = state.with(state.ledger().with(record));
  }

  void apply(Event event) {
    state = Transitions.apply(state, event, Instant.now());
  }

  /** What the quorum is asked to change next, by the planner's rule. */
  Optional<Action.ChangeVoter> nextVoterChange() {
    Plan plan = PlannedVoters.next(state, Instant.now());
    state = plan.intended();
    return plan.actions().stream().map(Action.ChangeVoter.class::cast).findFirst();
  }

  /** Which version of the metadata is to be finalized next, by the planner's rule. */
  Optional<Action.FinalizeMetadata> nextMetadata() {
    Plan plan = PlannedMetadata.next(state, Instant.now());
    state = plan.intended();
    return plan.actions().stream().map(Action.FinalizeMetadata.class::cast).findFirst();
  }

  /** Which settings Kafka is to change next, by the planner's rule; every ledger is saved. */
  Optional<Action.AlterSettings> nextSettings() {
    Plan plan = PlannedSettings.next(state, Instant.now());
    state = plan.intended();
    apply(new Event.LedgerSaved(state.ledger()));
    return plan.actions().stream().map(Action.AlterSettings.class::cast).findFirst();
  }

  /**
   * The operator wants these settings.
   *
   * @param own of a node beside those of the cluster, by its id
   */
  void want(Map<String, String> config, Map<Integer, Map<String, String>> own)
      throws ReflectiveOperationException {
    apply(new OperatorEvent.SpecChanged(with(config, own)));
  }

  /** The specification with these settings. */
  ClusterSpec with(Map<String, String> config, Map<Integer, Map<String, String>> own)
      throws ReflectiveOperationException {
    SortedMap<Integer, NodeSpec> specs = new TreeMap<>();
    for (NodeSpec node : state.spec().nodes().values()) {
      Map<String, String> all = new TreeMap<>(config);
      all.putAll(own.getOrDefault(node.id(), Map.of()));
      specs.put(node.id(), RecordCopy.with(node, Map.of("config", all)));
    }
    return RecordCopy.with(
        state.spec(),
        Map.of("generation", state.spec().generation() + 1, "config", config, "nodes", specs));
  }

  /** The operator wants these tasks, and no others. */
  void want(List<TaskSpec> tasks) throws ReflectiveOperationException {
    SortedMap<String, TaskSpec> byName = new TreeMap<>();
    tasks.forEach(task -> byName.put(task.name(), task));
    apply(
        new OperatorEvent.SpecChanged(
            RecordCopy.with(
                state.spec(),
                Map.of("generation", state.spec().generation() + 1, "tasks", byName))));
  }

  private static String kafkaJars() throws IOException {
    try (Stream<Path> below = Files.walk(Path.of(System.getProperty("kafka.dir")), 2)) {
      return below.filter(path -> path.endsWith("libs")).findFirst().orElseThrow() + "/*";
    }
  }

  /** Formats a node's directory as an older Kafka would have. */
  void format(int id, String release) throws Exception {
    Path properties = Files.createTempFile("format", ".properties");
    List<String> lines = new ArrayList<>();
    PlannedProperties.of(state, id).forEach((key, value) -> lines.add(key + "=" + value));
    lines.add("log.dirs=" + nodes.get(id).dataDir());
    Files.write(properties, lines);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                kafkaJars(),
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                state.ledger().kafkaClusterId(),
                "--config",
                properties.toString(),
                "--release-version",
                release));
    command.addAll(
        state.ledger().node(id).orElseThrow().controller()
            ? List.of("--initial-controllers", state.ledger().initialVoters())
            : List.of("--no-initial-controllers"));
    Process format = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(format.getInputStream().readAllBytes(), UTF_8);
    Files.delete(properties);
    if (format.waitFor() != 0) {
      throw new AssertionError("not formatted: " + said);
    }
  }

  /** What the launchers say now, in the state. */
  Snapshot snapshot() {
    nodes.forEach(
        (id, node) ->
            node.state()
                .ifPresent(
                    word -> apply(new LauncherEvent.Answered(id, node.containerId(), word))));
    Plan plan = new Plan(state, List.of(), new TreeMap<>(), List.of(), Optional.empty());
    return new Snapshot(plan, StatusReport.of(plan, Map.of()));
  }

  @Override
  public void close() {
    nodes.values().forEach(LauncherNode::close);
  }

  private static int brokers(SortedMap<Integer, NodeSpec> nodes) {
    return (int) nodes.values().stream().filter(NodeSpec::broker).count();
  }
}
