package org.kafkayarn.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for a condition of the world outside, with a deadline. */
final class Until {
  private Until() {}

  static <T> T isTrue(
      String what, Duration limit, Callable<T> observe, Predicate<? super T> condition)
      throws Exception {
    Instant deadline = Instant.now().plus(limit);
    T last = observe.call();
    while (!condition.test(last)) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + last);
      }
      boolean unused = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
      last = observe.call();
    }
    return last;
  }
}
