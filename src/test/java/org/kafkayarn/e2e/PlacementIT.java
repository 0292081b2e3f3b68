package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where nodes go and when they start, on four hosts in two racks that a cluster can fill. */
@Timeout(600)
class PlacementIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int RECORDS = 2_000;
  private static final int FIRST_PORT = 30_100;
  private static final int HOST_MB = 2_048;

  /** A node's container: 793 MiB for a heap of 256, in YARN's steps of 128. */
  private static final int NODE_MB = 896;

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  @BeforeAll
  static void startYarn() {
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.31")
                    .nodeManagers(4)
                    .memoryMb(HOST_MB)
                    .racks("/rack-1", "/rack-2"));
    cli = yarn.cli();
  }

  @AfterEach
  void leaveNothingRunning() throws Exception {
    for (var application : yarn.client().getApplications()) {
      if (application.getFinishTime() == 0) {
        yarn.client().killApplication(application.getApplicationId());
      }
    }
    awaitAllFree();
  }

  @Test
  void whatNoHostCanMeetIsRefusedAndNothingIsSubmitted() throws Exception {
    int before = yarn.client().getApplications().size();

    String nowhere =
        cli.kafkaYarn("-brokers", "3", "-constraints", "hostname=like:big.*").expect(2).err();
    assertTrue(nowhere.contains("hostname=like:big.*"), nowhere);
    yarn.hosts().forEach(host -> assertTrue(nowhere.contains(host), nowhere));

    String racks = cli.kafkaYarn("-brokers", "3", "-constraints", "rack=unique").expect(2).err();
    assertTrue(racks.contains("rack=unique needs 3 racks"), racks);
    assertTrue(racks.contains("/rack-1, /rack-2"), racks);

    String room = cli.kafkaYarn("-brokers", "3", "-min-free", "memory=64g").expect(2).err();
    assertTrue(room.contains("min-free"), room);
    assertTrue(room.contains(4 * HOST_MB + "m"), room);

    assertEquals(before, yarn.client().getApplications().size());
  }

  @Test
  void aGangThatFindsNoRoomStartsNothingAndGivesAllBack() throws Exception {
    Cli.Result refused =
        cli.kafkaYarn(
                "-name",
                "gang",
                "-brokers",
                "5",
                "-memory",
                "1400m",
                "-gang",
                "all",
                "-gang-timeout",
                "15s")
            .expect(1);

    WatchedCluster gang = yarn.cluster("gang");
    String diagnostics = gang.report().getDiagnostics();
    assertEquals(FinalApplicationStatus.FAILED, gang.report().getFinalApplicationStatus());
    assertTrue(diagnostics.contains("4 of 5 containers were granted within 15s"), diagnostics);
    assertTrue(diagnostics.contains("lacks a container of 1400 MiB"), diagnostics);
    assertTrue(diagnostics.contains("has that much free now"), diagnostics);
    assertTrue(refused.err().contains("4 of 5 containers were granted"), refused.err());
    String events = cli.kafkaYarn("events", "-name", "gang").expect(0).out();
    assertEquals(4, events.lines().filter(line -> line.contains(" Granted ")).count(), events);
    assertFalse(events.contains(" Launching "), events);
    assertTrue(events.contains("held now: 4"), events);
    awaitAllFree();
  }

  @Test
  void aClusterStartsTogetherAndComesBackToWhereItWas() throws Exception {
    WatchedCluster later = aStartIsPutOff();
    WatchedCluster first = nodesStartTogetherApartAndOnFreePorts();
    JsonNode before = first.status();
    NumberedRecords records =
        new NumberedRecords(before.get("bootstrapServers").asText(), "numbered");
    records.createTopic(6);
    records.write(0, RECORDS);

    first.kill();
    // Without the constraint every host would do.
    cli.kafkaYarn("-name", "placed", "-constraints=", "-gang=", "-gang-timeout=").expect(0);
    WatchedCluster second = yarn.cluster("placed");
    assertNotEquals(first.id(), second.id());
    assertEquals(places(before), places(second.status()));
    assertEquals(new BitSet(), records.missing(RECORDS, "after-resubmit"));

    itWaitedForItsTimeAndThenForRoom(later);
    aKilledBrokerNeedsNoRoomToComeBack(second);
    aNodeManagerThatWasStoppedGetsItsNodeBack(second);
    assertEquals(new BitSet(), records.missing(RECORDS, "at-the-end"));
    cli.kafkaYarn("stop", "-name", "placed").expect(0);
  }

  private static WatchedCluster aStartIsPutOff() throws Exception {
    cli.kafkaYarn(
            "-name",
            "later",
            "-brokers",
            "1",
            "-start-at",
            "+45s",
            "-min-free",
            "memory=8g",
            "-detach")
        .expect(0);
    return yarn.cluster("later");
  }

  private static void itWaitedForItsTimeAndThenForRoom(WatchedCluster later) throws Exception {
    JsonNode room =
        later.awaitEvent(SOON, 0, "Waiting", 0, "waits for 8192 MiB", "-min-free", "free now: ");
    List<JsonNode> events = later.events();
    JsonNode time =
        events.stream()
            .filter(event -> WatchedCluster.is(event, 0, "Waiting", 0, "-start-at"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("it did not wait for its time: " + events));
    String start = time.get("reason").asText().replaceAll(".* at (\\S+) .*", "$1");
    assertFalse(
        Instant.parse(room.get("at").asText()).isBefore(Instant.parse(start)), events::toString);
    assertFalse(later.kinds(0).contains("Requested"), events::toString);
    later.kill();
  }

  private static WatchedCluster nodesStartTogetherApartAndOnFreePorts() throws Exception {
    try (ServerSocket foreign = new ServerSocket(FIRST_PORT)) {
      cli.kafkaYarn(
              "-name",
              "placed",
              "-brokers",
              "3",
              "-heap",
              "256m",
              "-ports",
              FIRST_PORT + "-" + (FIRST_PORT + 99),
              "-constraints",
              "hostname=unlike:" + yarn.hosts().get(0).replace(".", "\\."),
              "-gang",
              "all",
              "-gang-timeout",
              "2m")
          .expect(0);
      assertTrue(foreign.isBound());
    }
    WatchedCluster cluster = yarn.cluster("placed");
    JsonNode status = cluster.status();
    List<JsonNode> events = cluster.events();
    assertEquals(
        Set.copyOf(yarn.hosts().subList(1, 4)),
        new HashSet<>(WatchedCluster.each(status, "host").values()));
    assertEquals(
        Set.of("/rack-1", "/rack-2"), new HashSet<>(WatchedCluster.each(status, "rack").values()));
    assertEquals(WatchedCluster.each(status, "rack"), racksThatKafkaTells(status));

    List<String> kinds =
        events.stream()
            .map(e -> e.get("kind").asText())
            .filter(kind -> kind.equals("Granted") || kind.equals("Launching"))
            .limit(4)
            .toList();
    assertEquals(List.of("Granted", "Granted", "Granted", "Launching"), kinds);

    JsonNode taken =
        events.stream()
            .filter(e -> e.get("kind").asText().equals("Failed"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("nobody missed the port: " + events));
    String reason = taken.get("reason").asText();
    assertTrue(reason.contains("PORT_TAKEN"), reason);
    assertTrue(reason.contains(Integer.toString(FIRST_PORT)), reason);
    int id = taken.get("node").asInt();
    assertTrue(
        events.stream()
            .anyMatch(e -> WatchedCluster.is(e, 0, "Decided", id, "takes another port")));
    String listener = WatchedCluster.node(status, id).get("listener").asText();
    assertFalse(listener.endsWith(":" + FIRST_PORT), listener);
    return cluster;
  }

  private static Map<Integer, String> racksThatKafkaTells(JsonNode status) throws Exception {
    Map<Integer, String> racks = new TreeMap<>();
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", status.get("bootstrapServers").asText()))) {
      for (Node node : admin.describeCluster().nodes().get()) {
        racks.put(node.id(), node.rack());
      }
    }
    return racks;
  }

  private static void aKilledBrokerNeedsNoRoomToComeBack(WatchedCluster cluster) throws Exception {
    // A gang that can never come together holds all that it gets, and runs nothing in it.
    cli.kafkaYarn("-name", "filler", "-brokers", "12", "-heap", "128m", "-gang", "all", "-detach")
        .expect(0);
    Map<String, Long> free =
        Until.isTrue(
            "no host has room for a node",
            SOON,
            PlacementIT::free,
            hosts -> hosts.values().stream().allMatch(mb -> mb < NODE_MB));
    JsonNode before = cluster.status();
    long since = cluster.lastEvent();
    Map<String, Long> kafkas = ClusterProcesses.kafkas(before);
    String container = WatchedCluster.node(before, 1).get("containerId").asText();
    ProcessHandle.of(kafkas.get(container)).orElseThrow().destroyForcibly();

    cluster.awaitEvent(SOON, since, "Failed", 1, "SIGKILL");
    cluster.awaitEvent(SOON, since, "Serving", 1);
    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(
        WatchedCluster.each(before, "containerId"), WatchedCluster.each(after, "containerId"));
    assertFalse(cluster.kinds(since).contains("Requested"), "it asked YARN for nothing");
    Map<String, Long> now = ClusterProcesses.kafkas(after);
    assertNotEquals(kafkas.remove(container), now.remove(container));
    assertEquals(kafkas, now, "the others were left alone");
    assertEquals(free, free(), "the room is what it was");
    yarn.cluster("filler").kill();
  }

  /** Without recovery, which is off by default, its containers die with it. */
  private static void aNodeManagerThatWasStoppedGetsItsNodeBack(WatchedCluster cluster)
      throws Exception {
    JsonNode before = cluster.status();
    long since = cluster.lastEvent();
    String master = cluster.report().getHost();
    Map.Entry<Integer, String> victim =
        WatchedCluster.each(before, "host").entrySet().stream()
            .filter(node -> !node.getValue().equals(master))
            .findFirst()
            .orElseThrow();
    String host = victim.getValue();
    int id = victim.getKey();
    int nodeManager = yarn.hosts().indexOf(host);
    yarn.embedded().stopNodeManager(nodeManager);
    cluster.awaitEvent(SOON, since, "Requested|Waiting", id, host + ", where its data is", "lost");
    yarn.embedded().startNodeManager(nodeManager);
    cluster.awaitEvent(SOON, since, "Serving", id);
    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(places(before), places(after));
  }

  /** What stays the same wherever a container is started, by node id. */
  private static Map<Integer, List<String>> places(JsonNode status) {
    Map<Integer, List<String>> places = new TreeMap<>();
    for (JsonNode node : status.get("nodes")) {
      places.put(
          node.get("id").asInt(),
          List.of(
              node.get("host").asText(),
              node.get("listener").asText(),
              node.get("controllerPort").asText(),
              node.get("dataDirs").toString()));
    }
    return places;
  }

  private static Map<String, Long> free() throws Exception {
    Map<String, Long> free = new TreeMap<>();
    for (NodeReport host : yarn.client().getNodeReports(NodeState.RUNNING)) {
      free.put(
          host.getNodeId().getHost(),
          host.getCapability().getMemorySize() - host.getUsed().getMemorySize());
    }
    return free;
  }

  private static void awaitAllFree() throws Exception {
    Map<String, Long> unused =
        Until.isTrue(
            "all containers are given back",
            SOON,
            PlacementIT::free,
            hosts -> hosts.values().stream().allMatch(mb -> mb == HOST_MB));
  }
}
