package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three voters on five hosts that are lost, decommissioned, and lost again, under a producer that
 * never stops: who may leave its data goes elsewhere, and who has the last copy does not.
 */
@Timeout(600)
class HostLossIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration EXPIRY = Duration.ofSeconds(9);
  private static final int SINGLE = 100;

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Path excluded;
  private static Cli cli;

  private WatchedCluster cluster;
  private String servers;

  @BeforeAll
  static void startYarn() throws Exception {
    excluded = Files.createFile(root.resolve("excluded"));
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.32")
                    .nodeManagers(5)
                    .memoryMb(2_048)
                    .racks("/rack-1", "/rack-2")
                    .set(
                        "yarn.nm.liveness-monitor.expiry-interval-ms",
                        Long.toString(EXPIRY.toMillis()))
                    .set("yarn.resourcemanager.nodes.exclude-path", excluded.toString()));
    cli = yarn.cli();
  }

  @Test
  void noHostTakesAnAcknowledgedRecordWithIt() throws Exception {
    cli.kafkaYarn(
            "-name",
            "moving",
            "-brokers",
            "3",
            "-heap",
            "256m",
            "-ports",
            "30200-30299",
            "-host-wait",
            "4s",
            "-rack-wait",
            "4s")
        .expect(0);
    cluster = yarn.cluster("moving");
    JsonNode begun = cluster.status();
    servers = begun.get("bootstrapServers").asText();
    NumberedRecords records = new NumberedRecords(servers, "numbered");
    records.createTopic(6);
    SteadyWriter writer = new SteadyWriter(servers, "numbered");

    aLostHostsNodeWaitsAndThenMovesToAFreeHost();
    aDecommissionedHostsNodeLeavesInOrder();
    theLastCopyIsNeverLeft();

    int written = writer.stop();
    assertTrue(written > 1_000, "the producer wrote on: " + written);
    assertEquals(new BitSet(), records.missing(written, "at-the-end"));
    cli.kafkaYarn("stop", "-name", "moving").expect(0);
  }

  private void aLostHostsNodeWaitsAndThenMovesToAFreeHost() throws Exception {
    JsonNode before = cluster.status();
    int id = besideTheMaster(before);
    Map<Integer, Uuid> voters = voters();
    long since = cluster.lastEvent();
    String host = WatchedCluster.node(before, id).get("host").asText();
    yarn.embedded().crashHost(yarn.hosts().indexOf(host));

    cluster.awaitEvent(
        SOON,
        since,
        "Requested|Waiting",
        id,
        "on " + host + ", where its data is; that host is lost");
    JsonNode moved = cluster.awaitEvent(SOON, since, "Serving", id);
    String next = moved.get("host").asText();
    assertFalse(
        WatchedCluster.each(before, "host").containsValue(next),
        "it has a host of its own: " + next);
    List<JsonNode> events = cluster.events();
    assertTrue(
        events.stream()
            .filter(event -> event.get("sequence").asLong() > since)
            .noneMatch(
                event ->
                    event.get("kind").asText().equals("Started")
                        && event.get("node").asInt() != id),
        "nobody else was started: " + events);
    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(
        WatchedCluster.node(before, id).get("listener").asText().replace(host, next),
        WatchedCluster.node(after, id).get("listener").asText());
    awaitInSync("numbered");
    Uuid old = voters.remove(id);
    Map<Integer, Uuid> now =
        Until.isTrue(
            "node " + id + " is a new voter",
            SOON,
            this::voters,
            seen -> seen.size() == 3 && !old.equals(seen.getOrDefault(id, old)));
    now.remove(id);
    assertEquals(voters, now, "the others are the old ones");
  }

  /** A node whose host can go without taking the ApplicationMaster with it. */
  private int besideTheMaster(JsonNode status) throws Exception {
    String master = cluster.report().getHost();
    return WatchedCluster.each(status, "host").entrySet().stream()
        .filter(node -> !node.getValue().equals(master))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private void aDecommissionedHostsNodeLeavesInOrder() throws Exception {
    JsonNode before = cluster.status();
    int id = besideTheMaster(before);
    Set<Integer> voters = voters().keySet();
    long since = cluster.lastEvent();
    String host = WatchedCluster.node(before, id).get("host").asText();
    Files.writeString(excluded, host + "\n");
    yarn.embedded().refreshNodes(Duration.ofMinutes(5));

    cluster.awaitEvent(SOON, since, "StopOrdered", id, "YARN decommissions " + host);
    cluster.awaitEvent(SOON, since, "Stopped", id, "clean shutdown");
    JsonNode moved = cluster.awaitEvent(SOON, since, "Serving", id);
    assertNotEquals(host, moved.get("host").asText());
    assertTrue(
        cluster.events().stream()
            .anyMatch(
                event ->
                    event.get("sequence").asLong() > since
                        && event.get("kind").asText().equals("HostLeaving")
                        && event.get("host").asText().equals(host)));
    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(3, new HashSet<>(WatchedCluster.each(after, "host").values()).size());
    awaitInSync("numbered");
    Map<Integer, Uuid> unused = awaitVoters(voters);
  }

  private void theLastCopyIsNeverLeft() throws Exception {
    JsonNode before = cluster.status();
    int id = besideTheMaster(before);
    String host = WatchedCluster.node(before, id).get("host").asText();
    NumberedRecords single = new NumberedRecords(servers, "single");
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("single", Map.of(0, List.of(id)))
                      .configs(Map.of("min.insync.replicas", "1"))))
          .all()
          .get();
    }
    single.write(0, SINGLE);
    long since = cluster.lastEvent();
    yarn.embedded().crashHost(yarn.hosts().indexOf(host));

    JsonNode stays =
        cluster.awaitEvent(
            SOON,
            since,
            "Waiting",
            id,
            "on " + host,
            "it stays with its data",
            "it holds the last in-sync replica of ",
            "single-0");
    // It has waited for its host and its rack, and its process is taken for dead: all the same.
    Instant late = Instant.parse(stays.get("at").asText()).plus(EXPIRY).plusSeconds(3);
    JsonNode waiting =
        cluster.await("the waits are over", SOON, status -> Instant.now().isAfter(late));
    JsonNode node = WatchedCluster.node(waiting, id);
    assertEquals("waiting", node.get("state").asText());
    assertTrue(
        node.get("reason").asText().contains("it holds the last in-sync replica of "),
        node.toString());
    assertTrue(waiting.get("message").asText().contains("single-0"), waiting.toString());

    yarn.embedded().startNodeManager(yarn.hosts().indexOf(host));
    cluster.awaitEvent(SOON, since, "Serving", id);
    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(WatchedCluster.each(before, "host"), WatchedCluster.each(after, "host"));
    assertEquals(new BitSet(), single.missing(SINGLE, "of-the-last-copy"));
    awaitInSync("numbered");
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers));
  }

  private Map<Integer, Uuid> voters() throws Exception {
    try (Admin admin = admin()) {
      return admin.describeMetadataQuorum().quorumInfo().get().voters().stream()
          .collect(
              Collectors.toMap(
                  voter -> voter.replicaId(),
                  voter -> voter.replicaDirectoryId(),
                  (one, other) -> {
                    throw new AssertionError("a voter twice: " + one + " and " + other);
                  },
                  TreeMap::new));
    }
  }

  private Map<Integer, Uuid> awaitVoters(Set<Integer> ids) throws Exception {
    return Until.isTrue("the voters " + ids, SOON, this::voters, now -> now.keySet().equals(ids));
  }

  private void awaitInSync(String topic) throws Exception {
    try (Admin admin = admin()) {
      List<Integer> unused =
          Until.isTrue(
              "every replica is in sync",
              SOON,
              () ->
                  admin
                      .describeTopics(List.of(topic))
                      .allTopicNames()
                      .get()
                      .get(topic)
                      .partitions()
                      .stream()
                      .map(partition -> partition.isr().size())
                      .toList(),
              sizes -> sizes.stream().allMatch(size -> size == 3));
    }
  }
}
