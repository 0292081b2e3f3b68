package org.kafkayarn.am.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All operations that are remembered, oldest first: those that have not ended, and the last of
 * those that have.
 */
public record Operations(List<Operation> all) {
  /** How many that have ended are kept. */
  static final int KEPT = 20;

  public static final Operations NONE = new Operations(List.of());

  public Operations {
    all = List.copyOf(all);
  }

  /** The number of the last one; 0 before the first. */
  public long last() {
    return all.isEmpty() ? 0 : all.get(all.size() - 1).number();
  }

  public Optional<Operation> find(long number) {
    return all.stream().filter(operation -> operation.number() == number).findFirst();
  }

  /** Those that act now. */
  public Stream<Operation> running() {
    return all.stream().filter(Operation::runs);
  }

  /** Those that have not ended. */
  public Stream<Operation> open() {
    return all.stream().filter(operation -> !operation.status().isEnd());
  }

  /** With one more, or with one in place of that with its number. */
  public Operations with(Operation changed) {
    List<Operation> next = new ArrayList<>(all);
    next.replaceAll(held -> held.number() == changed.number() ? changed : held);
    if (changed.number() > last()) {
      next.add(changed);
    }
    Predicate<Operation> ended = operation -> operation.status().isEnd();
    long tooMany = next.stream().filter(ended).count() - KEPT;
    // The last is kept whatever it is: its number must not be given again.
    for (int i = 0; tooMany > 0 && i < next.size() - 1; ) {
      if (ended.test(next.get(i))) {
        next.remove(i);
        tooMany--;
      } else {
        i++;
      }
    }
    return new Operations(next);
  }
}
