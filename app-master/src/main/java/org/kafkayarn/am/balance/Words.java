package org.kafkayarn.am.balance;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How refusals are worded, so that all say the same things alike. */
final class Words {
  private static final int MOST = 5;
  private static final String UNITS = "KMGTP";

  private Words() {}

  /** {@code broker 3}, or {@code brokers 3, 5}. */
  static String brokers(Collection<Integer> ids) {
    return (ids.size() == 1 ? "broker " : "brokers ") + few(ids);
  }

  /** The first few, and how many more. */
  static String few(Collection<?> things) {
    String first =
        things.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(", "));
    int more = things.size() - MOST;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** In the largest unit that leaves a number of at least one. */
  static String bytes(long bytes) {
    int unit = bytes < 1024 ? 0 : Math.min((63 - Long.numberOfLeadingZeros(bytes)) / 10, 5);
    return unit == 0
        ? bytes + " B"
        : String.format(
            Locale.ROOT, "%.1f %siB", bytes / (double) (1L << (10 * unit)), UNITS.charAt(unit - 1));
  }

  static String percent(double part) {
    return Math.round(part * 100) + " %";
  }
}
