package org.kafkayarn.client.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.am.spec.UserError;

/** Durations as people write and read them: {@code 90s}, {@code 5m}, {@code 2h}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|d|)");

  private Durations() {}

  /** Parses a number with a unit; without one it means seconds. */
  public static Duration parse(String label, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new UserError(label + ": not a duration: " + text + ". Write 90s, 5m or 2h");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** The two largest units: {@code 3m 20s}. */
  public static String show(Duration duration) {
    Duration d = duration.isNegative() ? Duration.ZERO : duration;
    if (d.toDays() > 0) {
      return d.toDays() + "d " + d.toHoursPart() + "h";
    }
    if (d.toHours() > 0) {
      return d.toHours() + "h " + d.toMinutesPart() + "m";
    }
    return d.toMinutes() > 0 ? d.toMinutes() + "m " + d.toSecondsPart() + "s" : d.toSeconds() + "s";
  }
}
