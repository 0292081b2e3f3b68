package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.NodeGroup.Role;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.task.GroupLag;
import org.kafkayarn.am.state.task.TaskState;

/** What the probe tells of real Kafka processes below real launchers. */
@Timeout(300)
class KafkaProbeIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Set<Role> COMBINED = Set.of(BROKER, CONTROLLER);

  @TempDir Path dir;

  @Test
  void theSafeCopiesAreWhereKafkaHasThem() throws Exception {
    try (LauncherCluster cluster = new LauncherCluster(dir, COMBINED, COMBINED, COMBINED);
        ProbedCluster probed = new ProbedCluster(cluster)) {
      for (int id = 0; id < 3; id++) {
        cluster.start(id, false);
      }
      Set<Integer> all = probed.awaitServing(Set.of(0, 1, 2), SOON);
      probed.hostIsGoing("localhost");
      createTopics(cluster.bootstrapServers());

      Replicas whole =
          probed.awaitReplicas(
              "both topics",
              SOON,
              seen -> seen.inSync().equals(Map.of(0, 1, 1, 2, 2, 1)) && seen.brokers().equals(all));
      Partitions single = new Partitions(1, List.of("single-0"));
      assertEquals(Map.of(1, single), whole.lastCopies());
      assertEquals(Map.of(1, single), whole.neededForMinIsr(), "three copies, two needed");
      assertEquals(2, whole.leaderships().values().stream().mapToInt(Integer::intValue).sum());
      assertEquals(all, whole.voters());
      assertEquals(all, whole.caughtUp());

      cluster.node(2).killKafka();
      Replicas without =
          probed.awaitReplicas(
              "node 2 is not in sync",
              SOON,
              seen -> !seen.inSync().containsKey(2) && seen.caughtUp().equals(Set.of(0, 1)));
      assertEquals(Set.of(0, 1), without.brokers());
      assertEquals(all, without.voters());
      assertEquals(Map.of(1, single), without.lastCopies());
      assertEquals(
          new Partitions(2, List.of("single-0", "triple-0")), without.neededForMinIsr().get(1));

      cluster.node(0).killKafka();
      cluster.node(1).killKafka();
      probed.awaitNoReplicas(SOON);
    }
  }

  private static void createTopics(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      NewTopic triple = new NewTopic("triple", Optional.of(1), Optional.of((short) 3));
      admin
          .createTopics(
              List.of(
                  new NewTopic("single", Map.of(0, List.of(1))),
                  triple.configs(Map.of("min.insync.replicas", "2"))))
          .all()
          .get();
    }
  }

  @Test
  void aControllerOfItsOwnIsConfirmedByTheQuorum() throws Exception {
    try (LauncherCluster cluster = new LauncherCluster(dir, Set.of(CONTROLLER), Set.of(BROKER));
        ProbedCluster probed = new ProbedCluster(cluster)) {
      cluster.start(0, false);
      probed.awaitServing(Set.of(0), SOON);
      assertEquals(Optional.of(0), probed.state().leader());

      cluster.start(1, false);
      probed.awaitServing(Set.of(0, 1), SOON);
      NumberedRecords records = new NumberedRecords(cluster.bootstrapServers(), "numbered");
      records.createTopic(1);
      records.write(0, 1_000);
      assertTrue(records.missing(1_000, "first").isEmpty());
      whatTasksDependOnIsSeen(cluster, probed, records);

      cluster.node(0).killKafka();
      // A broker without a quorum takes no new topic and cannot change a leader.
      probed.awaitServing(Set.of(), SOON);
      cluster.start(0, true);
      probed.awaitServing(Set.of(0, 1), SOON);
    }
  }

  private static void whatTasksDependOnIsSeen(
      LauncherCluster cluster, ProbedCluster probed, NumberedRecords records) throws Exception {
    records.write(1_000, 1_500);
    cluster.want(List.of(task("one", "first"), task("two", "second")));
    TaskState.Observed early =
        probed.awaitObserved(
            "a group whose members have left", SOON, seen -> seen.lags().containsKey("first"));
    assertEquals(new GroupLag(500, 1), early.lags().get("first"));
    assertEquals(new GroupLag(0, 0), early.lags().get("second"), "it has never been there");
    assertEquals(Set.of(), early.topics());

    new NumberedRecords(cluster.bootstrapServers(), "later").createTopic(2);
    // It commits nothing, so that all is before it.
    try (KafkaConsumer<byte[], byte[]> member =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "group.id",
                "second",
                "enable.auto.commit",
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      member.subscribe(List.of("numbered", "later"));
      TaskState.Observed late =
          probed.awaitObserved(
              "the topic, and a member without offsets",
              SOON,
              seen -> {
                var unused = member.poll(Duration.ofMillis(100));
                return seen.lags().getOrDefault("second", new GroupLag(0, 0)).partitions() > 0
                    && seen.topics().contains("later");
              });
      assertEquals(new GroupLag(1_500, 3), late.lags().get("second"));
      assertEquals(new GroupLag(500, 1), late.lags().get("first"));
    }
    cluster.want(List.of());
  }

  /** Waits for a topic, and is scaled by the group's lag. */
  private static TaskSpec task(String name, String group) {
    return new TaskSpec(
        name,
        TaskSpec.Kind.CONSUMER,
        1,
        "true",
        new TreeMap<>(),
        new TreeMap<>(),
        256,
        1,
        new TreeMap<>(),
        new TreeMap<>(),
        TaskSpec.Restart.ALWAYS,
        List.of(),
        TaskSpec.Near.ANYWHERE,
        Optional.empty(),
        Optional.of(group),
        false,
        Optional.empty(),
        List.of(new TaskSpec.After.Topic("later")),
        Optional.empty(),
        Optional.of(new TaskSpec.LagScale(group, 100, 1, 3)),
        TaskSpec.DEFAULT_STOP_TIMEOUT,
        1);
  }
}
