package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * NodeManagers without recovery, as they are by default: one that stops ends its containers, and
 * one that starts deletes all that YARN has put on its disks. The data is not YARN's.
 */
@Timeout(600)
class ForgetfulNodeManagerIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int RECORDS = 1_000;

  @TempDir Path root;

  @AutoClose private TestYarn yarn;

  @BeforeEach
  void startYarn() {
    yarn = TestYarn.start(root, options -> options.nodeManagers(2).memoryMb(2_560));
  }

  @Test
  void theDataOutlivesNodeManagersThatForgetTheirContainers() throws Exception {
    Cli cli = yarn.cli();
    Cli.Result submitted = cli.kafkaYarn("-brokers", "1", "-name", "kept", "-heap", "256m");
    submitted.expect(0);
    NumberedRecords records = new NumberedRecords(submitted.value("bootstrap.servers"), "numbered");
    records.createTopic(1);
    records.write(0, RECORDS);
    WatchedCluster cluster = yarn.cluster("kept");
    JsonNode before = WatchedCluster.node(cluster.status(), 0);
    Path data = Path.of(before.get("dataDirs").get(0).asText());
    int home = yarn.hosts().indexOf(before.get("host").asText());
    // Beside the data, in the NodeManager's own part of the same disk.
    Path localDir = data;
    while (!Files.isDirectory(localDir.resolve("usercache"))) {
      localDir = localDir.getParent();
    }
    Path yarns = Files.createFile(localDir.resolve("usercache/witness"));

    yarn.embedded().stopNodeManager(home);
    yarn.embedded().startNodeManager(home);
    yarn.embedded().awaitNodeManagers(2);
    List<ProcessHandle> unused =
        Until.isTrue(
            "the NodeManager has forgotten what was on its disk",
            SOON,
            () -> yarn.embedded().containerProcesses(home),
            processes -> !Files.exists(yarns));

    JsonNode after = WatchedCluster.node(cluster.awaitReady(SOON), 0);
    assertNotEquals(before.get("containerId"), after.get("containerId"));
    assertEquals(before.get("dataDirs"), after.get("dataDirs"));
    assertFalse(Files.exists(yarns));
    assertTrue(Files.isDirectory(data.resolve("numbered-0")));
    assertEquals(new BitSet(), records.missing(RECORDS, "after-the-restart"));
    cluster.kill();
  }
}
