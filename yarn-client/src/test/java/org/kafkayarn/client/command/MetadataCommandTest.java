package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;

/** {@code metadata show} and {@code metadata upgrade}. */
class MetadataCommandTest {
  @TempDir private Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  private void tell(long sequence, String kind, String reason) {
    client.am.events.add(
        new ClusterEvent(
            sequence, Instant.EPOCH, 1, Optional.empty(), Optional.empty(), kind, reason));
  }

  @Test
  void whatIsInForceAndWhatThereCouldBeIsShown() throws IOException {
    assertEquals(0, client.run("metadata", "show"), client.err);
    assertEquals(
        List.of(
            "metadata.version 4.2-IV1",
            "4.3-IV0 available: kafka-yarn metadata upgrade",
            "policy: metadata-version keep",
            "",
            "node  least    most",
            "0     3.3-IV3  4.3-IV0"),
        client.out.lines().toList());
    assertEquals(0, client.run("metadata", "show", "-output", "json"), client.err);
    assertEquals("4.2-IV1", AmClient.JSON.readTree(client.out).path("finalized").asText());
  }

  @Test
  void withoutAYesNothingIsOrdered() {
    assertEquals(2, client.run("metadata", "upgrade"));
    assertEquals(
        "metadata.version 4.2-IV1 -> 4.3-IV0: there may be no way back, also not to an older Kafka."
            + " Give -yes to do it",
        client.error());
    assertEquals(0, client.run("metadata", "upgrade", "-dry-run"), client.err);
    assertEquals("metadata.version 4.2-IV1 -> 4.3-IV0\n", client.out);
    assertEquals(0, client.run("metadata", "upgrade", "-to", "4.2-IV1", "-yes"), client.err);
    assertEquals("metadata.version 4.2-IV1 is in force already\n", client.out);
    assertEquals(List.of(), client.am.upgrades);
  }

  @Test
  void theEndOfAnUpgradeIsWaitedFor() {
    tell(7, "MetadataUpgraded", "an upgrade of long ago");
    client.am.onUpgrade =
        () -> {
          tell(8, "MetadataUpgrading", "it goes on");
          tell(9, "MetadataUpgraded", "metadata.version 4.3-IV0 in place of 4.2-IV1");
        };
    assertEquals(0, client.run("metadata", "upgrade", "-to", "4.3", "-yes"), client.err);
    assertEquals(List.of(Optional.of("4.3")), client.am.upgrades);
    assertEquals("metadata.version 4.3-IV0 in place of 4.2-IV1\n", client.out);
  }

  @Test
  void aRefusalIsAFailure() {
    client.am.onUpgrade =
        () -> tell(3, "MetadataNotUpgraded", "metadata.version 4.3-IV0 was not finalized: no");
    assertEquals(1, client.run("metadata", "upgrade", "-yes"));
    assertEquals("metadata.version 4.3-IV0 was not finalized: no", client.error());
    client.am.refusal =
        Optional.of(
            new ApiRefusal(409, "metadata.version 4.3-IV0 cannot be finalized now: no leader"));
    assertEquals(1, client.run("metadata", "upgrade", "-yes"));
    assertTrue(client.error().endsWith("cannot be finalized now: no leader"), client.err);
  }
}
