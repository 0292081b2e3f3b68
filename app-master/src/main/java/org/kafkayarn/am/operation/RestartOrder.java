package org.kafkayarn.am.operation;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.state.Operation;

/** A restart as ordered. */
public record RestartOrder(SortedSet<Integer> nodes, Operation.Rolling rolling) {
  public RestartOrder {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    requireNonNull(rolling);
  }
}
