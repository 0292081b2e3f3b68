package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.recovery.RecoveryReport;
import org.kafkayarn.am.spec.NodeGroup.Role;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;

/** What an operator orders when nodes are gone for ever, with real launchers and real Kafka. */
@Timeout(480)
class RecoveryIT {
  private static final Duration SOON = Duration.ofSeconds(150);
  private static final Set<Role> COMBINED = Set.of(BROKER, CONTROLLER);
  private static final String TOPIC = "numbered";

  @TempDir Path dir;

  private static TopicPartitionInfo describe(LauncherCluster cluster, int partition)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      return admin
          .describeTopics(List.of(TOPIC))
          .allTopicNames()
          .get()
          .get(TOPIC)
          .partitions()
          .get(partition);
    }
  }

  private static Set<Integer> isr(LauncherCluster cluster) throws Exception {
    return describe(cluster, 0).isr().stream().map(Node::id).collect(Collectors.toSet());
  }

  /**
   * Node 1 alone was in sync and is gone; of the two others the one that Kafka would elect, the
   * first in the assignment, has less.
   */
  @Test
  void theMostCompleteSurvivorLeadsOnOrderAndTheLossIsShownBefore() throws Exception {
    try (LauncherCluster cluster =
            new LauncherCluster(
                dir, Set.of(CONTROLLER), Set.of(BROKER), Set.of(BROKER), Set.of(BROKER));
        ProbedCluster probed = new ProbedCluster(cluster)) {
      for (int id = 0; id < 4; id++) {
        cluster.start(id, false);
      }
      probed.awaitServing(Set.of(0, 1, 2, 3), SOON);
      assertEquals(0, probed.desk().preview(false).offline(), "nothing is offline");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        NewTopic topic =
            new NewTopic(TOPIC, Map.of(0, List.of(1, 2, 3)))
                .configs(Map.of("min.insync.replicas", "1"));
        admin.createTopics(List.of(topic)).all().get();
      }
      NumberedRecords records = new NumberedRecords(cluster.bootstrapServers(), TOPIC);
      records.write(0, 100);
      cluster.node(2).killKafka();
      Until.isTrue("1 and 3 are in sync", SOON, () -> isr(cluster), Set.of(1, 3)::equals);
      records.write(100, 250);
      cluster.node(3).killKafka();
      Until.isTrue("1 is in sync", SOON, () -> isr(cluster), Set.of(1)::equals);
      records.write(250, 330);
      cluster.node(1).killKafka();
      cluster.start(2, true);
      cluster.start(3, true);
      probed.awaitServing(Set.of(0, 2, 3), SOON);

      ClusterStatus status =
          Until.isTrue(
              "the partition is listed with all copies; the launcher of node 1 can read its",
              SOON,
              () -> {
                probed.turn();
                return probed.status();
              },
              now -> survivors(now) == 3);
      assertEquals(1, status.offline().count());
      assertTrue(status.offline().partitions().get(0).why().contains("node 1"));

      String refusal =
          probed.desk().preview(false).partitions().get(0).refusal().orElse("not refused");
      assertTrue(refusal.contains("its Kafka is to be started again"), refusal);
      RecoveryReport shown = probed.desk().preview(true);
      RecoveryReport.Line line = shown.partitions().get(0);
      assertEquals(Optional.of(3), line.elect(), line.toString());
      assertEquals(250, line.survivors().get(0).endOffset());
      assertEquals(100, line.survivors().get(1).endOffset());
      assertTrue(line.loss().contains("from offset 250 on"), line.loss());
      assertEquals(null, describe(cluster, 0).leader(), "looking changes nothing");

      RecoveryReport done = probed.desk().recover(Set.of(), true);
      assertTrue(done.partitions().get(0).done(), done.toString());
      Until.isTrue(
          "3 leads, and the replicas are in their own order again",
          SOON,
          () -> describe(cluster, 0),
          led ->
              led.leader() != null
                  && led.leader().id() == 3
                  && led.replicas().stream().map(Node::id).toList().equals(List.of(1, 2, 3)));
      Until.isTrue("2 follows 3", SOON, () -> isr(cluster), Set.of(2, 3)::equals);
      cluster.start(1, true);
      Until.isTrue("1 follows 3", SOON, () -> isr(cluster), Set.of(1, 2, 3)::equals);
      BitSet lost = new BitSet();
      lost.set(250, 330);
      assertEquals(lost, records.missing(330, "all"));
    }
  }

  private static int survivors(ClusterStatus status) {
    return status.offline().partitions().stream()
        .mapToInt(partition -> partition.survivors().size())
        .sum();
  }

  @Test
  void aLostQuorumIsRebuiltFromOneVoterAndTheOthersJoinItAgain() throws Exception {
    try (LauncherCluster cluster = new LauncherCluster(dir, COMBINED, COMBINED, COMBINED);
        ProbedCluster probed = new ProbedCluster(cluster)) {
      for (int id = 0; id < 3; id++) {
        cluster.start(id, false);
      }
      probed.awaitServing(Set.of(0, 1, 2), SOON);
      NumberedRecords records = new NumberedRecords(cluster.bootstrapServers(), TOPIC);
      records.createTopic(2);
      records.write(0, 500);
      cluster.apply(new YarnEvent.Registered(List.of()));
      assertThrows(
          RecoveryDesk.RefusedException.class,
          () -> probed.desk().rebuildQuorum(0),
          "the quorum is not lost");
      for (int id = 1; id < 3; id++) {
        cluster.node(id).killKafka();
        cluster.loseData(id);
        cluster.start(id, true);
        cluster.node(id).await(LauncherState.Phase.FAILED);
      }
      String message =
          Until.isTrue(
              "the status says that the quorum is lost",
              SOON,
              () -> {
                probed.turn();
                return probed.status().message();
              },
              text -> text.contains("the metadata quorum is lost: 2 of 3"));
      assertTrue(message.contains("-quorum-from 0 -accept-data-loss"), message);

      String unused = probed.desk().rebuildQuorum(0);
      probed.awaitServing(Set.of(0), SOON);
      assertEquals(Set.of(0), probed.state().quorum().voters().keySet());
      Until.isTrue(
          "what only the others had in sync is led again",
          SOON,
          () -> {
            probed.turn();
            return probed.desk().recover(Set.of(), true).offline();
          },
          offline -> offline == 0 && probed.state().replicas().isPresent());
      for (int id = 1; id < 3; id++) {
        cluster.start(id, false);
      }
      Until.isTrue(
          "all are voters again",
          SOON,
          () -> probed.turn().quorum().voters().keySet(),
          Set.of(0, 1, 2)::equals);
      Until.isTrue("all are in sync", SOON, () -> isr(cluster), Set.of(0, 1, 2)::equals);
      assertEquals(new BitSet(), records(cluster).missing(500, "all"));
    }
  }

  private static NumberedRecords records(LauncherCluster cluster) {
    return new NumberedRecords(cluster.bootstrapServers(), TOPIC);
  }
}
