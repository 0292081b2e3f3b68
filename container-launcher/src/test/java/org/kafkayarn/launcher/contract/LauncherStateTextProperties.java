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
            List.of(text, "x"));
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
  void aTextThatIsNoStateIsRefusedInOneLine() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> LauncherStateText.read("<html>"));
    assertEquals("the launcher's state lacks launcherId", e.getMessage());
  }
}
