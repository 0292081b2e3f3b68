package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

/** Lines as Kafka 4.3.1 wrote them. */
class RecoveryProgressTest {
  private final RecoveryProgress progress = new RecoveryProgress();

  private void says(String line) {
    assertTrue(RecoveryProgress.isWorthALook(line), line);
    progress.accept("[2026-11-22 15:51:21,051] INFO " + line + " (kafka.log.LogManager)");
  }

  @Test
  void theLogsOfAllDirectoriesAreCounted() {
    assertEquals(Optional.empty(), progress.now());
    says("Loading logs from log dirs ArrayBuffer(/a, /b)");
    says("Recovering 100 logs from /a since no clean shutdown file was found");
    says("Skipping recovery of 20 logs from /b since clean shutdown file was found");
    says(
        "Completed load of Log(dir=/a/t-0, topicId=x, topic=t, partition=0, highWatermark=0, lastStableOffset=0, logStartOffset=0, logEndOffset=9) with 1 segments, local-log-start-offset 0 and log-end-offset 9 in 31ms (41/100 completed in /a)");
    says("Error while loading logs in /a/t-1 in 12ms (40/100 completed in /a)");
    says(
        "Completed load of Log(dir=/b/t-2) with 1 segments, local-log-start-offset 0 and log-end-offset 9 in 31ms (4/20 completed in /b)");
    assertEquals(
        Optional.of(
            new Recovery(45, 120, "Kafka recovers its logs after an unclean stop: 45 of 120")),
        progress.now());
    assertFalse(progress.isOver());
    says("Loaded 120 logs in 5432ms (unclean log dirs = ArrayBuffer(/a))");
    assertEquals(Optional.empty(), progress.now());
    assertTrue(progress.isOver());
  }

  @Test
  void aCleanStartOnlyLoads() {
    says("Loading logs from log dirs ArrayBuffer(/a)");
    says("Skipping recovery of 3 logs from /a since clean shutdown file was found");
    assertEquals("Kafka loads its logs: 0 of 3", progress.now().orElseThrow().text());
  }

  @Test
  void aControllerThatServesHasNoLogsToLoad() {
    says("[KafkaRaftServer nodeId=1] Kafka Server started");
    assertTrue(progress.isOver());
  }
}
