package org.kafkayarn.am.operation;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Nodes to drain and remove. */
public record RemoveOrder(SortedSet<Integer> nodes, Throttle throttle) {
  public RemoveOrder {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    requireNonNull(throttle);
  }
}
