package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.NodeGroup.Role;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

/** The last node of a quorum stops, when nobody is left to grant its controlled shutdown. */
@Timeout(200)
class LastVoterStopIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Set<Role> COMBINED = Set.of(BROKER, CONTROLLER);
  private static final int RECORDS = 1_000;

  @TempDir Path dir;

  @Test
  void itClosesItsLogsInOrderWhenItsTimeForAGrantIsOver() throws Exception {
    try (LauncherCluster cluster = new LauncherCluster(dir, COMBINED, COMBINED);
        ProbedCluster probed = new ProbedCluster(cluster)) {
      cluster.start(0, false);
      cluster.start(1, false);
      probed.awaitServing(Set.of(0, 1), SOON);
      NumberedRecords records = new NumberedRecords(cluster.bootstrapServers(), "numbered");
      records.createTopic(3);
      records.write(0, RECORDS);
      cluster.node(1).killKafka();

      // Kafka by itself would wait for five minutes.
      cluster.node(0).stop(Duration.ofMillis(500));
      LauncherState stopped = cluster.node(0).await(Phase.STOPPED);
      assertTrue(stopped.exit().orElseThrow().clean(), stopped.toString());

      cluster.start(0, true);
      cluster.start(1, true);
      probed.awaitServing(Set.of(0, 1), SOON);
      assertEquals(new BitSet(), records.missing(RECORDS, "all"));
    }
  }
}
