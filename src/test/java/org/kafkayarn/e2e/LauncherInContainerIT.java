package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.client.local.EmbeddedYarn;
import org.kafkayarn.client.local.EmbeddedYarnOptions;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

/**
 * The riskiest part of the design: a container whose process is the launcher, with Kafka as its
 * child, on a NodeManager with its default checks and kill delay. What is asked of it: Kafka is
 * stopped, killed and restarted without the container, whichever attempt of the ApplicationMaster
 * asks, and whatever the NodeManager did in between; and when the launcher dies, nothing is left.
 */
@Timeout(600)
class LauncherInContainerIT {
  private static final Map<String, String> NASTY =
      Map.of(
          "nasty.quotes", "\"'`$HOME$(id)`id`\\ \\\"${USER}",
          "nasty.marks", "{{HOME}}<LOG_DIR><CPS>{{{}}} {} <> {{JVM_ADD_OPENS_JDK17_PLUS}}",
          "nasty.lines", "one\ntwo\r\n\tthree\\",
          "nasty.unicode", "äöü €\u2028 😀 \uD800",
          "Nasty Key=#!:", " leading and trailing ",
          "nasty.shell", "a;b&c|d>e<f*g?h[i]j(k)l!m#n~o%p^q=r");

  @TempDir static Path root;

  private static EmbeddedYarn yarn;

  @BeforeAll
  static void startYarn() {
    yarn =
        EmbeddedYarnOptions.in(root.resolve("yarn"), root)
            .nodeManagers(1)
            .nodeManagerRecovery(true)
            .supervised(true)
            .start();
  }

  @AfterAll
  static void stopYarn() {
    yarn.close();
  }

  private static OneContainerApplication application(String name) throws Exception {
    return new OneContainerApplication(yarn, root, name);
  }

  private static long pid(LauncherState state) {
    return state.pid().orElseThrow();
  }

  private static long launcherOf(LauncherState state) {
    return LinuxProcess.parent(pid(state));
  }

  /** Every start in these tests is waited for, so each has its line in the container's log. */
  private static LauncherState awaitServing(OneContainerApplication application, String startId) {
    LauncherState running = application.await(startId, Phase.RUNNING);
    OneContainerApplication.await(
        () ->
            log(running, "server.log")
                    .lines()
                    .filter(l -> l.contains("Kafka Server started"))
                    .count()
                >= running.starts(),
        () -> "Kafka serving, but " + log(running, "server.log"));
    return running;
  }

  private static boolean isClean(LauncherState state) {
    return Files.exists(Path.of(state.dataDirs().get(0), ".kafka_cleanshutdown"));
  }

  private static void killHard(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  /** Kill, restart with a changed environment, orderly stop: all within the same container. */
  private static void exercise(OneContainerApplication application, LauncherState running)
      throws IOException {
    String was = running.startId();
    killHard(pid(running));
    LauncherState failed = application.await(was, Phase.FAILED);
    assertEquals(Optional.of(137), failed.exit().orElseThrow().code());
    assertEquals(Optional.of(FailureClass.CRASHED), failed.exit().orElseThrow().failure());

    application.control().start(application.spec(was + "+1", true, Map.of())).join();
    LauncherState again = awaitServing(application, was + "+1");
    assertEquals(running.directoryIds(), again.directoryIds());

    application
        .control()
        .restart(application.spec(was + "+2", true, Map.of("message.max.bytes", "123457")))
        .join();
    LauncherState changed = awaitServing(application, was + "+2");
    assertNotEquals(pid(again), pid(changed));
    assertEquals(running.launcherId(), changed.launcherId());
    assertEquals(running.containerId(), changed.containerId());
    assertTrue(log(changed, "server.log").contains("message.max.bytes = 123457"));

    application.control().stop().join();
    LauncherState stopped = application.await(was + "+2", Phase.STOPPED);
    assertTrue(stopped.exit().orElseThrow().clean(), stopped.exit().toString());
    assertEquals(List.of(), application.events("completed"), "the container was kept");

    application.control().start(application.spec(was + "+3", true, Map.of())).join();
    awaitServing(application, was + "+3");
  }

  private static Path file(LauncherState state, String below, String name) {
    try (Stream<Path> files = Files.walk(yarn.nodeManagerDir(0).resolve(below))) {
      return files
          .filter(f -> f.endsWith(Path.of(state.containerId(), name)))
          .findFirst()
          .orElse(Path.of("/nowhere"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String log(LauncherState state, String name) {
    Path file = file(state, "logs", name);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void kafkaIsKilledRestartedAndStoppedInItsContainer() throws Exception {
    try (OneContainerApplication application = application("restarts")) {
      application.launch(application.spec("s", false, Map.of()));
      LauncherState running = awaitServing(application, "s");
      assertTrue(running.formatted());
      assertEquals(
          LinuxProcess.group(launcherOf(running)),
          LinuxProcess.group(pid(running)),
          "one process group");
      exercise(application, running);
    }
  }

  @Test
  void everyCharacterArrives() throws Exception {
    try (OneContainerApplication application = application("nasty")) {
      application.launch(application.spec("s \"$x\" {{y}}", false, NASTY));
      LauncherState running = awaitServing(application, "s \"$x\" {{y}}");
      Properties found = new Properties();
      try (InputStream in = Files.newInputStream(file(running, "local", "server.properties"))) {
        found.load(in);
      }
      NASTY.forEach((key, value) -> assertEquals(value, found.getProperty(key), key));
    }
  }

  @Test
  void aKilledLauncherLeavesNothingAndItsDataIsTakenUpInANewContainer() throws Exception {
    try (OneContainerApplication application = application("launcher-killed")) {
      application.launch(application.spec("s", false, Map.of()));
      LauncherState running = awaitServing(application, "s");
      killHard(launcherOf(running));
      String completed = application.awaitEvent("completed", 1);
      assertEquals("137", completed.split(" ", -1)[2], completed);
      OneContainerApplication.await(
          () -> !LinuxProcess.isRunning(pid(running)), () -> "the end of the orphan");

      application.launch(application.spec("s2", true, Map.of()));
      LauncherState again = awaitServing(application, "s2");
      assertNotEquals(running.containerId(), again.containerId());
      assertEquals(running.directoryIds(), again.directoryIds());
      assertFalse(again.formatted());
    }
  }

  @Test
  void aSecondAttemptAdoptsTheContainer() throws Exception {
    try (OneContainerApplication application = application("adopted")) {
      String container = application.launch(application.spec("s", false, Map.of()));
      LauncherState running = awaitServing(application, "s");
      killHard(Long.parseLong(application.awaitEvent("registered", 1).split(" ", -1)[1]));
      application.awaitEvent("registered", 2);
      assertEquals(List.of("previous " + container + " 0"), application.events("previous"));
      LauncherState adopted = awaitServing(application, "s");
      assertUntouched(running, adopted);

      exercise(application, adopted);
      LauncherState last = application.control().state().join();
      killHard(launcherOf(last));
      assertTrue(application.awaitEvent("completed", 1).contains(container + " 137"));
      OneContainerApplication.await(
          () -> !LinuxProcess.isRunning(pid(last)), () -> "the end of the orphan");
    }
  }

  /** It may have looked at its disks meanwhile, which is a later version of its state. */
  private static void assertUntouched(LauncherState before, LauncherState after) {
    assertEquals(before.launcherId(), after.launcherId(), "the same launcher");
    assertEquals(pid(before), pid(after), "the same Kafka");
    assertEquals(before.since(), after.since());
    assertEquals(before.startId(), after.startId());
  }

  @Test
  void aRestartedNodeManagerTakesTheContainerUpAgain() throws Exception {
    try (OneContainerApplication application = application("node-manager")) {
      String container = application.launch(application.spec("s", false, Map.of()));
      LauncherState running = awaitServing(application, "s");
      yarn.stopNodeManager(0);
      assertUntouched(running, application.control().state().join());
      yarn.startNodeManager(0);
      yarn.awaitNodeManagers(1);
      assertUntouched(running, application.control().state().join());

      exercise(application, running);
      LauncherState last = application.control().state().join();
      killHard(launcherOf(last));
      assertTrue(application.awaitEvent("completed", 1).contains(container));
      OneContainerApplication.await(
          () -> !LinuxProcess.isRunning(pid(last)), () -> "the end of the orphan");
      // A recovered container lives for the NodeManager as long as its process group does, and it
      // signals nobody when the leader dies (Hadoop 3.3.6 to 3.5.0). Kafka ends by itself, in
      // order.
      assertTrue(isClean(last));
    }
  }

  @Test
  void anApplicationKillEndsAllAndKeepsTheData() throws Exception {
    LauncherState running;
    try (OneContainerApplication application = application("killed")) {
      application.launch(application.spec("s", false, Map.of()));
      running = awaitServing(application, "s");
      long launcher = launcherOf(running);
      application.kill();
      OneContainerApplication.await(
          () -> !LinuxProcess.isRunning(pid(running)) && !LinuxProcess.isRunning(launcher),
          () -> "the end of launcher and Kafka");
    }
    assertTrue(Files.exists(Path.of(running.dataDirs().get(0), "meta.properties")));
  }
}
