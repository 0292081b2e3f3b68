package org.kafkayarn.am.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says which of a node's constraints a host fails, in words that name the host's own value. */
public final class ConstraintCheck {
  /** The others of more values than this are counted and not listed. */
  private static final int MOST_LISTED = 5;

  private ConstraintCheck() {}

  /**
   * The first constraint that the host fails; empty when it meets them all.
   *
   * @param attributes the host's value of an attribute
   * @param others by attribute: how many other nodes are where it has which value, in the order of
   *     the nodes' ids
   */
  public static Optional<String> firstFailure(
      List<Constraint> constraints,
      Function<String, Optional<String>> attributes,
      Map<String, Map<String, Integer>> others) {
    for (Constraint constraint : constraints) {
      Optional<String> value = attributes.apply(constraint.attribute());
      Map<String, Integer> taken = others.getOrDefault(constraint.attribute(), Map.of());
      if (!constraint.accepts(value, taken)) {
        return Optional.of(constraint + " (" + reason(constraint, value, taken) + ")");
      }
    }
    return Optional.empty();
  }

  private static String reason(
      Constraint constraint, Optional<String> value, Map<String, Integer> taken) {
    if (value.isEmpty()) {
      return "no attribute " + constraint.attribute();
    }
    String is = constraint.attribute() + " is " + value.get();
    return usesOthers(constraint.condition()) ? is + ", other nodes: " + listed(taken) : is;
  }

  /** Whether the answer for one node depends on where the others are. */
  public static boolean usesOthers(Constraint.Condition condition) {
    if (condition instanceof Constraint.Cluster cluster) {
      return cluster.wanted().isEmpty();
    }
    return condition instanceof Constraint.Unique || condition instanceof Constraint.GroupBy;
  }

  private static String listed(Map<String, Integer> taken) {
    String first =
        taken.entrySet().stream()
            .limit(MOST_LISTED)
            .map(entry -> entry.getValue() + " at " + entry.getKey())
            .collect(Collectors.joining(", "));
    int more = taken.size() - MOST_LISTED;
    return more > 0 ? first + " and at " + more + " more" : first;
  }
}
