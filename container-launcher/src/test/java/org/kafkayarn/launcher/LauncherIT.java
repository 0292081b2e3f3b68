package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;
import org.kafkayarn.launcher.contract.Started;

/** Real launcher processes with real Kafka processes below them, and no YARN. */
@Timeout(180)
class LauncherIT {
  @TempDir Path dir;

  private ContainerDouble container;

  @BeforeEach
  void makeContainer() throws IOException {
    container = new ContainerDouble(dir);
  }

  @AfterEach
  void endProcesses() {
    container.close();
  }

  private static Exit exit(LauncherState state) {
    return state.exit().orElseThrow(() -> new AssertionError("no exit in " + state));
  }

  @Test
  void aFirstStartFormatsAndRunsAndAStopIsClean() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    LauncherState running = container.await(client, Phase.RUNNING);
    assertTrue(running.formatted());
    assertEquals(1, running.starts());
    Path data = container.defaultDataDir();
    assertEquals(List.of(data.toString()), running.dataDirs());
    assertEquals(ContainerDouble.DIRECTORY_ID, running.directoryIds().get(data.toString()));
    container.awaitKafka();
    assertEquals(Started.of(container.spec("s1")), running.started().orElseThrow());
    metricsAreTold(client);
    LogSlice log = client.log("server.log", 5).join();
    assertEquals(5, log.text().lines().count());

    client.stop().join();
    LauncherState stopped = container.await(client, Phase.STOPPED);
    logsAreToldAfterTheEnd(client, log);
    assertTrue(exit(stopped).clean(), exit(stopped).toString());
    assertTrue(exit(stopped).ordered());
    assertEquals(Optional.empty(), exit(stopped).failure());
    assertTrue(container.isLauncherAlive());
    assertTrue(
        Files.readString(container.logDir().resolve("server.properties")).contains("[hidden]"));

    client.exit().join();
    assertEquals(0, container.awaitLauncher());
  }

  private static void metricsAreTold(ControlClient client) {
    String metrics = client.metrics(false, Duration.ofSeconds(10)).join();
    for (String start :
        List.of(
            "kafka_server_replicamanager_underreplicatedpartitions 0",
            "kafka_controller_kafkacontroller_activecontrollercount 1",
            "kafka_network_requestmetrics_totaltimems_99thpercentile{request=",
            "java_lang_memory_heapmemoryusage_used ")) {
      assertTrue(metrics.lines().anyMatch(line -> line.startsWith(start)), start);
    }
    assertTrue(metrics.endsWith("# EOF\n"));
    assertFalse(metrics.contains("partition=\""));
    // One reader after the other.
    assertTrue(client.metrics(true, Duration.ofSeconds(10)).join().endsWith("# EOF\n"));
  }

  private static void logsAreToldAfterTheEnd(ControlClient client, LogSlice before) {
    LogSlice last = client.logAfter("server.log", before.next(), Duration.ofSeconds(5)).join();
    assertTrue(last.text().contains("shut down completed"), last.text());
    assertFalse(last.gap());
    LogSlice nothing = client.logAfter("server.log", last.next(), Duration.ofMillis(300)).join();
    assertEquals(new LogSlice("", last.next(), false), nothing);
    List<String> names = client.logs().join().stream().map(LogFile::name).toList();
    assertTrue(
        names.containsAll(List.of("kafka.out", "server.log", "launcher.err")), names::toString);
    CompletionException refused =
        assertThrows(CompletionException.class, () -> client.log("../secret", 1).join());
    assertTrue(refused.getCause() instanceof ControlClient.Refused, refused::toString);
    CompletionException stopped =
        assertThrows(
            CompletionException.class, () -> client.metrics(false, Duration.ofSeconds(10)).join());
    assertTrue(
        stopped.getMessage().contains("Kafka does not run here: STOPPED"), stopped::toString);
  }

  @Test
  void aKilledKafkaIsSeenAtOnceAndComesBackWithItsData() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    LauncherState running = container.await(client, Phase.RUNNING);
    container.awaitKafka();
    long killed = System.nanoTime();
    ProcessHandle.of(running.pid().orElseThrow()).orElseThrow().destroyForcibly();
    // What it tells of its disks and logs may come between.
    LauncherState failed = running;
    while (failed.phase() == Phase.RUNNING) {
      failed = client.stateAfter(failed.version(), Duration.ofSeconds(30)).join();
    }
    assertTrue(Duration.ofNanos(System.nanoTime() - killed).toMillis() < 2000);
    assertEquals(Phase.FAILED, failed.phase());
    assertEquals(Optional.of(FailureClass.CRASHED), exit(failed).failure());
    assertEquals(Optional.of(137), exit(failed).code());
    assertFalse(exit(failed).clean());

    client.start(container.expecting("s2")).join();
    LauncherState again = container.await(client, Phase.RUNNING);
    assertFalse(again.formatted());
    assertEquals(2, again.starts());
    assertEquals(running.directoryIds(), again.directoryIds());
    container.awaitKafka();
    LauncherState repeated = client.start(container.expecting("s2")).join();
    assertEquals(again.pid(), repeated.pid(), "a repeated order");
    assertEquals(Phase.RUNNING, repeated.phase());
  }

  @Test
  void aRestartTakesTheNewEnvironmentAndCleansUp() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    LauncherState running = container.await(client, Phase.RUNNING);
    container.awaitKafka();
    LaunchSpec changed = container.expecting("s2", Map.of("message.max.bytes", "123457"));
    client.restart(changed).join();
    LauncherState again = container.awaitStart(client, "s2", Phase.RUNNING);
    assertNotEquals(running.pid(), again.pid());
    container.awaitKafka();
    String log = Files.readString(container.logDir().resolve("server.log"));
    assertTrue(log.contains("message.max.bytes = 123457"));
    assertTrue(log.contains("shut down completed"), "the first one stopped in order");
  }

  @Test
  void theKafkaOfAKilledLauncherIsGoneBeforeTheNextOneStarts() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    LauncherState running = container.await(client, Phase.RUNNING);
    container.awaitKafka();
    ProcessIdentity orphan = ProcessIdentity.of(running.pid().orElseThrow()).orElseThrow();
    container.killLauncher();
    assertTrue(orphan.isAlive(), "it stops in order, not at once");

    ControlClient second = container.launch(container.expecting("s2"));
    LauncherState again = container.await(second, Phase.RUNNING);
    assertFalse(orphan.isAlive());
    assertEquals(running.directoryIds(), again.directoryIds());
    container.awaitKafka();
  }

  @Test
  void aLauncherThatYarnHasForgottenLeavesInOrderToTheNextOne() throws Exception {
    ControlClient first = container.launch(container.spec("s1"), ContainerDouble.FIRST_CONTAINER);
    LauncherState forgotten = container.await(first, Phase.RUNNING);
    container.awaitKafka();

    ControlClient second =
        container.launch(container.expecting("s2"), ContainerDouble.SECOND_CONTAINER);
    LauncherState running = container.awaitStart(second, "s2", Phase.RUNNING);
    assertEquals(0, container.awaitEarlierLauncher());
    assertNotEquals(forgotten.pid(), running.pid());
    assertEquals(forgotten.directoryIds(), running.directoryIds());
    container.awaitKafka();
    String log = Files.readString(container.logDir().resolve("server.log"));
    assertTrue(log.contains("shut down completed"), "the first one stopped in order");
  }

  @Test
  void aLauncherOfAnOlderContainerDoesNotSendTheYoungerOneAway() throws Exception {
    ControlClient younger =
        container.launch(container.spec("s1"), ContainerDouble.SECOND_CONTAINER);
    LauncherState running = container.await(younger, Phase.RUNNING);

    container.launch(container.spec("s2"), ContainerDouble.FIRST_CONTAINER);
    assertEquals(FailureClass.PORT_TAKEN.exitCode(), container.awaitLauncher());
    LauncherState still = younger.state().join();
    assertEquals(running.launcherId(), still.launcherId());
    assertEquals(running.pid(), still.pid());
    assertEquals(Phase.RUNNING, still.phase());
  }

  @Test
  void aForgottenLauncherAtAnotherControlPortLeavesTheDirectories() throws Exception {
    container.launch(container.spec("s1"), ContainerDouble.FIRST_CONTAINER);
    container.awaitKafka();

    container.moveControlPort();
    ControlClient second =
        container.launch(container.expecting("s2"), ContainerDouble.SECOND_CONTAINER);
    LauncherState locked = container.await(second, Phase.FAILED);
    assertFailure(locked, FailureClass.DATA_LOCKED, "told to exit");
    assertEquals(0, container.awaitEarlierLauncher());
  }

  @Test
  void sigtermToTheGroupStopsKafkaCleanlyAndThenTheLauncher() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    container.await(client, Phase.RUNNING);
    container.awaitKafka();
    container.signalGroup("TERM");
    assertEquals(143, container.awaitLauncher());
    assertTrue(Files.exists(container.defaultDataDir().resolve(".kafka_cleanshutdown")));
  }

  @Test
  void aWrongTokenIsRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket(container.kafkaPort())) {
      ControlClient client = container.launch(container.spec("s1"));
      container.await(client, Phase.FAILED);
      CompletionException e =
          assertThrows(CompletionException.class, () -> container.client("wrong").stop().join());
      assertEquals(401, ((ControlClient.Refused) e.getCause()).status());
      assertTrue(taken.isBound());
    }
  }

  @Test
  void failuresBeforeKafkaAreStatesWithOneLine() throws Exception {
    ControlClient client;
    try (ServerSocket taken = new ServerSocket(container.kafkaPort())) {
      client = container.launch(container.spec("s1"));
      LauncherState state = container.await(client, Phase.FAILED);
      assertFailure(state, FailureClass.PORT_TAKEN, String.valueOf(taken.getLocalPort()));
      assertEquals(List.of(taken.getLocalPort()), exit(state).takenPorts());
    }
    Path foreign = Files.createDirectories(dir.resolve("foreign"));
    Files.writeString(
        foreign.resolve("meta.properties"), "version=1\ncluster.id=theirs\nnode.id=1\n");
    client.start(container.at("s2", foreign, false)).join();
    assertFailure(
        container.awaitStart(client, "s2", Phase.FAILED), FailureClass.FOREIGN_DATA, "theirs");
    Path absent = dir.resolve("absent");
    client.start(container.at("s3", absent, true)).join();
    assertFailure(
        container.awaitStart(client, "s3", Phase.FAILED), FailureClass.DATA_MISSING, "absent");
    assertFalse(Files.exists(absent));
  }

  @Test
  void aSettingThatKafkaRefusesIsShown() throws Exception {
    ControlClient client = container.launch(container.spec("s1", Map.of("num.io.threads", "many")));
    LauncherState state = container.await(client, Phase.FAILED);
    assertFailure(state, FailureClass.BAD_CONFIG, "num.io.threads");
    client
        .start(container.spec("s2", Map.of("advertised.listeners", "PLAINTEXT://0.0.0.0:1")))
        .join();
    assertFailure(
        container.awaitStart(client, "s2", Phase.FAILED), FailureClass.BAD_CONFIG, "advertised");
  }

  @Test
  void aHeapThatIsTooSmallIsOutOfMemory() throws Exception {
    ControlClient client =
        container.launch(
            container.spec("s1", Map.of("log.cleaner.dedupe.buffer.size", "1000000000")));
    LauncherState state = container.await(client, Phase.FAILED);
    assertFailure(state, FailureClass.OUT_OF_MEMORY, "OutOfMemoryError");
    assertFailure(state, FailureClass.OUT_OF_MEMORY, "raise -heap above 256m");
  }

  @Test
  void aControllerThatIsNoFirstVoterFormatsWithoutAVote() throws Exception {
    ControlClient client = container.launch(container.withoutVoters("s1", Map.of()));
    assertTrue(container.await(client, Phase.RUNNING).formatted());
  }

  @Test
  void aFullDiskIsToldByTheLauncherItself() throws Exception {
    // Writes to this device fail as those to a full disk, for everybody and without a mount.
    Files.createSymbolicLink(container.logDir().resolve("server.properties"), Path.of("/dev/full"));
    ControlClient client = container.launch(container.spec("s1"));
    assertFailure(container.await(client, Phase.FAILED), FailureClass.DISK_FULL, "No space left");
  }

  @Test
  void aDiskThatFillsUpAndOneThatIsReadOnlyAreToldApart() throws Exception {
    Path disk = Files.createDirectories(dir.resolve("disk"));
    assumeTrue(mount("-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()), "no right to");
    try {
      Path data = disk.resolve("data");
      ControlClient client = container.launch(container.at("s1", data, false));
      container.await(client, Phase.RUNNING);
      container.awaitKafka();
      fill(disk.resolve("fill"));
      LauncherState failed = container.await(client, Phase.FAILED);
      assertFailure(failed, FailureClass.DISK_FULL, data.toString());

      // The launcher's lock is open for writing, which a remount would not allow.
      client.exit().join();
      assertEquals(0, container.awaitLauncher());
      Files.delete(disk.resolve("fill"));
      assertTrue(mount("-o", "remount,ro", disk.toString()));
      ControlClient next = container.launch(container.at("s2", data, true));
      LauncherState readOnly = container.await(next, Phase.FAILED);
      assertFailure(readOnly, FailureClass.DATA_UNWRITABLE, "Read-only file system");
    } finally {
      container.endLaunchers();
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  private static boolean mount(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  /** To the last byte. */
  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] block = new byte[1024];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("No space left"), e.toString());
    }
  }

  @Test
  void aLauncherThatNobodySpeaksToStartsACrashedKafkaAgain() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    LauncherState running = container.await(client, Phase.RUNNING);
    container.awaitKafka();
    ProcessHandle.of(running.pid().orElseThrow()).orElseThrow().destroyForcibly();
    // Not a word for longer than aloneAfter.
    assertTrue(
        Deadline.in(Duration.ofSeconds(30))
            .await(() -> container.launcherLog().contains("no word from an ApplicationMaster")));
    LauncherState again = container.await(client, Phase.RUNNING);
    assertEquals(2, again.starts());
    assertFalse(again.formatted());
  }

  @Test
  void aLauncherThatCannotServeEndsWithItsClass() throws Exception {
    try (ServerSocket taken = new ServerSocket(container.controlPort())) {
      container.launch(container.spec("s1"));
      assertEquals(FailureClass.PORT_TAKEN.exitCode(), container.awaitLauncher());
      assertTrue(container.launcherLog().contains(String.valueOf(taken.getLocalPort())));
    }
    Files.delete(container.workDir().resolve("control.token"));
    container.launch(container.spec("s1"));
    assertEquals(FailureClass.BAD_ENVIRONMENT.exitCode(), container.awaitLauncher());
    assertTrue(container.launcherLog().contains("control.token"));
  }

  private static void assertFailure(LauncherState state, FailureClass failure, String word) {
    Exit exit = exit(state);
    assertEquals(Optional.of(failure), exit.failure(), exit.toString());
    assertTrue(exit.message().contains(word), exit.message());
    assertEquals(1, exit.message().lines().count());
  }
}
