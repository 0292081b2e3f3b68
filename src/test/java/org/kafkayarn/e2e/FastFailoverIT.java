package org.kafkayarn.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a producer sees of a broker's crash when Kafka is told of it, and when it is not. */
@Tag("slow")
@Timeout(1_800)
class FastFailoverIT {
  private static final Duration SOON = Duration.ofMinutes(5);

  /** Each change of the active controller begins the session anew. */
  private static final Duration RETURNS = Duration.ofMinutes(8);

  /** Long, so that whatever is done sooner was not done by its end. */
  private static final Duration SESSION = Duration.ofSeconds(30);

  @TempDir Path root;

  /**
   * What one crash came to.
   *
   * @param gap the longest time without an acknowledgement of a partition
   * @param away from the kill until the broker served again
   * @param refused Kafka took the new process for a second one of that id
   * @param kinds of the events of these times
   */
  private record Crash(Duration gap, Duration away, boolean refused, List<String> kinds) {}

  @Test
  void leadersMoveAndTheBrokerReturnsLongBeforeTheEndOfItsSessionAndNothingIsLost()
      throws Exception {
    try (TestYarn yarn =
        TestYarn.start(
            root, options -> options.network("127.0.37").nodeManagers(3).memoryMb(3_072))) {
      Cli cli = yarn.cli();
      Crash plain = crash(yarn, false);
      cli.kafkaYarn("stop", "-name", "fast").expect(0);
      Crash fast = crash(yarn, true);
      cli.kafkaYarn("stop", "-name", "fast").expect(0);

      assertTrue(plain.gap().compareTo(SESSION.minusSeconds(5)) > 0, plain::toString);
      assertFalse(plain.kinds().contains("UnregisterOrdered"), plain::toString);
      assertTrue(fast.gap().compareTo(plain.gap()) < 0, () -> fast + " against " + plain);
      assertFalse(fast.refused(), fast::toString);
      int told = fast.kinds().indexOf("Unregistered");
      assertTrue(told >= 0, fast::toString);
      assertTrue(told < fast.kinds().indexOf("StartOrdered"), fast::toString);
    }
  }

  private Crash crash(TestYarn yarn, boolean fast) throws Exception {
    yarn.cli()
        .kafkaYarn(
            "-name",
            "fast",
            "-brokers",
            "3",
            "-heap",
            "256m",
            "-ports",
            "30700-30799",
            "-config",
            "broker.session.timeout.ms=" + SESSION.toMillis(),
            "-fast-failover",
            Boolean.toString(fast),
            "-detach")
        .expect(0);
    WatchedCluster cluster = yarn.cluster("fast");
    JsonNode status = cluster.awaitReady(SOON);
    String servers = status.get("bootstrapServers").asText();
    String topic = "numbered-" + fast;
    NumberedRecords records = new NumberedRecords(servers, topic);
    records.createTopic(3);
    SteadyWriter writer = new SteadyWriter(servers, topic);
    Integer unusedCount = Until.isTrue("all are written to", SOON, writer::partitions, n -> n == 3);
    int victim;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      victim = leadsButNotTheQuorum(admin, topic);
    }
    long since = cluster.lastEvent();
    long killed = System.nanoTime();
    kill(status, victim);
    JsonNode unused = cluster.awaitEvent(RETURNS, since, "Serving", victim);
    Duration away = Duration.ofNanos(System.nanoTime() - killed);
    List<String> kinds = cluster.kinds(since);
    int written = writer.stop();
    assertEquals(new BitSet(), records.missing(written, "reader"));
    return new Crash(writer.longestGap(), away, wasRefused(status, victim), kinds);
  }

  /** Once all replicas are in sync: otherwise it is rightly not told. */
  private static int leadsButNotTheQuorum(Admin admin, String topic) throws Exception {
    int controller = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    Map<String, TopicDescription> seen =
        Until.isTrue(
            "all in sync",
            SOON,
            () -> admin.describeTopics(all(admin)).allTopicNames().get(),
            topics ->
                topics.values().stream()
                    .flatMap(t -> t.partitions().stream())
                    .allMatch(p -> p.isr().size() == p.replicas().size() && p.leader() != null));
    return seen.get(topic).partitions().stream()
        .map(TopicPartitionInfo::leader)
        .mapToInt(leader -> leader.id())
        .filter(id -> id != controller)
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> all(Admin admin) throws Exception {
    return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
  }

  private boolean wasRefused(JsonNode status, int id) throws IOException {
    Path log = Path.of(WatchedCluster.node(status, id).get("containerId").asText(), "server.log");
    try (Stream<Path> files = Files.walk(root.resolve("yarn"))) {
      Path found = files.filter(file -> file.endsWith(log)).findFirst().orElseThrow();
      return Files.readString(found, ISO_8859_1).contains("DUPLICATE_BROKER_REGISTRATION");
    }
  }

  private static void kill(JsonNode status, int id) {
    String container = WatchedCluster.node(status, id).get("containerId").asText();
    long pid = ClusterProcesses.kafkas(status).get(container);
    assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
  }
}
