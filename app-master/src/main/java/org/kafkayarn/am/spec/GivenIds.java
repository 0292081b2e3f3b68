package org.kafkayarn.am.spec;

import java.util.SortedSet;

/** Ids of nodes as an operator gives them to a command: {@code 0-2,7}. */
public final class GivenIds {
  private static final IdRanges RANGES = new IdRanges();

  private GivenIds() {}

  public static SortedSet<Integer> parse(String label, String text) {
    return RANGES.parse(label, text);
  }
}
