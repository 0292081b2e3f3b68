package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.recovery.RecoveryReport;
import org.kafkayarn.am.state.ClusterStatus.Survivor;

class RecoverCommandTest {
  @TempDir private Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit", "-memory", "2g"), client.err);
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  private static RecoveryReport.Line line(Optional<Integer> elect, Optional<String> refusal) {
    return new RecoveryReport.Line(
        "orders-4",
        List.of(1, 2, 3),
        List.of(1),
        List.of(new Survivor(3, 250, 7, Optional.of(200L))),
        elect,
        refusal,
        "whatever node 1 (h1) has from offset 250 on",
        Optional.empty(),
        false);
  }

  @Test
  void nothingOfflineIsSaidAndIsNoFailure() {
    assertEquals(0, client.run("recover"), client.err);
    assertEquals("nothing to recover: every partition has a leader\n", client.out);
  }

  @Test
  void whatWouldBeDoneIsShownAndNotDoneWithoutYes() {
    client.am.recovery = new RecoveryReport(1, List.of(line(Optional.of(3), Optional.empty())));
    assertEquals(1, client.run("recover"));
    assertTrue(client.out.contains("node 3: log end 250, epoch 7, committed to 200"), client.out);
    assertTrue(client.out.contains("to be elected: node 3"), client.out);
    assertTrue(client.out.contains("could be lost: whatever node 1 (h1)"), client.out);
    assertTrue(client.error().startsWith("nothing was changed"), client.err);
    assertEquals(List.of(), client.am.recoveries);
  }

  @Test
  void itIsDoneWithYesAndWhatCannotBeDoneIsAFailure() {
    client.am.recovery = new RecoveryReport(1, List.of(line(Optional.of(3), Optional.empty())));
    assertEquals(0, client.run("recover", "-yes", "-partition", "orders-4"), client.err);
    assertTrue(client.out.contains("elected: node 3"), client.out);
    assertEquals(List.of("[orders-4]"), client.am.recoveries);
    client.am.recovery =
        new RecoveryReport(1, List.of(line(Optional.empty(), Optional.of("node 1 comes back"))));
    assertEquals(1, client.run("recover", "-yes"));
    assertTrue(client.out.contains("not now: node 1 comes back"), client.out);
  }

  @Test
  void theQuorumIsRebuiltOnlyWithBothWordsAndYes() {
    assertEquals(2, client.run("recover", "-yes", "-quorum-from", "0"));
    assertEquals(2, client.run("recover", "-yes", "-accept-data-loss"));
    assertEquals(1, client.run("recover", "-quorum-from", "0", "-accept-data-loss"));
    assertEquals(List.of(), client.am.recoveries);
    assertEquals(
        0, client.run("recover", "-yes", "-quorum-from", "0", "-accept-data-loss"), client.err);
    assertEquals(List.of("quorum from 0"), client.am.recoveries);
  }
}
