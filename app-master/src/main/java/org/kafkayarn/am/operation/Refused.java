package org.kafkayarn.am.operation;

import java.util.Optional;

/** An order that is not carried out; nothing has changed. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<String> field;
  private final boolean conflict;

  /**
   * @param line the thing, the value, the remedy
   * @param field what in the order is wrong, where that is one thing
   * @param conflict the order is right, but not now
   */
  public Refused(String line, Optional<String> field, boolean conflict) {
    super(line);
    this.field = field;
    this.conflict = conflict;
  }

  /** What in the order is wrong; the line begins with the field. */
  public static Refused field(String field, String why) {
    return new Refused(field + ": " + why, Optional.of(field), false);
  }

  /** Another time it might be carried out. */
  public static Refused now(String line) {
    return new Refused(line, Optional.empty(), true);
  }

  public Optional<String> field() {
    return field;
  }

  public boolean isConflict() {
    return conflict;
  }
}
