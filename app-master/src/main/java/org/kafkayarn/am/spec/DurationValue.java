package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h}, {@code 1d}, {@code 0}. */
final class DurationValue extends SpecValue<Duration> {
  static final DurationValue PLAIN = new DurationValue(false);

  /** Which may also be {@code forever}. */
  static final DurationValue WAIT = new DurationValue(true);

  private static final String FOR_EVER = "forever";
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,13})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS = units();

  private final boolean mayBeForEver;

  private DurationValue(boolean mayBeForEver) {
    this.mayBeForEver = mayBeForEver;
  }

  private static Map<String, Duration> units() {
    Map<String, Duration> units = new LinkedHashMap<>();
    units.put("d", Duration.ofDays(1));
    units.put("h", Duration.ofHours(1));
    units.put("m", Duration.ofMinutes(1));
    units.put("s", Duration.ofSeconds(1));
    units.put("ms", Duration.ofMillis(1));
    return units;
  }

  @Override
  Duration parse(String label, String text) {
    String stripped = text.strip();
    if (mayBeForEver && stripped.equals(FOR_EVER)) {
      return LocalityWaits.FOR_EVER;
    }
    if (stripped.equals("0")) {
      return Duration.ZERO;
    }
    Matcher parts = TEXT.matcher(stripped);
    if (!parts.matches()) {
      throw new UserError(
          "%s: not a length of time: %s. Write it as 30s, 10m, 2h or 1d%s"
              .formatted(label, text, mayBeForEver ? ", or forever" : ""));
    }
    Duration unit = UNITS.get(parts.group(2));
    long count = Long.parseLong(parts.group(1));
    if (count > LocalityWaits.FOR_EVER.dividedBy(unit)) {
      throw new UserError(
          label + ": " + text + " is too long: at most " + shown(LocalityWaits.FOR_EVER));
    }
    return unit.multipliedBy(count);
  }

  @Override
  JsonNode write(Duration value) {
    return JsonNodeFactory.instance.textNode(
        mayBeForEver && value.equals(LocalityWaits.FOR_EVER) ? FOR_EVER : shown(value));
  }

  /** In the largest unit that leaves nothing over. */
  static String shown(Duration value) {
    if (value.isZero()) {
      return "0";
    }
    return UNITS.entrySet().stream()
        .filter(unit -> value.toMillis() % unit.getValue().toMillis() == 0)
        .findFirst()
        .map(unit -> value.dividedBy(unit.getValue()) + unit.getKey())
        .orElseThrow();
  }
}
