package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

class LauncherStateTextProperties {
  @Provide
  Arbitrary<String> texts() {
    return AnySpec.text();
  }

  @Property(tries = 200)
  void aStateComesBackFromItsText(
      @ForAll("texts") String text, @ForAll Phase phase, @ForAll FailureClass failure) {
    Exit exit =
        new Exit(
            Optional.of(137),
            Instant.EPOCH,
            false,
            true,
            Optional.of(failure),
            text,
            List.of(text, "x"),
            List.of(9092, 9094));
    LauncherState state =
        new LauncherState(
            text,
            7,
            1,
            text,
            phase,
            Instant.ofEpochMilli(1),
            text,
            OptionalLong.of(99),
            2,
            text.isEmpty() ? Optional.empty() : Optional.of(exit),
            List.of(text),
            Map.of(text, text),
            true,
            Map.of("guard", Duration.ofNanos(1)),
            List.of(text),
            List.of(
                new Disk("/a", Condition.ONLINE, 100, 5, ""),
                new Disk(text, Condition.MISSING, 0, 0, text)),
            Optional.of(text),
            text.isEmpty() ? Optional.empty() : Optional.of(new Recovery(45, 120, text)),
            List.of(text),
            text.isEmpty() ? Optional.empty() : Optional.of(started(text)));
    assertEquals(state, LauncherStateText.read(LauncherStateText.write(state)));
  }

  private static Started started(String text) {
    return new Started(
        new Origin(text, 1024, 2, 1L << 40),
        Map.of(text, text, "controller.quorum.bootstrap.servers", "h1:9093,h2:9093"),
        256,
        List.of(text, "-XX:+UseG1GC"));
  }

  @Example
  void theControllersThatAStartMayAskAreThoseOfItsProperties() {
    LaunchSpec spec =
        new LaunchSpec(
            "orders",
            "alice",
            "cluster-id",
            1,
            "h1",
            4000,
            List.of(),
            List.of(),
            false,
            Optional.empty(),
            Map.of("controller.quorum.bootstrap.servers", "h1:9093,h2:9093"),
            256,
            List.of(),
            "kafka",
            Optional.empty(),
            "s1",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));
    assertEquals(List.of("h1:9093", "h2:9093"), spec.bootstrapControllers());
    assertEquals(Origin.UNKNOWN, Started.of(spec).origin());
  }

  @Example
  void whatKafkaWasStartedWithIsNotPrintedWithItsPasswords() {
    Started started =
        new Started(Origin.UNKNOWN, Map.of("ssl.key.password", "hush"), 256, List.of());
    assertEquals(false, started.toString().contains("hush"), started.toString());
  }

  @Example
  void aLauncherOfAnEarlierVersionNamesNoTakenPorts() {
    LauncherState state =
        LauncherStateText.read(
            """
            launcherId=l
            version=7
            nodeId=1
            containerId=c
            phase=FAILED
            since=1970-01-01T00:00:00Z
            startId=s
            starts=0
            exit.at=1970-01-01T00:00:00Z
            exit.ordered=false
            exit.clean=false
            exit.failure=PORT_TAKEN
            exit.message=the port 9092 cannot be listened on
            formatted=false
            """);
    assertEquals(List.of(), state.exit().orElseThrow().takenPorts());
    assertEquals(Optional.of(FailureClass.PORT_TAKEN), state.exit().orElseThrow().failure());
  }

  @Example
  void aLauncherOfAnEarlierVersionTellsNothingOfItsDisks() {
    LauncherState state =
        LauncherStateText.read(
            """
            launcherId=l
            version=7
            nodeId=1
            containerId=c
            phase=RUNNING
            since=1970-01-01T00:00:00Z
            startId=s
            starts=1
            dataDir.0=/d
            directoryId.key.0=/d
            directoryId.value.0=id
            formatted=false
            step.key.0=guard
            step.value.0=PT1S
            """);
    assertEquals(Map.of("/d", "id"), state.directoryIds());
    assertEquals(List.of(), state.disks());
    assertEquals(Optional.empty(), state.metadataDirectoryId());
    assertEquals(Optional.empty(), state.recovery());
    assertEquals(List.of(), state.setAside());
    assertEquals(Optional.empty(), state.started());
    assertEquals(List.of(), state.bootstrapControllers());
  }

  @Example
  void aConditionThatOnlyANewerLauncherKnowsIsNotGood() {
    LauncherState state =
        LauncherStateText.read(
            """
            launcherId=l
            version=7
            nodeId=1
            containerId=c
            phase=RUNNING
            since=1970-01-01T00:00:00Z
            startId=s
            starts=1
            formatted=false
            disk.path.0=/d
            disk.condition.0=SLOW
            disk.total.0=1
            disk.free.0=1
            disk.reason.0=it is slow
            """);
    assertEquals(Condition.UNWRITABLE, state.disks().get(0).condition());
  }

  @Example
  void aTextThatIsNoStateIsRefusedInOneLine() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> LauncherStateText.read("<html>"));
    assertEquals("the launcher's state lacks launcherId", e.getMessage());
  }
}
