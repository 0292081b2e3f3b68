package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which topics are meant: names, {@code prefix*}, {@code *} for all, and lists of them with commas.
 *
 * @param label the option or field that it comes from, for errors
 * @param text as it was given
 * @param parts the list
 */
public record TopicExpression(String label, String text, List<String> parts) {
  public static final String ALL = "*";

  /** What Kafka takes for a topic's name (4.3.1, {@code Topic.validate}). */
  private static final String NAME = "[a-zA-Z0-9._-]{1,249}";

  public TopicExpression {
    requireNonNull(label);
    requireNonNull(text);
    parts = List.copyOf(parts);
  }

  /** Whether a topic can have that name. */
  public static boolean isName(String name) {
    return name.matches(NAME) && !name.equals(".") && !name.equals("..");
  }

  /** Parses an expression; {@code label} names the option or field in errors. */
  public static TopicExpression parse(String label, String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String given = part.strip();
      String name = given.endsWith(ALL) ? given.substring(0, given.length() - 1) : given;
      if (!given.equals(ALL) && !name.matches(NAME)) {
        throw new UserError(
            "%s: not a topic: %s. Write names of letters, digits, '.', '_' and '-', PREFIX* or *, with commas between"
                .formatted(label, given.isEmpty() ? "nothing" : given));
      }
      parts.add(given);
    }
    return new TopicExpression(label, text.strip(), parts);
  }

  private static boolean isPattern(String part) {
    return part.endsWith(ALL);
  }

  private static boolean matches(String part, String name) {
    return isPattern(part)
        ? name.startsWith(part.substring(0, part.length() - 1))
        : name.equals(part);
  }

  /** It is named in full, not only by a pattern. */
  public boolean names(String topic) {
    return parts.contains(topic);
  }

  /**
   * The topics that are meant.
   *
   * @param topics those that exist
   * @throws UserError a name or a prefix is no topic's
   */
  public SortedSet<String> of(Collection<String> topics) {
    SortedSet<String> meant = new TreeSet<>();
    for (String part : parts) {
      List<String> found = topics.stream().filter(name -> matches(part, name)).toList();
      if (found.isEmpty() && !part.equals(ALL)) {
        throw none(part, topics);
      }
      meant.addAll(found);
    }
    return Collections.unmodifiableSortedSet(meant);
  }

  private UserError none(String part, Collection<String> topics) {
    String remedy =
        topics.isEmpty()
            ? "There are no topics"
            : "Did you mean %s?"
                .formatted(
                    SpecKey.nearest(part.replace(ALL, ""), topics.stream().sorted().toList()));
    return new UserError(
        isPattern(part)
            ? "%s: no topic begins with %s. %s"
                .formatted(label, part.substring(0, part.length() - 1), remedy)
            : "%s: there is no topic %s. %s".formatted(label, part, remedy));
  }

  @Override
  public String toString() {
    return text;
  }
}
