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
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;

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
            List.of(text));
    assertEquals(state, LauncherStateText.read(LauncherStateText.write(state)));
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
  void aTextThatIsNoStateIsRefusedInOneLine() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> LauncherStateText.read("<html>"));
    assertEquals("the launcher's state lacks launcherId", e.getMessage());
  }
}
