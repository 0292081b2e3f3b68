package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same cluster is killed again and again, while a producer and a consumer go on. */
@Tag("slow")
@Timeout(1_200)
class RepeatedKillsIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int RESUBMISSIONS = 10;
  private static final String NAME = "hunted";

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  private WatchedCluster cluster;

  @BeforeAll
  static void startYarn() {
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.36")
                    .nodeManagers(3)
                    .memoryMb(3_072)
                    .racks("/rack-1", "/rack-2", "/rack-3"));
    cli = yarn.cli();
  }

  @Test
  void noAcknowledgedRecordIsLostByAnyOfManyKills() throws Exception {
    String servers = submit("-brokers", "3", "-heap", "256m").value("bootstrap.servers");
    NumberedRecords records = new NumberedRecords(servers, "numbered");
    records.createTopic(6);
    SteadyWriter writer = new SteadyWriter(servers, "numbered");
    try (SteadyReader reader = new SteadyReader(servers, "numbered")) {
      JsonNode first = cluster.awaitReady(SOON);
      allBrokersAreKilledAtOnce();
      aDirectoryOfAnotherClusterLiesInTheWay(1);
      for (int i = 0; i < RESUBMISSIONS; i++) {
        cluster.kill();
        submit();
      }
      JsonNode last = cluster.awaitReady(SOON);
      assertEquals(first.get("kafkaClusterId"), last.get("kafkaClusterId"));
      for (String field : Set.of("host", "listener", "dataDirs")) {
        assertEquals(WatchedCluster.each(first, field), WatchedCluster.each(last, field));
      }
      int written = writer.stop();
      assertTrue(written > 1_000, "the producer wrote on: " + written);
      Until.isTrue("the consumer has read all", SOON, reader::count, count -> count == written);
      assertEquals(new BitSet(), records.missing(written, "at-the-end"));
    }
    cli.kafkaYarn("stop", "-name", NAME).expect(0);
  }

  private Cli.Result submit(String... options) throws Exception {
    String[] command = new String[options.length + 2];
    command[0] = "-name";
    command[1] = NAME;
    System.arraycopy(options, 0, command, 2, options.length);
    Cli.Result submitted = cli.yarnJar(command).expect(0);
    cluster = yarn.cluster(NAME);
    return submitted;
  }

  private void allBrokersAreKilledAtOnce() throws Exception {
    Map<String, Long> before = ClusterProcesses.kafkas(cluster.status());
    assertEquals(3, before.size());
    before.values().forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    Set<Long> killed = new TreeSet<>(before.values());
    Map<String, Long> after =
        Until.isTrue(
            "three others run in the same containers",
            SOON,
            () -> ClusterProcesses.kafkas(cluster.status()),
            now ->
                now.keySet().equals(before.keySet())
                    && now.values().stream().noneMatch(killed::contains));
    assertEquals(3, after.size());
    assertTrue(WatchedCluster.isReady(cluster.awaitReady(SOON)));
  }

  /** It is refused and stays as it is; the others go on, and the node does when its own is back. */
  private void aDirectoryOfAnotherClusterLiesInTheWay(int id) throws Exception {
    JsonNode node = WatchedCluster.node(cluster.status(), id);
    Path own = Path.of(node.get("dataDirs").get(0).asText());
    Path kept = own.resolveSibling("kept-" + id);
    Path foreign = own.resolveSibling("foreign-" + id);
    String meta =
        "version=1\nnode.id="
            + id
            + "\ncluster.id=AnotherClustersId00000\ndirectory.id="
            + "dDdDdDdDdDdDdDdDdDdDdA\n";
    cluster.kill();
    Path unused = Files.move(own, kept);
    Files.writeString(Files.createDirectory(own).resolve("meta.properties"), meta);
    submit("-detach");
    JsonNode refused = cluster.awaitEvent(SOON, 0, "Failed", id, "AnotherClustersId00000");
    assertTrue(refused.toString().contains(own.toString()), refused.toString());
    assertEquals(meta, Files.readString(own.resolve("meta.properties")));
    unused = Files.move(own, foreign);
    unused = Files.move(kept, own);
    assertTrue(WatchedCluster.isReady(cluster.awaitReady(SOON)));
    assertEquals(meta, Files.readString(foreign.resolve("meta.properties")));
  }
}
