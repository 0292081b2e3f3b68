package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;

/** {@code spec get}, {@code spec diff} and {@code spec apply}, and submissions that do the same. */
class SpecCommandTest {
  @TempDir private Path directory;
  private ClientFixture client;
  private ApplicationReport report;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit", "-memory", "2g"), client.err);
    report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  private void says(long generation) {
    ClusterStatus last = FakeAm.status(Phase.READY, "all is well");
    client.am.says.clear();
    client.am.says.add(
        new ClusterStatus(
            last.name(),
            last.user(),
            last.applicationId(),
            last.amAttempt(),
            last.amStarted(),
            last.kafkaClusterId(),
            generation,
            last.phase(),
            last.message(),
            last.bootstrapServers(),
            last.activeController(),
            last.nodes(),
            last.warnings(),
            last.offline(),
            last.operations(),
            last.tasks(),
            last.timings()));
  }

  @Test
  void theSpecIsPrintedAsAFileThatCanBeSubmitted() throws IOException {
    assertEquals(0, client.run("spec", "get"), client.err);
    StoredSpec stored = client.home("kafka").readSpec().orElseThrow();
    assertEquals(
        stored.spec(), SpecRules.complete(SpecFile.read(client.out, "out"), 1, "hdfs:///k.tar"));
    assertEquals(0, client.run("spec", "get", "-output", "json"), client.err);
    assertEquals(3, AmClient.JSON.readTree(client.out).path("voters").asInt());
    assertEquals(1, client.run("spec", "get", "-name", "none"));
    assertTrue(client.error().startsWith("there is no cluster none of user "), client.err);
  }

  @Test
  void aChangeIsTheMastersToMake() {
    says(2);
    assertEquals(0, client.run("spec", "apply", "-controllers", "3"), client.err);
    assertEquals(List.of(SpecFile.read("controllers: 3", "f")), client.am.changes);
    assertEquals(
        List.of(
            "controllers: 0 -> 3",
            "# Specification 2 of cluster kafka; its progress: kafka-yarn status -name kafka"),
        client.out.lines().toList());
  }

  @Test
  void aFileIsTakenToo() throws IOException {
    says(2);
    Path file = Files.writeString(directory.resolve("k.yaml"), "name: kafka\nvoters: 1\n");
    assertEquals(
        0, client.run("spec", "apply", "-spec", file.toString(), "-host-wait", "1h"), client.err);
    assertEquals(List.of(SpecFile.read("voters: 1\nhost-wait: 1h", "f")), client.am.changes);
  }

  @Test
  void aDiffAndADryRunAskOnly() {
    for (String[] command :
        List.of(
            new String[] {"spec", "diff", "-controllers", "3"},
            new String[] {"spec", "apply", "-controllers", "3", "-dry-run"})) {
      assertEquals(0, client.run(command), client.err);
      assertEquals(
          List.of("controllers: 0 -> 3", "# Dry run: nothing was changed."),
          client.out.lines().toList());
    }
    assertEquals(0, client.run("spec", "diff", "-voters", "1", "-output", "json"), client.err);
    assertTrue(client.out.contains("\"dryRun\" : true"), client.out);
  }

  @Test
  void whatIsWantedAlreadyIsTold() {
    client.am.changed = new AmApi.SpecAnswer(1, false, List.of());
    assertEquals(0, client.run("spec", "apply", "-voters", "3"), client.err);
    assertEquals("nothing changes: cluster kafka is wanted like this already\n", client.out);
  }

  @Test
  void aMistakeIsWrongUsageAndAConflictIsAFailure() {
    client.am.refusal =
        Optional.of(new ApiRefusal(400, "brokers: cannot change while the cluster runs"));
    assertEquals(2, client.run("spec", "apply", "-brokers", "5"));
    assertEquals("brokers: cannot change while the cluster runs", client.error());
    client.am.refusal = Optional.of(new ApiRefusal(409, "a change is under way: nodes 10003"));
    assertEquals(1, client.run("spec", "apply", "-controllers", "0"));
    assertEquals("a change is under way: nodes 10003", client.error());
    client.am.refusal = Optional.of(new IOException("connection reset"));
    assertEquals(1, client.run("spec", "apply", "-controllers", "0"));
    assertEquals(
        "the ApplicationMaster does not answer: connection reset. Whether it has made the change:"
            + " kafka-yarn spec get",
        client.error());
  }

  @Test
  void aClusterThatDoesNotRunIsChangedBySubmitting() throws IOException {
    report.setYarnApplicationState(YarnApplicationState.KILLED);
    client.yarn.applications.clear();
    assertEquals(1, client.run("spec", "apply", "-controllers", "5"));
    assertEquals(
        "cluster kafka is not running: change it with the submission that starts it: kafka-yarn"
            + " submit -name kafka with the same options",
        client.error());
    client.yarn.report = () -> FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    assertEquals(0, client.run("submit", "-controllers", "5"), client.err);
    assertEquals(0, client.run("submit", "-controllers", "3"), client.err);
    StoredSpec stored = client.home("kafka").readSpec().orElseThrow();
    assertEquals(3, stored.spec().generation());
    assertEquals(List.of(10_003, 10_004), List.copyOf(stored.running().retiring().keySet()));
    assertEquals(2, client.run("submit", "-controllers", "0"));
    assertTrue(client.error().startsWith("a change is under way: nodes 10003-10004"), client.err);
  }
}
