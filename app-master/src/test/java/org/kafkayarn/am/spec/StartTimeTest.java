package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTimeTest {
  /** 18:30 of a winter's day in Berlin, an hour ahead of UTC. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T17:30:00.250Z"), ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T06:00:00Z,      2026-12-01T06:00:00Z",
    "2026-12-01T06:00:00+02:00, 2026-12-01T04:00:00Z",
    "2026-12-01T06:00,          2026-12-01T05:00:00Z",
    "2026-12-01 06:00:30,       2026-12-01T05:00:30Z",
    "2027-07-01T06:00,          2027-07-01T04:00:00Z",
    "06:00,                     2026-11-23T05:00:00Z",
    "18:30,                     2026-11-23T17:30:00Z",
    "18:31,                     2026-11-22T17:31:00Z",
    "+30m,                      2026-11-22T18:00:00Z",
    "+1d,                      2026-11-23T17:30:00Z",
  })
  void aTimeIsWhatTheOperatorsClockSays(String text, Instant instant) {
    SpecChanges given = SpecFile.read("start-at: " + text, "f").at(CLOCK);
    assertEquals(Optional.of(new StartTime.At(instant)), given.get(SpecKey.START_AT));
    assertEquals(Optional.of(instant), SpecRules.complete(given, 1, "k").start().startAt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "25:00", "6:00", "2026-13-01T06:00", "+soon", "+", "2026-12-01"})
  void whatIsNoTimeIsRefused(String text) {
    String message =
        assertThrows(UserError.class, () -> SpecFile.read("start-at: '" + text + "'", "f"))
            .getMessage();
    assertTrue(message.startsWith("f: start-at: not a "), () -> message);
  }

  @Test
  void aTimeThatDependsOnThePresentIsNotKept() {
    SpecChanges given = SpecFile.read("start-at: +30m", "f");
    assertThrows(IllegalStateException.class, () -> SpecRules.complete(given, 1, "k"));
    assertEquals(SpecChanges.none(), SpecChanges.none().at(CLOCK));
  }
}
