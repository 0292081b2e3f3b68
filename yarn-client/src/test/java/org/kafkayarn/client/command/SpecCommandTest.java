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

  @Test
  void aRollbackIsTheMastersToMake() {
    says(2);
    assertEquals(0, client.run("spec", "rollback"), client.err);
    assertEquals(0, client.run("spec", "rollback", "-to", "7", "-name", "kafka"), client.err);
    assertEquals(List.of(Optional.empty(), Optional.of(7L)), client.am.rollbacks);
    assertTrue(client.out.startsWith("controllers: 0 -> 3"), client.out);
    assertEquals(0, client.run("spec", "rollback", "-dry-run"), client.err);
    assertTrue(client.out.endsWith("# Dry run: nothing was changed.\n"), client.out);
    assertEquals(2, client.run("spec", "rollback", "-to", "0"));
    assertEquals("-to 0: specifications are numbered from 1 on", client.error());
    client.am.refusal =
        Optional.of(new ApiRefusal(400, "to: specification 7 is not kept; those that are: 1"));
    assertEquals(2, client.run("spec", "rollback", "-to", "7"));
  }

  @Test
  void theHistoryIsThatOfTheHome() throws IOException {
    client.yarn.applications.clear();
    assertEquals(
        0, client.run("submit", "-controllers", "3", "-config", "log.retention.ms=5"), client.err);
    assertEquals(0, client.run("spec", "history"), client.err);
    List<String> lines = client.out.lines().toList();
    assertTrue(lines.get(0).matches("number +time +changes"), client.out);
    assertTrue(lines.get(1).matches("2 +[0-9-]{10}T[0-9:]{8}Z +[^ ].* -> .*"), client.out);
    assertTrue(client.out.contains("log.retention.ms: (default) -> 5"), client.out);
    assertTrue(lines.get(lines.size() - 1).matches("1 +[0-9-]{10}T[0-9:]{8}Z +-"), client.out);
    assertEquals(0, client.run("spec", "history", "-output", "json"), client.err);
    assertEquals(2, AmClient.JSON.readTree(client.out).path(0).path("number").asInt());
  }

  @Test
  void aKafkaThatIsOlderThanTheMetadataIsRefused() throws IOException {
    says(2);
    Path older = ClientFixture.tar(directory.resolve("o.tgz"), "k/libs/kafka_2.13-4.2.1.jar");
    client.am.finalized = "4.3-IV0";
    for (String verb : List.of("spec apply", "broker update")) {
      String[] words = verb.split(" ", -1);
      assertEquals(2, client.run(words[0], words[1], "-kafka", older.toString()), verb);
      assertEquals(
          "-kafka "
              + older
              + ": Kafka 4.2.1 cannot run this cluster: it knows metadata.version 4.2-IV1 at most,"
              + " and 4.3-IV0 is finalized. Give a Kafka that knows it",
          client.error());
    }
    assertEquals(List.of(), client.am.changes, "the ApplicationMaster was not even asked");

    client.am.finalized = "4.2-IV1";
    assertEquals(0, client.run("spec", "apply", "-kafka", older.toString()), client.err);
    client.am.finalized = "4.3-IV0";
    client.am.kafkaTells = false;
    assertEquals(
        0, client.run("spec", "apply", "-kafka", older.toString()), "it may be the remedy");
    client.am.kafkaTells = true;
    Path newer = ClientFixture.tar(directory.resolve("n.tgz"), "k/libs/kafka_2.13-9.1.0-rc0.jar");
    assertEquals(0, client.run("spec", "apply", "-kafka", newer.toString()), client.err);
  }
}
