package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * When a cluster is to start, as an operator says it. What depends on the present is made an
 * instant where it is said, at the submission, and kept as one.
 */
public sealed interface StartTime {
  /** The instant that is meant now, in the clock's zone. */
  Instant from(Clock clock);

  /** A point in time: {@code 2026-12-01T06:00:00Z}. */
  record At(Instant instant) implements StartTime {
    public At {
      requireNonNull(instant);
    }

    @Override
    public Instant from(Clock clock) {
      return instant;
    }

    @Override
    public String toString() {
      return instant.toString();
    }
  }

  /** A time of the operator's own clock: {@code 2026-12-01T06:00}. */
  record Local(LocalDateTime time) implements StartTime {
    public Local {
      requireNonNull(time);
    }

    @Override
    public Instant from(Clock clock) {
      return time.atZone(clock.getZone()).toInstant();
    }

    @Override
    public String toString() {
      return time.toString();
    }
  }

  /** The next time that the operator's clock shows it: {@code 06:00}. */
  record Next(LocalTime time) implements StartTime {
    public Next {
      requireNonNull(time);
    }

    @Override
    public Instant from(Clock clock) {
      ZonedDateTime now = ZonedDateTime.now(clock);
      ZonedDateTime today = now.toLocalDate().atTime(time).atZone(clock.getZone());
      return (today.isBefore(now)
              ? now.toLocalDate().plusDays(1).atTime(time).atZone(clock.getZone())
              : today)
          .toInstant();
    }

    @Override
    public String toString() {
      return time.toString();
    }
  }

  /** So long from now: {@code +30m}. */
  record After(Duration delay) implements StartTime {
    public After {
      requireNonNull(delay);
    }

    @Override
    public Instant from(Clock clock) {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(delay);
    }

    @Override
    public String toString() {
      return "+" + DurationValue.shown(delay);
    }
  }

  /** The instant of one that {@link SpecChanges#at} has made absolute. */
  default Instant absolute() {
    if (this instanceof At at) {
      return at.instant();
    }
    throw new IllegalStateException("start-at " + this + " was not made absolute");
  }

  static StartTime parse(String label, String text) {
    String stripped = text.strip();
    if (stripped.startsWith("+")) {
      return new After(DurationValue.PLAIN.parse(label, stripped.substring(1)));
    }
    try {
      if (stripped.matches("[0-9]{2}:[0-9]{2}(:[0-9]{2})?")) {
        return new Next(LocalTime.parse(stripped));
      }
      String iso = stripped.replaceFirst("(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2}) +(?=[0-9])", "T");
      return iso.matches(".*T.*(Z|[+-][0-9:]+)")
          ? new At(OffsetDateTime.parse(iso).toInstant())
          : new Local(LocalDateTime.parse(iso));
    } catch (DateTimeException e) {
      throw new UserError(
          label
              + ": not a time: "
              + text
              + ". Write 2026-12-01T06:00, 2026-12-01T06:00:00Z, 06:00 or +30m",
          e);
    }
  }
}
