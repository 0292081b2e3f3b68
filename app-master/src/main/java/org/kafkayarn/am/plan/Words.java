package org.kafkayarn.am.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.NodeSpec;

/** How reasons are worded, so that all say the same things alike. */
final class Words {
  private static final int MOST_NAMES = 5;

  private static final String UNITS = "KMGTP";

  private Words() {}

  /** The first few in their order, and how many more. */
  static String some(Collection<String> names) {
    String first = names.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** {@code node 3}, or {@code nodes 3, 5}. */
  static String nodes(Collection<Integer> ids) {
    return (ids.size() == 1 ? "node " : "nodes ")
        + ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  static String container(NodeSpec node) {
    return "a container of "
        + node.memoryMb()
        + " MiB and "
        + node.vcores()
        + (node.vcores() == 1 ? " vcore" : " vcores")
        + node.nodeLabel().map(label -> " with label " + label).orElse("");
  }

  /** In the largest unit that leaves a number of at least one. */
  static String bytes(long bytes) {
    int unit = bytes < 1024 ? 0 : Math.min((63 - Long.numberOfLeadingZeros(bytes)) / 10, 5);
    return unit == 0
        ? bytes + " B"
        : String.format(
            Locale.ROOT, "%.1f %siB", bytes / (double) (1L << (10 * unit)), UNITS.charAt(unit - 1));
  }

  /** As an operator would write it: {@code 90s}, {@code 10m}. */
  static String duration(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
