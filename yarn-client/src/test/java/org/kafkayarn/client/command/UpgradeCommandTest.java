package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.client.yarn.AmApi.ProgramAnswer;
import org.kafkayarn.client.yarn.ApiRefusal;

class UpgradeCommandTest {
  @TempDir Path directory;
  private ClientFixture client;

  @BeforeEach
  void startOneAndInstallAnother() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("-brokers", "1"), client.err);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "0.2.0");
    new JarOutputStream(
            Files.newOutputStream(client.distribution.resolve("kafka-yarn.jar")), manifest)
        .close();
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  /** The next attempt runs what was ordered. */
  private void nextAttempt() {
    Program ordered = client.am.takenOver.get(0);
    client.am.program =
        new ProgramAnswer(ordered.version(), ordered.jar().toString(), 2, Optional.empty());
    begins(2);
  }

  private void begins(int attempt) {
    ClusterStatus old = FakeAm.status(Phase.READY, "all is well");
    client.am.says.clear();
    client.am.says.add(
        new ClusterStatus(
            old.name(),
            old.user(),
            old.applicationId(),
            attempt,
            old.amStarted(),
            old.kafkaClusterId(),
            old.specGeneration(),
            old.phase(),
            old.message(),
            old.bootstrapServers(),
            old.activeController(),
            old.nodes(),
            old.warnings(),
            old.offline(),
            old.operations(),
            old.tasks(),
            old.timings()));
  }

  @Test
  void theInstalledProgramIsUploadedAndTakesOver() throws IOException {
    client.am.onHandOver = this::nextAttempt;
    assertEquals(0, client.run("upgrade", "-yes"), client.err);
    Program ordered = client.am.takenOver.get(0);
    assertEquals("0.2.0", ordered.version());
    Path uploaded = Path.of(ordered.jar());
    assertEquals(ordered.bytes(), Files.size(uploaded));
    assertTrue(uploaded.toString().contains(ordered.sha256()), uploaded::toString);
    assertTrue(Files.exists(Path.of(ordered.script())));
    assertEquals(
        "cluster kafka: kafka-yarn 0.2.0 runs the ApplicationMaster (attempt 2), no node was"
            + " restarted",
        client.out.strip());
  }

  @Test
  void aDryRunAndANoUploadNothing() throws IOException {
    var before = client.snapshot();
    assertEquals(0, client.run("upgrade", "-dry-run"), client.err);
    assertTrue(client.out.startsWith("kafka-yarn 0.1.0 -> 0.2.0: "), client.out);
    assertEquals(2, client.run("upgrade"));
    assertTrue(client.error().contains("Give -yes"), client.err);
    assertEquals(before, client.snapshot());
    assertEquals(List.of(), client.am.takenOver);
  }

  @Test
  void whatRunsAlreadyIsLeftAlone() {
    client.am.onHandOver = this::nextAttempt;
    assertEquals(0, client.run("upgrade", "-yes"), client.err);
    assertEquals(0, client.run("upgrade", "-yes"), client.err);
    assertEquals("cluster kafka runs this kafka-yarn 0.2.0 already", client.out.strip());
    assertEquals(1, client.am.takenOver.size());
  }

  @Test
  void whatKeepsItFromEndingIsToldBeforeAnythingIsUploaded() throws IOException {
    client.am.program =
        new ProgramAnswer("0.1.0", "hdfs:///old.jar", 2, Optional.of("Try again in 40 s"));
    var before = client.snapshot();
    assertEquals(1, client.run("upgrade", "-yes"));
    assertEquals("Try again in 40 s", client.error());
    assertEquals(before, client.snapshot());
  }

  @Test
  void aRefusalIsPassedOn() {
    client.am.refusal = Optional.of(new ApiRefusal(409, "another one hands over"));
    assertEquals(1, client.run("upgrade", "-yes"));
    assertEquals("another one hands over", client.error());
  }

  @Test
  void anOldProgramThatGoesOnIsAFailure() {
    client.am.onHandOver = () -> begins(2);
    assertEquals(1, client.run("upgrade", "-yes"));
    assertTrue(client.error().contains("as before, not 0.2.0. Why: kafka-yarn events"), client.err);
  }
}
