package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which brokers are meant, in the grammar of the Kafka on Mesos framework: {@code 0}, {@code 0,1},
 * {@code 0..2} (the last one included), {@code *} for all, and behind them a filter: {@code
 * 0..5[rack=r1]}, {@code *[rack=r*,disk]}; a filter alone is one of all brokers.
 *
 * @param label the option or field that it comes from, for errors
 * @param text as it was given
 * @param all every broker that there is
 * @param named the ids by name
 * @param filters all of them must hold
 */
public record BrokerExpression(
    String label,
    String text,
    boolean all,
    SortedSet<Integer> named,
    List<AttributeFilter> filters) {
  private static final Pattern FORM = Pattern.compile("([^\\[\\]]*)(?:\\[([^\\[\\]]*)\\])?");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:(?:\\.\\.|-)(\\d{1,9}))?");

  /** More than there can be nodes: dedicated controllers are numbered from 10000 on. */
  private static final int HIGHEST = 10 * SpecKey.MOST_BROKERS - 1;

  public BrokerExpression {
    requireNonNull(label);
    requireNonNull(text);
    named = Collections.unmodifiableSortedSet(new TreeSet<>(named));
    filters = List.copyOf(filters);
  }

  /** Parses an expression; {@code label} names the option or field in errors. */
  public static BrokerExpression parse(String label, String text) {
    String given = text.strip();
    Matcher form = FORM.matcher(given);
    if (given.isEmpty() || !form.matches()) {
      throw wrong(label, given, given);
    }
    List<AttributeFilter> filters =
        Optional.ofNullable(form.group(2)).stream()
            .flatMap(inside -> Arrays.stream(inside.split(",", -1)))
            .map(filter -> AttributeFilter.parse(label, given, filter))
            .toList();
    String ids = form.group(1).strip();
    boolean all = ids.isEmpty();
    SortedSet<Integer> named = new TreeSet<>();
    for (String part : all ? new String[0] : ids.split(",", -1)) {
      if (part.strip().equals("*")) {
        all = true;
      } else {
        add(named, label, given, part.strip());
      }
    }
    return new BrokerExpression(label, given, all, named, filters);
  }

  private static void add(SortedSet<Integer> ids, String label, String whole, String part) {
    Matcher range = PART.matcher(part);
    if (!range.matches()) {
      throw wrong(label, whole, part);
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    if (last < first) {
      throw new UserError(
          "%s: %s runs backwards: write %d..%d".formatted(label, part, last, first));
    }
    if (last > HIGHEST) {
      throw new UserError(
          "%s: there can be no broker %d: at most %d".formatted(label, last, HIGHEST));
    }
    for (int id = first; id <= last; id++) {
      ids.add(id);
    }
  }

  private static UserError wrong(String label, String whole, String part) {
    return new UserError(
        "%s: not a broker expression: %s. Write ids as 0, 0,1, 0..2 or *, and behind them a filter as [rack=r1]"
            .formatted(
                label,
                part.isEmpty()
                    ? "nothing"
                    : part.equals(whole) ? part : "%s in %s".formatted(part, whole)));
  }

  /**
   * The ids that are meant. Without a filter ids by name are kept whether they exist or not; with
   * one only brokers that exist and meet it are.
   *
   * @param brokers those that exist, with their attributes
   */
  public SortedSet<Integer> ids(SortedMap<Integer, Map<String, String>> brokers) {
    SortedSet<Integer> ids = new TreeSet<>(named);
    if (all) {
      ids.addAll(brokers.keySet());
    }
    if (!filters.isEmpty()) {
      ids.removeIf(id -> !meets(brokers.get(id)));
    }
    return Collections.unmodifiableSortedSet(ids);
  }

  private boolean meets(Map<String, String> attributes) {
    return attributes != null && filters.stream().allMatch(filter -> filter.accepts(attributes));
  }

  /**
   * The same, of brokers that exist: at least one is meant, and all that are named exist.
   *
   * @throws UserError otherwise
   */
  public SortedSet<Integer> existing(SortedMap<Integer, Map<String, String>> brokers) {
    SortedSet<Integer> unknown = new TreeSet<>(named);
    unknown.removeAll(brokers.keySet());
    if (!unknown.isEmpty()) {
      throw new UserError(
          "%s: there is no broker %s: %s"
              .formatted(label, IdRanges.shown(unknown), there(brokers.keySet())));
    }
    SortedSet<Integer> ids = ids(brokers);
    if (ids.isEmpty()) {
      throw new UserError("%s: %s is no broker: %s".formatted(label, text, attributes(brokers)));
    }
    return ids;
  }

  private static String there(Collection<Integer> ids) {
    return ids.isEmpty()
        ? "there are none yet"
        : "there are " + IdRanges.shown(new TreeSet<>(ids)).replace("-", "..");
  }

  /** What the filtered attributes are of those that exist. */
  private String attributes(SortedMap<Integer, Map<String, String>> brokers) {
    return filters.isEmpty()
        ? there(brokers.keySet())
        : filters.stream()
            .map(filter -> values(filter.attribute(), brokers.values()))
            .collect(Collectors.joining("; "));
  }

  private static String values(String attribute, Collection<Map<String, String>> brokers) {
    String values =
        brokers.stream()
            .flatMap(held -> Optional.ofNullable(held.get(attribute)).stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (!values.isEmpty()) {
      return attribute + " is " + values;
    }
    String names =
        brokers.stream()
            .flatMap(held -> held.keySet().stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return "none has an attribute %s, there are %s"
        .formatted(attribute, names.isEmpty() ? "none" : names);
  }

  /**
   * The order in which replicas go round: by id; with a filter the brokers are grouped by the
   * values of its attributes, and the first of each group comes first, then the second of each, so
   * that neighbours are in different groups as long as the groups last.
   *
   * @throws UserError as {@link #existing} does
   */
  public List<Integer> ring(SortedMap<Integer, Map<String, String>> brokers) {
    SortedSet<Integer> ids = existing(brokers);
    SortedMap<String, List<Integer>> groups = new TreeMap<>();
    for (int id : ids) {
      String values =
          filters.stream()
              .map(filter -> brokers.get(id).getOrDefault(filter.attribute(), ""))
              .reduce("", (one, other) -> one + "\n" + other);
      groups.computeIfAbsent(values, key -> new ArrayList<>()).add(id);
    }
    List<Integer> ring = new ArrayList<>();
    for (int place = 0; ring.size() < ids.size(); place++) {
      for (List<Integer> group : groups.values()) {
        if (place < group.size()) {
          ring.add(group.get(place));
        }
      }
    }
    return List.copyOf(ring);
  }

  @Override
  public String toString() {
    return text;
  }
}
