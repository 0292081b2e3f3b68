package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.NodeGroup.Role;
import org.kafkayarn.launcher.contract.LauncherState;

/** A voter whose disk is lost comes back on an empty one and takes its own place in the quorum. */
@Timeout(300)
class JoiningVoterIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Set<Role> COMBINED = Set.of(BROKER, CONTROLLER);
  private static final int RECORDS = 5_000;

  @TempDir Path dir;

  @Test
  void aVoterWithALostDiskIsReplacedAndNoRecordIsLost() throws Exception {
    try (LauncherCluster cluster =
            new LauncherCluster(dir, COMBINED, COMBINED, COMBINED, Set.of(BROKER));
        ProbedCluster probed = new ProbedCluster(cluster)) {
      for (int id = 0; id < 3; id++) {
        cluster.start(id, false);
      }
      probed.awaitServing(Set.of(0, 1, 2), SOON);
      cluster.start(3, false);
      probed.awaitServing(Set.of(0, 1, 2, 3), SOON);
      NumberedRecords records = new NumberedRecords(cluster.bootstrapServers(), "numbered");
      records.createTopic(3);
      records.write(0, RECORDS);
      Map<Integer, String> before = voters(cluster);
      int lost = leader(cluster);

      cluster.node(lost).killKafka();
      cluster.loseData(lost);
      records.write(RECORDS, 2 * RECORDS);
      cluster.start(lost, false);
      Map<Integer, String> after =
          Until.isTrue(
              "node " + lost + " is a voter with another directory",
              SOON,
              () -> {
                probed.turn();
                return voters(cluster);
              },
              now -> now.size() == 3 && !now.get(lost).equals(before.get(lost)));
      probed.awaitServing(Set.of(0, 1, 2, 3), SOON);
      LauncherState joined = cluster.node(lost).await(LauncherState.Phase.RUNNING);
      assertTrue(joined.formatted());
      assertEquals(Set.of(after.get(lost)), Set.copyOf(joined.directoryIds().values()));
      for (int id = 0; id < 3; id++) {
        if (id != lost) {
          assertEquals(before.get(id), after.get(id));
        }
      }
      itCountsInTheQuorum(cluster, probed, lost);
      NumberedRecords read = new NumberedRecords(cluster.bootstrapServers(), "numbered");
      assertEquals(new BitSet(), read.missing(2 * RECORDS, "all"));
    }
  }

  /** With another voter down the two that are left, one of them the new, are a majority. */
  private static void itCountsInTheQuorum(LauncherCluster cluster, ProbedCluster probed, int joined)
      throws Exception {
    int other = joined == 0 ? 1 : 0;
    cluster.node(other).killKafka();
    Set<Integer> rest = Set.of(joined, 3, 3 - joined - other);
    probed.awaitServing(rest, SOON);
    cluster.start(other, true);
    probed.awaitServing(Set.of(0, 1, 2, 3), SOON);
  }

  private static Map<Integer, String> voters(LauncherCluster cluster) throws Exception {
    Map<Integer, String> voters = new HashMap<>();
    quorum(cluster)
        .voters()
        .forEach(
            voter -> {
              String former = voters.put(voter.replicaId(), voter.replicaDirectoryId().toString());
              assertEquals(null, former, "two voters of one id");
            });
    return voters;
  }

  private static int leader(LauncherCluster cluster) throws Exception {
    return quorum(cluster).leaderId();
  }

  private static QuorumInfo quorum(LauncherCluster cluster) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      return admin.describeMetadataQuorum().quorumInfo().get();
    }
  }
}
