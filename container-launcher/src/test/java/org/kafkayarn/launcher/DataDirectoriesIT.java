package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

/** What a launcher makes of the directories that it finds, with real Kafka on them. */
@Timeout(240)
class DataDirectoriesIT {
  private static final int MANY_LOGS = 400;

  @TempDir Path dir;

  private ContainerDouble container;
  private Path first;
  private Path second;

  @BeforeEach
  void makeContainer() throws IOException {
    container = new ContainerDouble(dir);
    Path root = dir.toRealPath();
    first = root.resolve("disk1/data");
    second = root.resolve("disk2/data");
  }

  @AfterEach
  void endProcesses() {
    container.close();
  }

  private static LauncherState until(ControlClient client, Predicate<LauncherState> condition) {
    LauncherState state = client.state().join();
    // The class' time-out ends a wait for what never comes.
    while (!condition.test(state)) {
      state = client.stateAfter(state.version(), Duration.ofSeconds(20)).join();
    }
    return state;
  }

  private void stop(ControlClient client) {
    client.stop().join();
    container.await(client, Phase.STOPPED);
  }

  @Test
  void dataThatTheNodeHasLeftIsSetAsideAndKafkaStartsOnANewDirectory() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    container.await(client, Phase.RUNNING);
    container.awaitKafka();
    stop(client);
    Path data = container.defaultDataDir();
    Files.writeString(data.resolve("witness"), "old");

    LaunchSpec back = Specs.leaving(container.spec("s2"), Set.of(ContainerDouble.DIRECTORY_ID));
    client.start(back).join();
    LauncherState running = container.awaitStart(client, "s2", Phase.RUNNING);
    Path aside = data.resolveSibling("1.left-behind-" + ContainerDouble.DIRECTORY_ID);
    assertEquals(List.of(aside.toString()), running.setAside());
    assertTrue(running.formatted());
    assertEquals("old", Files.readString(aside.resolve("witness")));
    assertTrue(Files.isDirectory(aside.resolve("__cluster_metadata-0")));
    assertFalse(Files.exists(data.resolve("witness")));
    assertTrue(
        running.warnings().stream().anyMatch(warning -> warning.contains("set aside")),
        running.toString());
  }

  @Test
  void aNodeRunsWithoutALostDiskAndUsesItAgainWhenItIsBack() throws Exception {
    ControlClient client = container.launch(container.at("s1", List.of(first, second), false));
    LauncherState running = container.await(client, Phase.RUNNING);
    container.awaitKafka();
    assertEquals(Optional.of(ContainerDouble.DIRECTORY_ID), running.metadataDirectoryId());
    Map<String, String> ids = running.directoryIds();
    assertEquals(Set.of(first.toString(), second.toString()), ids.keySet());
    LauncherState seen = until(client, state -> state.disks().size() == 2);
    assertTrue(seen.disks().stream().allMatch(disk -> disk.condition() == Condition.ONLINE));
    assertTrue(seen.disks().stream().allMatch(disk -> disk.freeBytes() > 0));
    stop(client);

    Path away = second.resolveSibling("unmounted");
    Files.move(second, away);
    client.start(known(container.at("s2", List.of(first, second), true), ids)).join();
    LauncherState without = container.awaitStart(client, "s2", Phase.RUNNING);
    container.awaitKafka();
    assertEquals(List.of(first.toString(), second.toString()), without.dataDirs());
    assertEquals(Map.of(first.toString(), ids.get(first.toString())), without.directoryIds());
    LauncherState told = until(client, state -> state.disks().size() == 2);
    Disk lost = told.disks().get(1);
    assertEquals(Condition.MISSING, lost.condition(), lost.toString());
    assertFalse(Files.exists(second), "Kafka must not make it anew");
    stop(client);

    Files.move(away, second);
    client.start(known(container.at("s3", List.of(first, second), true), ids)).join();
    LauncherState again = container.awaitStart(client, "s3", Phase.RUNNING);
    container.awaitKafka();
    assertEquals(ids, again.directoryIds());
    assertEquals(running.metadataDirectoryId(), again.metadataDirectoryId());
  }

  private static LaunchSpec known(LaunchSpec spec, Map<String, String> ids) {
    return spec.onData(spec.dataDirs(), ids, Optional.of(ContainerDouble.DIRECTORY_ID));
  }

  @Test
  void theRecoveryOfManyLogsAfterAKillIsFollowed() throws Exception {
    ControlClient client = container.launch(container.spec("s1"));
    LauncherState running = container.await(client, Phase.RUNNING);
    container.awaitKafka();
    // Logs of topics that the cluster does not know: Kafka recovers them like any others.
    for (int i = 0; i < MANY_LOGS; i++) {
      Path partition = Files.createDirectory(container.defaultDataDir().resolve("many-" + i));
      Files.createFile(partition.resolve("00000000000000000000.log"));
    }
    ProcessHandle.of(running.pid().orElseThrow()).orElseThrow().destroyForcibly();
    container.await(client, Phase.FAILED);

    client.start(container.expecting("s2")).join();
    List<Recovery> told = new ArrayList<>();
    LauncherState last = container.awaitStart(client, "s2", Phase.RUNNING);
    // The class' time-out ends a wait for words that never come.
    while (!served(last, told)) {
      last = client.stateAfter(last.version(), Duration.ofSeconds(20)).join();
      assertEquals(Phase.RUNNING, last.phase(), "it is left alone: " + last);
      last.recovery().ifPresent(told::add);
    }
    assertFalse(told.isEmpty(), container.launcherLog());
    Recovery some = told.get(told.size() - 1);
    assertEquals(MANY_LOGS, some.logsTotal());
    assertTrue(
        some.text().startsWith("Kafka recovers its logs after an unclean stop: "), some.text());
    assertNotEquals(0, some.logsDone());
    container.awaitKafka();
    assertEquals(Optional.empty(), until(client, s -> s.recovery().isEmpty()).recovery());
  }

  /** It was seen to recover, and is through with it. */
  private static boolean served(LauncherState state, List<Recovery> told) {
    return !told.isEmpty() && state.recovery().isEmpty();
  }
}
