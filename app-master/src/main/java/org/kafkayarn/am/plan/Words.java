package org.kafkayarn.am.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.NodeSpec;

/** How reasons are worded, so that all say the same things alike. */
final class Words {
  private static final int MOST_NAMES = 5;

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

  /** As an operator would write it: {@code 90s}, {@code 10m}. */
  static String duration(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
