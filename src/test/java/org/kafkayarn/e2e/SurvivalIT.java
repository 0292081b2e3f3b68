package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One running cluster and what breaks around it: its master while it starts, its NodeManagers, its
 * memory, a disk. Each test finds the cluster ready and leaves it so, and a producer writes all the
 * time.
 */
@Timeout(600)
class SurvivalIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int DISK_BYTES = 128 << 20;

  /** The node with data directories of its own. */
  private static final int SMALL = 2;

  @TempDir static Path root;

  private static TestYarn yarn;
  private static Cli cli;
  private static Path disk;
  private static boolean mounted;
  private static WatchedCluster cluster;

  /** What there was when the first master was killed, and when the second was ready. */
  private static Map<Integer, String> containersOfTheFirstMaster;

  private static JsonNode begun;
  private static List<JsonNode> eventsOfTheStart;

  private String servers;
  private SteadyWriter writer;
  private NumberedRecords records;

  @BeforeAll
  static void startClusterAndKillItsMasterMeanwhile() throws Exception {
    disk = Files.createDirectories(root.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString());
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.33")
                    .nodeManagers(3)
                    .memoryMb(3_072)
                    .racks("/rack-1", "/rack-2")
                    .nodeManagerRecovery(true)
                    .supervised(true));
    cli = yarn.cli();
    Path spec = root.resolve("groups.yaml");
    Files.writeString(
        spec,
        String.join(
            "\n",
            "name: surviving",
            "heap: 256m",
            "ports: 30300-30399",
            "failover-delay: 2s",
            "groups:",
            "  - name: main",
            "    ids: 0-1",
            "  - name: small",
            "    ids: " + SMALL,
            "    data-dirs: " + disk,
            ""));
    cli.kafkaYarn("-spec", spec.toString(), "-detach").expect(0);
    cluster = yarn.cluster("surviving");
    List<JsonNode> unused =
        Until.isTrue(
            "a launcher was started, and no Kafka serves",
            SOON,
            cluster::events,
            events -> events.stream().anyMatch(e -> e.get("kind").asText().equals("Launched")));
    containersOfTheFirstMaster =
        WatchedCluster.each(
            cluster.await("it is seen", SOON, status -> status.path("nodes").size() == 3),
            "containerId");
    ClusterProcesses.applicationMaster(cluster.id()).destroyForcibly();
    begun =
        cluster.await(
            "a second master has a ready cluster",
            SOON,
            status -> status.path("amAttempt").asInt() == 2 && WatchedCluster.isReady(status));
    eventsOfTheStart = cluster.events();
  }

  @AfterAll
  static void stopAll() throws Exception {
    // Containers outlive a NodeManager that recovers, and the application's end comes before
    // theirs.
    cluster.kill();
    for (int i = 0; i < yarn.hosts().size(); i++) {
      int nodeManager = i;
      List<ProcessHandle> unused =
          Until.isTrue(
              "the containers of NodeManager " + i + " have ended",
              SOON,
              () -> yarn.embedded().containerProcesses(nodeManager),
              List::isEmpty);
    }
    yarn.close();
    if (mounted) {
      assertTrue(run("umount", "-l", disk.toString()));
    }
  }

  @BeforeEach
  void startWriter() throws Exception {
    JsonNode status = cluster.awaitReady(SOON);
    servers = status.get("bootstrapServers").asText();
    String topic = "numbered-" + System.nanoTime();
    records = new NumberedRecords(servers, topic);
    records.createTopic(3);
    writer = new SteadyWriter(servers, topic);
  }

  @AfterEach
  void nothingIsLost() throws Exception {
    JsonNode unused = cluster.awaitReady(SOON);
    int written = writer.stop();
    assertEquals(new BitSet(), records.missing(written, "reader-" + System.nanoTime()));
  }

  @Test
  void aMasterKilledWhileBrokersStartIsReplacedAndNothingRunsTwice() throws Exception {
    assertEquals(3, ClusterProcesses.kafkasOf(cluster.id()).size());
    assertEquals(Map.of(0, "0", 1, "0", 2, "0"), WatchedCluster.each(begun, "restarts"));
    long served =
        eventsOfTheStart.stream().filter(e -> e.get("kind").asText().equals("Serving")).count();
    assertEquals(3, served, eventsOfTheStart::toString);
    Set<Integer> adopted =
        eventsOfTheStart.stream()
            .filter(e -> e.get("kind").asText().equals("Adopted"))
            .map(e -> e.get("node").asInt())
            .collect(Collectors.toSet());
    assertFalse(adopted.isEmpty(), eventsOfTheStart::toString);
    for (int id : adopted) {
      assertEquals(
          containersOfTheFirstMaster.get(id),
          WatchedCluster.each(begun, "containerId").get(id),
          eventsOfTheStart::toString);
    }
  }

  @Test
  void aNodeManagerThatRecoversFindsItsBrokersRunning() throws Exception {
    JsonNode before = cluster.status();
    List<Long> kafkas = ClusterProcesses.kafkasOf(cluster.id());
    assertEquals(3, kafkas.size());
    long since = cluster.lastEvent();
    for (int nodeManager = 0; nodeManager < 3; nodeManager++) {
      yarn.embedded().stopNodeManager(nodeManager);
      yarn.embedded().startNodeManager(nodeManager);
    }
    yarn.embedded().awaitNodeManagers(3);

    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(kafkas, ClusterProcesses.kafkasOf(cluster.id()));
    assertEquals(
        WatchedCluster.each(before, "containerId"), WatchedCluster.each(after, "containerId"));
    assertEquals(before.get("amAttempt"), after.get("amAttempt"));
    List<String> kinds = cluster.kinds(since);
    for (String trouble : List.of("Failed", "Lost", "Ended", "Requested", "ClusterDegraded")) {
      assertFalse(kinds.contains(trouble), kinds::toString);
    }
  }

  /**
   * A request announces its size, and Kafka makes room for it: what a TLS client does by mistake.
   */
  @Test
  void aBrokerThatRunsOutOfHeapSaysSoAndComesBack() throws Exception {
    JsonNode before = cluster.status();
    Map<String, Long> kafkas = ClusterProcesses.kafkas(before);
    JsonNode victim = WatchedCluster.node(before, 0);
    String listener = victim.get("listener").asText();
    long since = cluster.lastEvent();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        sockets.add(announce(listener, 90 << 20));
      }
      cluster.awaitEvent(
          SOON, since, "Failed", 0, "OUT_OF_MEMORY", "Java heap space", "raise -heap above 256m");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    cluster.awaitEvent(SOON, since, "Serving", 0);
    JsonNode after = cluster.awaitReady(SOON);
    assertTrue(
        WatchedCluster.node(after, 0).get("lastFailure").asText().contains("raise -heap"),
        after::toString);
    onlyOneWasStartedAgain(kafkas, victim, after);
  }

  @Test
  void aBrokerOnAFullDiskSaysSoAndComesBackWhenThereIsRoom() throws Exception {
    assumeTrue(mounted, "only root can mount a small disk");
    JsonNode before = cluster.status();
    Map<String, Long> kafkas = ClusterProcesses.kafkas(before);
    JsonNode victim = WatchedCluster.node(before, SMALL);
    assertTrue(victim.get("dataDirs").get(0).asText().startsWith(disk.toString()));
    long since = cluster.lastEvent();
    Path ballast = disk.resolve("ballast");
    try {
      fill(ballast);
      cluster.awaitEvent(SOON, since, "Failed", SMALL, "DISK_FULL", "make room on the disk");
      cluster.awaitEvent(SOON, since, "DiskLow", SMALL, disk.toString());
      JsonNode down =
          cluster.await(
              "it waits for room",
              SOON,
              status ->
                  WatchedCluster.node(status, SMALL)
                      .path("reason")
                      .asText()
                      .contains("Kafka starts again when it has"));
      assertEquals("DEGRADED", down.get("phase").asText());
      assertTrue(down.get("message").asText().contains("make room on the disk"), down::toString);
    } finally {
      Files.delete(ballast);
    }
    long mended = cluster.lastEvent();
    cluster.awaitEvent(SOON, mended, "DiskWell", SMALL);
    cluster.awaitEvent(SOON, mended, "Serving", SMALL);
    onlyOneWasStartedAgain(kafkas, victim, cluster.awaitReady(SOON));
  }

  private static void onlyOneWasStartedAgain(
      Map<String, Long> before, JsonNode victim, JsonNode status) {
    Map<String, Long> others = new TreeMap<>(before);
    Map<String, Long> now = ClusterProcesses.kafkas(status);
    String container = victim.get("containerId").asText();
    assertNotEquals(others.remove(container), now.remove(container), "in the same container");
    assertEquals(others, now, "the others were left alone");
  }

  /** The begin of a request: its size. */
  private static Socket announce(String listener, int size) throws IOException {
    int colon = listener.lastIndexOf(':');
    Socket socket =
        new Socket(listener.substring(0, colon), Integer.parseInt(listener.substring(colon + 1)));
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(size);
    out.flush();
    return socket;
  }

  private static void fill(Path file) {
    byte[] piece = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int written = 0; written < DISK_BYTES; written += piece.length) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertTrue(full.getMessage().contains("No space left"), full::toString);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
