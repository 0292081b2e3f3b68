package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster's data on three hosts: seen while the cluster runs, purged, and destroyed, with a host
 * that cannot be reached.
 */
@Tag("slow")
@Timeout(600)
class DataOnHostsIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String NAME = "data";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  private String kafkaClusterId;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.36")
                    .nodeManagers(3)
                    // Room on one host for both ApplicationMasters, a node and a visit.
                    .memoryMb(4_096)
                    .racks("/rack-1", "/rack-2"));
    cli = yarn.cli();
  }

  @Test
  void whatLiesOnTheHostsIsShownPurgedAndDestroyed() throws Exception {
    submit();
    cli.kafkaYarn("stop", "-name", NAME).expect(0);
    JsonNode begun = ledger();
    kafkaClusterId = begun.get("kafkaClusterId").asText();
    Path nodes = Path.of(begun.at("/nodes/0/dataDirs/0").asText()).getParent();
    String homeHost = begun.at("/nodes/0/host").asText();
    List<String> others = yarn.hosts().stream().filter(host -> !host.equals(homeHost)).toList();
    Path there = rootOn(nodes, homeHost, others.get(0));

    // Node 5 has left data on another host, and node 0 some beside its own.
    lay(there.resolve("5"), kafkaClusterId, 5, "five");
    remember(5, others.get(0), there.resolve("5"), "five");
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
    remember(6, others.get(0), there.resolve("6"), "six");
    remember(7, lost, there.resolve("7"), "seven");
    yarn.embedded().crashHost(yarn.hosts().indexOf(lost));
    aStoppedClusterIsPurgedToo(others.get(0), there);
    aHostThatIsNotReachedKeepsTheDefinition(nodes, lost);

    cli.kafkaYarn("data", "restore", export.toString()).expect(0);
    assertEquals(kafkaClusterId, ledger().get("kafkaClusterId").asText());
  }

  private static WatchedCluster submit() throws Exception {
    cli.kafkaYarn("-name", NAME, "-brokers", "1", "-heap", "256m", "-ports", "30600-30699")
        .expect(0);
    return yarn.cluster(NAME);
  }

  /** The same directory below another host's local directory. */
  private static Path rootOn(Path nodes, String from, String to) throws IOException {
    Path there =
        Path.of(
            nodes
                .toString()
                .replace(
                    yarn.embedded().nodeManagerDir(yarn.hosts().indexOf(from)).toString(),
                    yarn.embedded().nodeManagerDir(yarn.hosts().indexOf(to)).toString()));
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

  private static Path home() {
    return yarn.embedded().home().resolve(NAME);
  }

  private static ObjectNode ledger() throws IOException {
    return (ObjectNode) JSON.readTree(home().resolve("ledger.json").toFile());
  }

  /** Of a cluster that does not run: a node has left data there. */
  private static void remember(int node, String host, Path directory, String id)
      throws IOException {
    ObjectNode ledger = ledger();
    ArrayNode left = (ArrayNode) ledger.get("leftBehind");
    ObjectNode entry = left.addObject();
    entry.put("nodeId", node);
    entry.put("host", host);
    entry.putArray("dataDirs").add(directory.toString());
    entry.put("since", Instant.now().toString());
    entry.putArray("directoryIds").add(id);
    JSON.writeValue(home().resolve("ledger.json").toFile(), ledger);
  }

  private static List<Integer> remembered() throws IOException {
    List<Integer> nodes = new ArrayList<>();
    ledger().get("leftBehind").forEach(entry -> nodes.add(entry.get("nodeId").asInt()));
    return nodes;
  }

  /** What each directory is, by its path. */
  private static Map<String, String> listed() throws Exception {
    JsonNode json =
        JSON.readTree(
            cli.kafkaYarn("data", "list", "-name", NAME, "-output", "json").expect(0).out());
    Map<String, String> places = new TreeMap<>();
    for (JsonNode host : json.get("hosts")) {
      assertTrue(host.get("reached").asBoolean(), host::toString);
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
            "the ledger forgets what was purged", SOON, DataOnHostsIT::remembered, List::isEmpty));
    JsonNode unused = cluster.awaitReady(SOON);
  }

  private static void aStoppedClusterIsPurgedToo(String host, Path there) throws Exception {
    cli.kafkaYarn("data", "purge", "-name", NAME, "-yes", "-host", host, "-timeout", "30s")
        .expect(0);
    assertFalse(Files.exists(there.resolve("6")));
    assertEquals(List.of(7), remembered());
  }

  private static void aHostThatIsNotReachedKeepsTheDefinition(Path nodes, String lost)
      throws Exception {
    String half =
        cli.kafkaYarn("destroy", "-name", NAME, "-yes", "-timeout", "30s").expect(1).err();
    assertTrue(half.contains("what lies on " + lost + ": it was not reached"), half);
    assertFalse(Files.exists(nodes.resolve("0")));
    assertTrue(Files.exists(nodes.resolve("8/topic-0")));
    assertTrue(Files.exists(home()));
    String refused = cli.kafkaYarn("-name", NAME).expect(2).err();
    assertTrue(refused.contains("is being destroyed"), refused);

    String whole =
        cli.kafkaYarn(
                "destroy", "-name", NAME, "-yes", "-timeout", "30s", "-forget-unreachable", lost)
            .expect(0)
            .out();
    assertTrue(whole.contains("given up: what lies on " + lost), whole);
    assertFalse(Files.exists(home()));
  }
}
