package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.recovery.RecoveryReport;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;
import org.kafkayarn.client.yarn.BrokerFiles;

/** An ApplicationMaster that says what it is told to, one thing after the other. */
public final class FakeAm implements AmApi {
  final Deque<ClusterStatus> says = new ArrayDeque<>();
  final List<ClusterEvent> events = new ArrayList<>();
  Runnable onEvents = () -> {};
  Optional<IOException> trouble = Optional.empty();
  Runnable onStop = () -> {};
  final List<Gone> gone = new ArrayList<>();
  String token = "";
  int stops;
  final List<Optional<String>> upgrades = new ArrayList<>();
  Runnable onUpgrade = () -> {};
  final List<SpecChanges> changes = new ArrayList<>();
  Optional<IOException> refusal = Optional.empty();
  SpecAnswer changed = new SpecAnswer(2, false, List.of("controllers: 0 -> 3"));

  static ClusterStatus status(Phase phase, String message) {
    boolean ready = phase == Phase.READY;
    NodeStatus node =
        new NodeStatus(
            0,
            "broker,controller",
            ready ? "running" : "starting",
            ready ? "" : "Kafka has not registered yet",
            Optional.of("host1"),
            Optional.of("/r1"),
            "host1:29092",
            29093,
            29094,
            Optional.of("container_1_1_01_000002"),
            Optional.of(Instant.now().minusSeconds(2 * 3600 + 330)),
            1,
            List.of("/data/0"),
            Optional.of("it was killed (137)"),
            "http://host1/logs",
            Map.of("format", 800L),
            List.of(),
            List.of());
    return new ClusterStatus(
        "kafka",
        "alice",
        FakeYarn.ID.toString(),
        1,
        Instant.now().minusSeconds(3 * 3600 + 330),
        "mE3ZxXHRQ3eAHHDzkPVnPg",
        1,
        phase,
        message,
        ready ? "host1:29092" : "",
        ready ? Optional.of(0) : Optional.empty(),
        List.of(node),
        List.of(),
        ClusterStatus.Offline.NONE,
        List.of(),
        List.of(),
        Map.of("registered", 700L));
  }

  @Override
  public Optional<AmClient.Answer> status(Optional<String> seen, Duration wait) throws IOException {
    if (trouble.isPresent()) {
      IOException once = trouble.get();
      trouble = Optional.empty();
      throw once;
    }
    ClusterStatus next = says.size() > 1 ? says.poll() : says.peek();
    return Optional.of(new AmClient.Answer(next, AmClient.JSON.valueToTree(next), ""));
  }

  @Override
  public List<ClusterEvent> events(OptionalLong after, int limit, Duration wait)
      throws IOException {
    onEvents.run();
    if (trouble.isPresent()) {
      IOException once = trouble.get();
      trouble = Optional.empty();
      throw once;
    }
    if (after.isPresent()) {
      return events.stream()
          .filter(event -> event.sequence() > after.getAsLong())
          .limit(limit)
          .toList();
    }
    return List.copyOf(events.subList(Math.max(0, events.size() - limit), events.size()));
  }

  @Override
  public void purged(List<Gone> told) {
    gone.addAll(told);
  }

  @Override
  public SpecAnswer change(SpecChanges said, boolean dryRun) throws IOException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    changes.add(said);
    return new SpecAnswer(changed.generation(), dryRun, changed.changes());
  }

  final List<Optional<Long>> rollbacks = new ArrayList<>();

  @Override
  public SpecAnswer rollBack(Optional<Long> to, boolean dryRun) throws IOException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    rollbacks.add(to);
    return new SpecAnswer(changed.generation(), dryRun, changed.changes());
  }

  RecoveryReport recovery = new RecoveryReport(0, List.of());
  final List<String> recoveries = new ArrayList<>();

  @Override
  public RecoveryReport recovery(boolean force) {
    return recovery;
  }

  @Override
  public RecoveryReport recover(List<String> partitions, boolean force) {
    recoveries.add(partitions + (force ? " force" : ""));
    return new RecoveryReport(
        recovery.offline(),
        recovery.partitions().stream()
            .map(
                line ->
                    new RecoveryReport.Line(
                        line.partition(),
                        line.replicas(),
                        line.inSync(),
                        line.survivors(),
                        line.elect(),
                        line.refusal(),
                        line.loss(),
                        line.failure(),
                        line.elect().isPresent()))
            .toList());
  }

  @Override
  public String rebuildQuorum(int node) {
    recoveries.add("quorum from " + node);
    return "node " + node + ": the only voter";
  }

  String finalized = "4.2-IV1";
  boolean kafkaTells = true;

  @Override
  public MetadataAnswer metadata() throws IOException {
    if (!kafkaTells) {
      throw new ApiRefusal(409, "Kafka has not told its metadata.version yet");
    }
    return new MetadataAnswer(
        finalized,
        Optional.of("4.3-IV0"),
        "keep",
        List.of(new KnownVersions(0, "3.3-IV3", "4.3-IV0")),
        Optional.empty());
  }

  @Override
  public UpgradeAnswer upgradeMetadata(Optional<String> to, boolean dryRun) throws IOException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (!dryRun) {
      upgrades.add(to);
      onUpgrade.run();
    }
    return new UpgradeAnswer("4.2-IV1", to.orElse("4.3-IV0"), dryRun);
  }

  ProgramAnswer program =
      new ProgramAnswer("0.1.0", "hdfs:///old/kafka-yarn.jar", 1, Optional.empty());
  final List<Program> takenOver = new ArrayList<>();
  Runnable onHandOver = () -> {};

  @Override
  public ProgramAnswer program() {
    return program;
  }

  @Override
  public void handOver(Program next) throws IOException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    takenOver.add(next);
    onHandOver.run();
  }

  /** What is answered to calls, by method and path. */
  final Map<String, String> answers = new HashMap<>();

  /** The calls in their order, with their bodies. */
  final List<String> calls = new ArrayList<>();

  @Override
  public JsonNode call(String method, String path, Optional<JsonNode> body, Duration within)
      throws IOException {
    String call = method + " " + path;
    calls.add(call + body.map(json -> " " + json).orElse(""));
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (!answers.containsKey(call)) {
      throw new ApiRefusal(404, "nothing is said about " + call);
    }
    return AmClient.JSON.readTree(answers.get(call));
  }

  final FakeBrokerFiles files = new FakeBrokerFiles();

  @Override
  public BrokerFiles files() {
    return files;
  }

  @Override
  public void stop() {
    stops++;
    onStop.run();
  }
}
