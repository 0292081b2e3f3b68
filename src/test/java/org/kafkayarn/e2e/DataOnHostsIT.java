package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Ledger.LeftBehind;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.local.EmbeddedYarn;
import org.kafkayarn.client.local.EmbeddedYarnOptions;

/**
 * A cluster's data on three hosts: seen while the cluster runs, purged, and destroyed, with a host
 * that cannot be reached.
 */
@Timeout(600)
class DataOnHostsIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String NAME = "data";

  @TempDir static Path root;

  private static EmbeddedYarn yarn;
  private static Cli cli;
  private static YarnClient client;
  private static ClusterHome home;

  private String kafkaClusterId;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn =
        EmbeddedYarnOptions.in(root.resolve("yarn"), Cli.hadoopJars())
            .network("127.0.36")
            .nodeManagers(3)
            .memoryMb(2_048)
            .racks("/rack-1", "/rack-2")
            .start();
    cli = new Cli(yarn.confDir(), root);
    client = YarnClient.createYarnClient();
    client.init(yarn.configuration());
    client.start();
    home = ClusterHome.of(yarn.configuration(), NAME);
  }

  @AfterAll
  static void stopYarn() {
    client.stop();
    yarn.close();
  }

  @Test
  void whatLiesOnTheHostsIsShownPurgedAndDestroyed() throws Exception {
    submit();
    cli.kafkaYarn("stop", "-name", NAME).expect(0);
    Ledger begun = home.readLedger().orElseThrow();
    kafkaClusterId = begun.kafkaClusterId();
    Path nodes = Path.of(begun.node(0).orElseThrow().dataDirs().get(0)).getParent();
    String homeHost = begun.node(0).orElseThrow().host();
    List<String> others = yarn.hosts().stream().filter(host -> !host.equals(homeHost)).toList();
    Path there = rootOn(nodes, homeHost, others.get(0));

    // Node 5 has left data on another host, and node 0 some beside its own.
    lay(there.resolve("5"), kafkaClusterId, 5, "five");
    remember(
        new LeftBehind(5, others.get(0), List.of(there + "/5"), Instant.now(), List.of("five")));
    lay(nodes.resolve("0.left-behind-old"), kafkaClusterId, 0, "old");
    lay(nodes.resolve("8"), "another-cluster", 8, "eight");
    WatchedCluster cluster = submit();
    aRunningClusterShowsWhatLiesWhere(nodes, there);
    onlyWhatIsLeftBehindIsPurged(cluster, nodes, there);
    Path export = root.resolve("export.json");
    cli.kafkaYarn("data", "export", "-name", NAME, export.toString()).expect(0);
    cli.kafkaYarn("stop", "-name", NAME).expect(0);

    String lost = others.get(1);
    lay(there.resolve("6"), kafkaClusterId, 6, "six");
    remember(
        new LeftBehind(6, others.get(0), List.of(there + "/6"), Instant.now(), List.of("six")));
    remember(new LeftBehind(7, lost, List.of(there + "/7"), Instant.now(), List.of("seven")));
    yarn.crashHost(yarn.hosts().indexOf(lost));
    aStoppedClusterIsPurgedToo(others.get(0), there);
    aHostThatIsNotReachedKeepsTheDefinition(nodes, lost);

    cli.kafkaYarn("data", "restore", export.toString()).expect(0);
    assertEquals(kafkaClusterId, home.readLedger().orElseThrow().kafkaClusterId());
  }

  private static WatchedCluster submit() throws Exception {
    cli.kafkaYarn("-name", NAME, "-brokers", "1", "-heap", "256m", "-ports", "30600-30699")
        .expect(0);
    return WatchedCluster.last(yarn, client, NAME);
  }

  /** The same directory below another host's local directory. */
  private static Path rootOn(Path nodes, String from, String to) throws IOException {
    Path there =
        Path.of(
            nodes
                .toString()
                .replace(
                    yarn.nodeManagerDir(yarn.hosts().indexOf(from)).toString(),
                    yarn.nodeManagerDir(yarn.hosts().indexOf(to)).toString()));
    assertFalse(there.equals(nodes), nodes + " is not on " + from);
    return Files.createDirectories(there);
  }

  private static void lay(Path directory, String clusterId, int node, String id)
      throws IOException {
    Files.createDirectories(directory.resolve("topic-0"));
    Files.write(directory.resolve("topic-0/00000000000000000000.log"), new byte[300_000]);
    Files.writeString(
        directory.resolve("meta.properties"),
        "version=1\ncluster.id=%s\nnode.id=%d\ndirectory.id=%s\n".formatted(clusterId, node, id));
  }

  private static void remember(LeftBehind entry) throws IOException {
    Ledger ledger = home.readLedger().orElseThrow();
    List<LeftBehind> left = new ArrayList<>(ledger.leftBehind());
    left.add(entry);
    home.writeLedger(
        new Ledger(
            ledger.kafkaClusterId(),
            ledger.initialVoters(),
            ledger.nodes(),
            ledger.stoppedApplication(),
            ledger.quorumEndpoints(),
            left,
            ledger.application(),
            ledger.voters()));
  }

  /** What each directory is, by its path. */
  private static Map<String, String> listed() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                cli.kafkaYarn("data", "list", "-name", NAME, "-output", "json").expect(0).out());
    Map<String, String> places = new TreeMap<>();
    for (JsonNode host : json.get("hosts")) {
      for (JsonNode directory : host.get("directories")) {
        places.put(directory.get("path").asText(), directory.get("data").asText());
        assertTrue(directory.get("bytes").asLong() > 4_096, directory::toString);
      }
    }
    return places;
  }

  private static void aRunningClusterShowsWhatLiesWhere(Path nodes, Path there) throws Exception {
    assertEquals(
        Map.of(
            nodes + "/0",
            "IN_USE",
            nodes + "/0.left-behind-old",
            "LEFT_BEHIND",
            there + "/5",
            "LEFT_BEHIND"),
        listed());
    String text = cli.kafkaYarn("data", "list", "-name", NAME).expect(0).out();
    assertTrue(text.contains(nodes + "/8 belongs to the Kafka cluster another-cluster"), text);
    assertTrue(text.contains("by the launcher pid "), text);
  }

  private static void onlyWhatIsLeftBehindIsPurged(WatchedCluster cluster, Path nodes, Path there)
      throws Exception {
    String dry = cli.kafkaYarn("data", "purge", "-name", NAME, "-dry-run").expect(0).out();
    assertTrue(dry.contains("left behind: 2 directories"), dry);
    String refused = cli.kafkaYarn("data", "purge", "-name", NAME).expect(2).err();
    assertTrue(refused.contains("there is no terminal to ask at"), refused);
    assertTrue(Files.exists(there.resolve("5/meta.properties")));

    String done = cli.kafkaYarn("data", "purge", "-name", NAME, "-yes").expect(0).out();
    assertTrue(done.contains("removed: 2 directories"), done);
    assertFalse(Files.exists(there.resolve("5")));
    assertFalse(Files.exists(nodes.resolve("0.left-behind-old")));
    assertTrue(Files.exists(nodes.resolve("0/meta.properties")));
    assertTrue(Files.exists(nodes.resolve("8/topic-0")));
    JsonNode purged = cluster.awaitEvent(SOON, 0, "DataPurged", 5, "removed");
    assertTrue(purged.get("host").asText().startsWith("127.0.36."), purged.toString());
    assertEquals(
        List.of(),
        Until.isTrue(
            "the ledger forgets what was purged",
            SOON,
            () -> home.readLedger().orElseThrow().leftBehind(),
            List::isEmpty));
    assertTrue(WatchedCluster.isReady(cluster.status()));
  }

  private static void aStoppedClusterIsPurgedToo(String host, Path there) throws Exception {
    cli.kafkaYarn("data", "purge", "-name", NAME, "-yes", "-host", host, "-timeout", "10s")
        .expect(0);
    assertFalse(Files.exists(there.resolve("6")));
    assertEquals(
        List.of(7),
        home.readLedger().orElseThrow().leftBehind().stream().map(LeftBehind::nodeId).toList());
  }

  private static void aHostThatIsNotReachedKeepsTheDefinition(Path nodes, String lost)
      throws Exception {
    String half =
        cli.kafkaYarn("destroy", "-name", NAME, "-yes", "-timeout", "10s").expect(1).err();
    assertTrue(half.contains("what lies on " + lost + ": it was not reached"), half);
    assertFalse(Files.exists(nodes.resolve("0")));
    assertTrue(Files.exists(nodes.resolve("8/topic-0")));
    assertTrue(home.exists());
    String refused = cli.kafkaYarn("-name", NAME).expect(2).err();
    assertTrue(refused.contains("is being destroyed"), refused);

    String whole =
        cli.kafkaYarn(
                "destroy", "-name", NAME, "-yes", "-timeout", "10s", "-forget-unreachable", lost)
            .expect(0)
            .out();
    assertTrue(whole.contains("given up: what lies on " + lost), whole);
    assertFalse(home.exists());
  }
}
