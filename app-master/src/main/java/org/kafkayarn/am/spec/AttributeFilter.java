package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * One condition of a filter in brackets: {@code rack=r1}, {@code rack=r*}, or {@code rack}, which
 * asks that there is such an attribute.
 *
 * @param value what the attribute must be, or begin with; absent: anything
 * @param prefix the value is only the beginning
 */
record AttributeFilter(String attribute, Optional<String> value, boolean prefix) {
  AttributeFilter {
    requireNonNull(attribute);
    requireNonNull(value);
  }

  /** Parses {@code attribute}, {@code attribute=value} or {@code attribute=prefix*}. */
  static AttributeFilter parse(String label, String whole, String text) {
    String[] halves = text.split("=", 2);
    String attribute = halves[0].strip();
    if (!attribute.matches("[\\w./-]+")) {
      throw new UserError(
          "%s: %s: not a filter: %s. Write [ATTRIBUTE=VALUE], [ATTRIBUTE=PREFIX*] or [ATTRIBUTE]"
              .formatted(label, whole, text.isBlank() ? "nothing" : text.strip()));
    }
    if (halves.length == 1) {
      return new AttributeFilter(attribute, Optional.empty(), false);
    }
    String value = halves[1].strip();
    boolean prefix = value.endsWith("*");
    return new AttributeFilter(
        attribute, Optional.of(prefix ? value.substring(0, value.length() - 1) : value), prefix);
  }

  boolean accepts(Map<String, String> attributes) {
    Optional<String> held = Optional.ofNullable(attributes.get(attribute));
    return held.isPresent()
        && (value.isEmpty()
            || matches(held.get())
            // YARN's racks begin with a slash, which people leave out.
            || (attribute.equals(Constraint.RACK)
                && held.get().startsWith("/")
                && matches(held.get().substring(1))));
  }

  private boolean matches(String held) {
    String wanted = value.orElse("");
    return prefix ? held.startsWith(wanted) : held.equals(wanted);
  }
}
