package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A condition on an attribute of the host that a node is placed on, in the grammar of the Kafka on
 * Mesos framework: {@code hostname=unique}, {@code rack=groupBy:3}, {@code disk=like:ssd.*}.
 *
 * @param attribute {@code hostname}, {@code rack}, {@code label} (the YARN node label), or the name
 *     of a YARN node attribute
 */
public record Constraint(String attribute, Condition condition) {
  public static final String HOSTNAME = "hostname";
  public static final String RACK = "rack";
  public static final String LABEL = "label";

  public Constraint {
    requireNonNull(attribute);
    requireNonNull(condition);
  }

  /** What a value must be, given the values of the other nodes. */
  public sealed interface Condition {
    /**
     * Whether a node may be where the attribute has this value.
     *
     * @param others how many other nodes are where the attribute has which value, in the order of
     *     the nodes' ids
     */
    boolean accepts(String value, Map<String, Integer> others);
  }

  /** {@code like:R}: the whole value matches the regular expression. */
  public record Like(String regex) implements Condition {
    @Override
    public boolean accepts(String value, Map<String, Integer> others) {
      return Pattern.matches(regex, value);
    }

    @Override
    public String toString() {
      return "like:" + regex;
    }
  }

  /** {@code unlike:R}: the whole value does not match the regular expression. */
  public record Unlike(String regex) implements Condition {
    @Override
    public boolean accepts(String value, Map<String, Integer> others) {
      return !Pattern.matches(regex, value);
    }

    @Override
    public String toString() {
      return "unlike:" + regex;
    }
  }

  /** {@code unique}: no other node has the value. */
  public record Unique() implements Condition {
    @Override
    public boolean accepts(String value, Map<String, Integer> others) {
      return !others.containsKey(value);
    }

    @Override
    public String toString() {
      return "unique";
    }
  }

  /** {@code cluster}: the value of the first node; {@code cluster:V}: that value. */
  public record Cluster(Optional<String> wanted) implements Condition {
    @Override
    public boolean accepts(String value, Map<String, Integer> others) {
      return wanted.or(() -> others.keySet().stream().findFirst()).orElse(value).equals(value);
    }

    @Override
    public String toString() {
      return "cluster" + wanted.map(value -> ":" + value).orElse("");
    }
  }

  /**
   * {@code groupBy:N}: the nodes spread evenly over N values: a new value until there are N, then
   * one of those with the fewest nodes.
   */
  public record GroupBy(int values) implements Condition {
    @Override
    public boolean accepts(String value, Map<String, Integer> others) {
      if (others.size() < values) {
        return !others.containsKey(value);
      }
      int fewest = others.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      return others.getOrDefault(value, -1) == fewest;
    }

    @Override
    public String toString() {
      return "groupBy:" + values;
    }
  }

  /** Whether the host may be taken; a host without the attribute never may. */
  public boolean accepts(Optional<String> value, Map<String, Integer> others) {
    return value.filter(held -> condition.accepts(held, others)).isPresent();
  }

  /** Parses {@code attribute=condition}; {@code label} names the key in errors. */
  public static Constraint parse(String label, String text) {
    int equals = text.indexOf('=');
    if (!text.matches("\\s*[\\w./-]+\\s*=.*")) {
      throw new UserError(
          label
              + ": not a constraint: "
              + text
              + ". Write ATTRIBUTE=CONDITION, as in hostname=unique");
    }
    return new Constraint(
        text.substring(0, equals).strip(), condition(label, text.substring(equals + 1).strip()));
  }

  private static Condition condition(String label, String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    Optional<String> value =
        colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1).strip());
    return switch (word) {
      case "like" -> new Like(regex(label, text, value));
      case "unlike" -> new Unlike(regex(label, text, value));
      case "unique" -> {
        if (value.isPresent()) {
          throw wrong(label, text);
        }
        yield new Unique();
      }
      case "cluster" -> {
        if (value.filter(String::isEmpty).isPresent()) {
          throw wrong(label, text);
        }
        yield new Cluster(value);
      }
      case "groupBy" -> new GroupBy(count(label, text, value));
      default -> throw wrong(label, text);
    };
  }

  private static String regex(String label, String text, Optional<String> value) {
    String regex = value.filter(given -> !given.isEmpty()).orElseThrow(() -> wrong(label, text));
    try {
      return Pattern.compile(regex).pattern();
    } catch (PatternSyntaxException e) {
      throw new UserError(
          label + ": " + text + ": not a regular expression: " + e.getDescription(), e);
    }
  }

  private static int count(String label, String text, Optional<String> value) {
    String number = value.orElse("1");
    if (!number.matches("[1-9][0-9]{0,5}")) {
      throw wrong(label, text);
    }
    return Integer.parseInt(number);
  }

  private static UserError wrong(String label, String text) {
    return new UserError(
        label
            + ": not a condition: "
            + text
            + ". Use like:REGEX, unlike:REGEX, unique, cluster, cluster:VALUE, groupBy or"
            + " groupBy:NUMBER");
  }

  @Override
  public String toString() {
    return attribute + "=" + condition;
  }
}
