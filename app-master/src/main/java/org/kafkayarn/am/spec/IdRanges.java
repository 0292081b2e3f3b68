package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Ids of nodes: {@code 0-2,7}, in a file also as a list. */
public final class IdRanges extends SpecValue<SortedSet<Integer>> {
  /** Ids are not meant to tell more than which node it is: the range is what a cluster can have. */
  private static final SpecValue<Integer> ID = integer(0, SpecKey.MOST_BROKERS - 1);

  static int id(String label, String text) {
    if (!text.strip().matches("[0-9]{1,9}")) {
      throw new UserError(label + ": not a node's id: " + text);
    }
    return ID.parse(label, text);
  }

  @Override
  SortedSet<Integer> parse(String label, String text) {
    SortedSet<Integer> ids = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      add(ids, label, part);
    }
    return Collections.unmodifiableSortedSet(ids);
  }

  private static void add(SortedSet<Integer> ids, String label, String part) {
    String[] ends = part.strip().split("-", 2);
    int first = id(label, ends[0]);
    int last = ends.length == 1 ? first : id(label, ends[1]);
    if (last < first) {
      throw new UserError(label + ": " + part.strip() + " runs backwards");
    }
    for (int id = first; id <= last; id++) {
      if (!ids.add(id)) {
        throw new UserError(label + ": " + id + " is there twice");
      }
    }
  }

  @Override
  SortedSet<Integer> read(String label, JsonNode node) {
    if (!node.isArray()) {
      return super.read(label, node);
    }
    SortedSet<Integer> ids = new TreeSet<>();
    node.forEach(part -> add(ids, label, scalar(label, part)));
    return Collections.unmodifiableSortedSet(ids);
  }

  @Override
  JsonNode write(SortedSet<Integer> value) {
    return JsonNodeFactory.instance.textNode(shown(value));
  }

  public static String shown(SortedSet<Integer> ids) {
    StringJoiner ranges = new StringJoiner(",");
    for (int first : ids) {
      if (!ids.contains(first - 1)) {
        int last = first;
        while (ids.contains(last + 1)) {
          last++;
        }
        ranges.add(first == last ? String.valueOf(first) : first + "-" + last);
      }
    }
    return ranges.toString();
  }
}
