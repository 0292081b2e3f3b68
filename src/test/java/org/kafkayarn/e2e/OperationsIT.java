package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators do to a running cluster, under a producer with acks=all that never stops and a
 * reader: nobody notices.
 */
@Timeout(900)
class OperationsIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String TOPIC = "numbered";

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;
  private static int clusters;

  private String name;
  private WatchedCluster cluster;
  private SteadyWriter writer;
  private SteadyReader reader;
  private InSyncWatch inSync;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.41")
                    .nodeManagers(5)
                    .memoryMb(1_792)
                    .racks("/rack-1", "/rack-2"));
    cli = yarn.cli();
  }

  @BeforeEach
  void startCluster() throws Exception {
    name = "operated-" + ++clusters;
    cli.kafkaYarn(
            "-name",
            name,
            "-brokers",
            "4",
            "-heap",
            "256m",
            "-ports",
            "30600-30699",
            "-host-wait",
            "30s")
        .expect(0);
    cluster = yarn.cluster(name);
    new NumberedRecords(servers(), TOPIC).createTopic(6);
    writer = new SteadyWriter(servers(), TOPIC);
    reader = new SteadyReader(servers(), TOPIC);
    inSync = new InSyncWatch(servers(), TOPIC, 2);
  }

  /** Every record that was acknowledged is there, once, and was read. */
  @AfterEach
  void endCluster() throws Exception {
    inSync.close();
    int written = writer.stop();
    assertTrue(written > 500, "the producer wrote on: " + written);
    assertEquals(
        new BitSet(), new NumberedRecords(servers(), TOPIC).missing(written, "at-the-end"));
    int read = Until.isTrue("all is read", SOON, reader::count, count -> count == written);
    reader.close();
    assertEquals(written, read);
    assertEquals(List.of(), inSync.belowMinIsr(), "below min.insync.replicas because of us");
    cli.kafkaYarn("stop", "-name", name).expect(0);
  }

  @Test
  void everyBrokerRestartsInItsContainerAlthoughTheMasterDiesInTheMiddle() throws Exception {
    Map<String, Long> before = ClusterProcesses.kafkas(cluster.status());
    cli.kafkaYarn("broker", "restart", "*", "-name", name, "-wait", "false").expect(0);
    JsonNode unused =
        cluster.await(
            "the first has restarted", SOON, status -> operation(status, 1).get("done").size() > 0);
    ClusterProcesses.applicationMaster(cluster.id()).destroyForcibly();
    awaitEnd(1, "done");
    Map<String, Long> after = ClusterProcesses.kafkas(cluster.awaitReady(SOON));
    assertEquals(before.keySet(), after.keySet(), "the containers are the same");
    before.forEach((container, pid) -> assertNotEquals(pid, after.get(container), container));
  }

  @Test
  @Tag("slow")
  void settingsChangeAtOnceOrByARollAndABadOneStopsIt() throws Exception {
    Map<String, Long> before = ClusterProcesses.kafkas(cluster.status());
    cli.kafkaYarn("spec", "apply", "-name", name, "-config", "log.retention.ms=25200000").expect(0);
    String unused =
        Until.isTrue(
            "it is in force", SOON, () -> setting("3", "log.retention.ms"), "25200000"::equals);
    assertEquals(before, ClusterProcesses.kafkas(cluster.status()), "nobody has restarted");

    cli.kafkaYarn("spec", "apply", "-name", name, "-config", "queued.max.requests=321").expect(0);
    cli.kafkaYarn("broker", "restart", "*", "-pending-only", "-name", name).expect(0);
    assertEquals("321", setting("0", "queued.max.requests"));
    Map<String, Long> rolled = ClusterProcesses.kafkas(cluster.awaitReady(SOON));
    assertEquals(before.keySet(), rolled.keySet());
    before.forEach((container, pid) -> assertNotEquals(pid, rolled.get(container), container));

    cli.kafkaYarn("spec", "apply", "-name", name, "-config", "queued.max.requests=banana")
        .expect(0);
    Cli.Result failed =
        cli.kafkaYarn("broker", "restart", "*", "-pending-only", "-name", name).expect(1);
    assertTrue(failed.err().contains("does not come back"), failed.err());
    assertTrue(failed.err().contains("kafka-yarn spec rollback -name " + name), failed.err());
    Map<String, Long> stopped = ClusterProcesses.kafkas(cluster.status());
    long same =
        rolled.entrySet().stream()
            .filter(one -> one.getValue().equals(stopped.get(one.getKey())))
            .count();
    assertEquals(3, same, "the others are untouched");
    Cli.Result back = cli.kafkaYarn("spec", "rollback", "-name", name).expect(0);
    assertTrue(back.out().contains("queued.max.requests: banana -> 321"), back.out());
    JsonNode ready = cluster.awaitReady(SOON);
    assertTrue(WatchedCluster.isReady(ready));
  }

  @Test
  @Tag("slow")
  void aContainerGrowsInPlaceWithTheHeapOfItsBrokerAndShrinksAgain() throws Exception {
    Map<String, Long> before = ClusterProcesses.kafkas(cluster.status());
    resize("900m", "320m");
    Map<String, Long> larger = ClusterProcesses.kafkas(cluster.awaitReady(SOON));
    assertEquals(before.keySet(), larger.keySet(), "the containers are the same");
    for (Map.Entry<String, Long> one : larger.entrySet()) {
      String command = LinuxProcess.commandLine(one.getValue());
      assertTrue(command.contains("-Xmx320m"), command);
      assertTrue(memoryMb(one.getKey()) >= 900, one.getKey());
    }
    resize("800m", "256m");
    Map<String, Long> smaller = ClusterProcesses.kafkas(cluster.awaitReady(SOON));
    assertEquals(before.keySet(), smaller.keySet(), "the containers are the same");
    for (Map.Entry<String, Long> one : smaller.entrySet()) {
      assertTrue(LinuxProcess.commandLine(one.getValue()).contains("-Xmx256m"));
      assertTrue(memoryMb(one.getKey()) < 900, one.getKey());
    }
    Cli.Result refused =
        cli.kafkaYarn("broker", "update", "-memory", "64g", "-name", name).expect(2);
    assertTrue(refused.err().contains("yarn.scheduler.maximum-allocation-mb"), refused.err());
  }

  private void resize(String memory, String heap) throws Exception {
    cli.kafkaYarn("broker", "update", "-memory", memory, "-heap", heap, "-restart", "-name", name)
        .expect(0);
  }

  private static long memoryMb(String container) throws Exception {
    return yarn.client()
        .getContainerReport(ContainerId.fromString(container))
        .getAllocatedResource()
        .getMemorySize();
  }

  @Test
  @Tag("slow")
  void theClusterGrowsIsRebalancedAndShrinksAgain() throws Exception {
    cli.kafkaYarn("broker", "add", "4", "-name", name).expect(0);
    cli.kafkaYarn("topic", "rebalance", "*", "-name", name, "-wait", "false").expect(0);
    ClusterProcesses.applicationMaster(cluster.id()).destroyForcibly();
    awaitEnd(1, "done");
    try (Admin admin = admin()) {
      assertTrue(holders(admin).contains(4), "the new broker has its share");
      awaitNoLimits(admin);
    }
    cli.kafkaYarn("broker", "remove", "4", "-name", name).expect(0);
    try (Admin admin = admin()) {
      assertEquals(Set.of(0, 1, 2, 3), holders(admin));
      awaitNoLimits(admin);
    }
    JsonNode ready = cluster.awaitReady(SOON);
    assertEquals(4, ready.get("nodes").size());
  }

  @Test
  @Tag("slow")
  void brokersStopAndStartAndAbortedMovesLeaveNothingBehind() throws Exception {
    cli.kafkaYarn("broker", "stop", "3", "-name", name).expect(0);
    JsonNode unused =
        cluster.await(
            "node 3 is stopped",
            SOON,
            now -> WatchedCluster.node(now, 3).path("reason").asText().contains("broker start 3"));
    Cli.Result dry = cli.kafkaYarn("broker", "start", "3", "-name", name, "-dry-run").expect(0);
    assertTrue(dry.out().startsWith("node 3 starts in a new container"), dry.out());
    cli.kafkaYarn("broker", "start", "3", "-name", name).expect(0);
    Map<String, Long> before = ClusterProcesses.kafkas(cluster.awaitReady(SOON));
    cli.kafkaYarn("broker", "restart", "*", "-at-once", "2", "-name", name).expect(0);
    Map<String, Long> after = ClusterProcesses.kafkas(cluster.awaitReady(SOON));
    assertEquals(before.keySet(), after.keySet(), "the containers are the same");
    before.forEach((container, pid) -> assertNotEquals(pid, after.get(container), container));

    try (Admin admin = admin()) {
      List<List<Integer>> skewed = skew(admin);
      abortInTheMiddle(admin, List.of("-back"), "topic", "rebalance", "skewed");
      assertEquals(skewed, KafkaView.replicas(admin, "skewed"));
      List<List<Integer>> all = KafkaView.replicas(admin, TOPIC);
      assertTrue(holders(admin).contains(3), all.toString());
      // What a removal has moved goes back without being asked to.
      abortInTheMiddle(admin, List.of(), "broker", "remove", "3");
      assertEquals(all, KafkaView.replicas(admin, TOPIC), "as before");
    }
    assertEquals(4, cluster.awaitReady(SOON).get("nodes").size());
  }

  /** A topic that broker 3 has nothing of, of some megabytes. */
  private List<List<Integer>> skew(Admin admin) throws Exception {
    Map<Integer, List<Integer>> replicas = new TreeMap<>();
    for (int partition = 0; partition < 6; partition++) {
      replicas.put(partition, List.of(0, 1, 2));
    }
    admin.createTopics(List.of(new NewTopic("skewed", replicas))).all().get();
    new NumberedRecords(servers(), "skewed").write(0, 60_000);
    return KafkaView.replicas(admin, "skewed");
  }

  private void abortInTheMiddle(Admin admin, List<String> abortOptions, String... order)
      throws Exception {
    Stream<String> slowly = Stream.of("-name", name, "-throttle", "1000", "-wait", "false");
    cli.kafkaYarn(Stream.concat(Stream.of(order), slowly).toArray(String[]::new)).expect(0);
    int under =
        Until.isTrue(
            "replicas are on their way",
            SOON,
            () -> admin.listPartitionReassignments().reassignments().get().size(),
            count -> count > 0);
    assertTrue(under > 0);
    long number = 0;
    for (JsonNode operation : cluster.status().path("operations")) {
      number = Math.max(number, operation.get("number").asLong());
    }
    cli.kafkaYarn(
            Stream.concat(
                    Stream.of("operation", "abort", Long.toString(number), "-name", name),
                    abortOptions.stream())
                .toArray(String[]::new))
        .expect(0);
    awaitEnd(number, "aborted");
    assertEquals(Map.of(), admin.listPartitionReassignments().reassignments().get());
    awaitNoLimits(admin);
  }

  private static JsonNode operation(JsonNode status, long number) {
    for (JsonNode operation : status.path("operations")) {
      if (operation.get("number").asLong() == number) {
        return operation;
      }
    }
    throw new AssertionError("no operation " + number + ": " + status.path("operations"));
  }

  private void awaitEnd(long number, String end) throws Exception {
    JsonNode status =
        cluster.await(
            "operation " + number + " ends",
            SOON,
            now ->
                now.path("operations").size() > 0
                    && operation(now, number).get("ended") != null
                    && !operation(now, number).get("ended").isNull());
    assertEquals(end, operation(status, number).get("status").asText(), status.toString());
  }

  /** A broker tells its settings as it knows them: a moment after the controller does. */
  private static void awaitNoLimits(Admin admin) throws Exception {
    Map<String, String> unused =
        Until.isTrue(
            "nothing is throttled any more",
            Duration.ofSeconds(20),
            () -> KafkaView.limits(admin),
            Map::isEmpty);
  }

  private String servers() throws Exception {
    return cluster.status().get("bootstrapServers").asText();
  }

  private Admin admin() throws Exception {
    return Admin.create(Map.of("bootstrap.servers", servers()));
  }

  private String setting(String broker, String key) throws Exception {
    try (Admin admin = admin()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
      return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
    }
  }

  private static Set<Integer> holders(Admin admin) throws Exception {
    Set<Integer> holders = new TreeSet<>();
    KafkaView.replicas(admin, TOPIC).forEach(holders::addAll);
    return holders;
  }
}
