package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quorum of a running cluster changes its size, moves to controllers of its own and back, and
 * loses every voter's disk in turn, under a producer that never stops.
 */
@Tag("slow")
@Timeout(900)
class QuorumIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  private String name;
  private WatchedCluster cluster;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn =
        TestYarn.start(
            root,
            options ->
                options
                    .network("127.0.34")
                    .nodeManagers(7)
                    .memoryMb(1_792)
                    .racks("/rack-1", "/rack-2"));
    cli = yarn.cli();
  }

  @Test
  void everyVotersDiskIsLostInTurnAndNoRecordIs() throws Exception {
    SteadyWriter writer = begin("losing-disks");
    change(Set.of(0, 1, 2), "-voters", "3");
    everyVotersDiskIsLostInTurn();
    end(writer);
  }

  @Test
  void theQuorumMovesToControllersOfItsOwnAndBack() throws Exception {
    SteadyWriter writer = begin("moving-quorum");
    change(Set.of(0, 1, 2), "-voters", "3");
    change(
        Set.of(10_000, 10_001, 10_002),
        "-voters",
        "",
        "-controllers",
        "3",
        "-controller-heap",
        "256m");
    awaitRoles(Map.of(0, "broker", 1, "broker", 2, "broker"));
    theMasterDiesInTheMiddleOfTheWayBack();
    change(Set.of(0), "-voters", "1");
    awaitRoles(Map.of(0, "broker,controller", 1, "broker", 2, "broker"));
    end(writer);
  }

  /** Three brokers of which the first alone votes, and a producer that writes on. */
  private SteadyWriter begin(String called) throws Exception {
    name = called;
    cli.kafkaYarn(
            "-name",
            name,
            "-brokers",
            "3",
            "-voters",
            "1",
            "-heap",
            "256m",
            "-ports",
            "30400-30499",
            "-host-wait",
            "3s",
            "-rack-wait",
            "1s")
        .expect(0);
    cluster = yarn.cluster(name);
    new NumberedRecords(servers(), "numbered").createTopic(6);
    assertEquals(Set.of(0), voters().keySet());
    return new SteadyWriter(servers(), "numbered");
  }

  private void end(SteadyWriter writer) throws Exception {
    int written = writer.stop();
    assertTrue(written > 1_000, "the producer wrote on: " + written);
    NumberedRecords records = new NumberedRecords(servers(), "numbered");
    assertEquals(new BitSet(), records.missing(written, "at-the-end"));
    cli.kafkaYarn("stop", "-name", name).expect(0);
  }

  private void change(Set<Integer> voters, String... options) throws Exception {
    apply(options);
    awaitQuorum(voters);
  }

  private void apply(String... options) throws Exception {
    Stream<String> command = Stream.of("spec", "apply", "-name", name);
    cli.kafkaYarn(Stream.concat(command, Stream.of(options)).toArray(String[]::new)).expect(0);
  }

  private void awaitQuorum(Set<Integer> ids) throws Exception {
    Map<Integer, Uuid> unused =
        Until.isTrue("the voters " + ids, SOON, this::voters, now -> now.keySet().equals(ids));
    JsonNode ready = cluster.awaitReady(SOON);
    assertTrue(ready.get("nodes").size() >= ids.size(), ready.toString());
  }

  private void awaitRoles(Map<Integer, String> roles) throws Exception {
    JsonNode unused =
        cluster.await(
            "the roles " + roles,
            SOON,
            status ->
                WatchedCluster.isReady(status)
                    && WatchedCluster.each(status, "roles").equals(new TreeMap<>(roles))
                        == (status.get("nodes").size() == roles.size())
                    && roles.entrySet().stream()
                        .allMatch(
                            role ->
                                role.getValue()
                                    .equals(
                                        WatchedCluster.each(status, "roles").get(role.getKey()))));
  }

  /** Its directories are gone at once, then Kafka is; its launcher stays. */
  private void everyVotersDiskIsLostInTurn() throws Exception {
    for (int id : List.copyOf(voters().keySet())) {
      Map<Integer, Uuid> before = voters();
      JsonNode node = WatchedCluster.node(cluster.status(), id);
      long since = cluster.lastEvent();
      long kafka = ClusterProcesses.kafkas(cluster.status()).get(node.get("containerId").asText());
      for (JsonNode dir : node.get("dataDirs")) {
        Path directory = Path.of(dir.asText());
        Path moved = Files.move(directory, directory.resolveSibling("lost-" + since));
        assertTrue(Files.isDirectory(moved));
      }
      assertTrue(ProcessHandle.of(kafka).orElseThrow().destroyForcibly());
      JsonNode taken = cluster.awaitEvent(SOON, since, "VoterChanged", id, "its vote is taken");
      JsonNode given =
          cluster.awaitEvent(
              SOON, taken.get("sequence").asLong(), "VoterChanged", id, "it has joined the quorum");
      Map<Integer, Uuid> after =
          Until.isTrue("three voters", SOON, this::voters, now -> now.size() == 3);
      assertTrue(!after.get(id).equals(before.get(id)), "another directory has the vote: " + after);
      before.remove(id);
      after.remove(id);
      assertEquals(before, after, "the other votes are as they were");
      assertTrue(WatchedCluster.isReady(cluster.awaitReady(SOON)), given.toString());
      awaitInSync();
    }
  }

  private void theMasterDiesInTheMiddleOfTheWayBack() throws Exception {
    long since = cluster.lastEvent();
    apply("-controllers", "", "-controller-heap", "");
    List<String> unused =
        Until.isTrue(
            "the first vote is changed",
            SOON,
            () -> cluster.kinds(since),
            kinds -> kinds.contains("VoterChanged"));
    ClusterProcesses.applicationMaster(cluster.id()).destroyForcibly();
    awaitQuorum(Set.of(0, 1, 2));
    awaitRoles(Map.of(0, "broker,controller", 1, "broker,controller", 2, "broker,controller"));
  }

  /** Every broker leaves its host in the course of the test. */
  private String servers() throws Exception {
    return cluster
        .await("brokers", SOON, status -> !status.path("bootstrapServers").asText().isEmpty())
        .get("bootstrapServers")
        .asText();
  }

  private Map<Integer, Uuid> voters() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      return admin.describeMetadataQuorum().quorumInfo().get().voters().stream()
          .collect(
              Collectors.toMap(
                  QuorumInfo.ReplicaState::replicaId,
                  QuorumInfo.ReplicaState::replicaDirectoryId,
                  (one, other) -> {
                    throw new AssertionError("a voter twice: " + one + " and " + other);
                  },
                  TreeMap::new));
    }
  }

  private void awaitInSync() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      Set<Integer> unused =
          Until.isTrue(
              "every replica is in sync",
              SOON,
              () ->
                  admin
                      .describeTopics(List.of("numbered"))
                      .allTopicNames()
                      .get()
                      .get("numbered")
                      .partitions()
                      .stream()
                      .map(partition -> partition.isr().size())
                      .collect(Collectors.toCollection(TreeSet::new)),
              Set.of(3)::equals);
    }
  }
}
