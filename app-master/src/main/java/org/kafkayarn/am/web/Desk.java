package org.kafkayarn.am.web;

import org.kafkayarn.am.operation.Refused;

/** Turns what a desk refuses into the answer that says so. */
final class Desk {
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;

  private Desk() {}

  /** An order to a desk, or a question to it. */
  interface Call<T> {
    T call() throws Refused, InterruptedException;
  }

  static <T> T ask(Call<T> call) throws RefusedRequest, InterruptedException {
    try {
      return call.call();
    } catch (Refused e) {
      throw new RefusedRequest(e.isConflict() ? CONFLICT : BAD_REQUEST, e.getMessage(), e.field());
    }
  }
}
