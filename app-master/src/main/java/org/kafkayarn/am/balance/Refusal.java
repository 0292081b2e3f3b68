package org.kafkayarn.am.balance;

/** Why there is no plan, in one line: the thing, the value, the remedy. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Refusal(String line) {
    // It is an answer, and no failure of the program: nobody reads where it came from.
    super(line, null, false, false);
  }
}
