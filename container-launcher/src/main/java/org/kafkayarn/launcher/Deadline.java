package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions that nobody announces, such as the end of a process that is not ours. */
final class Deadline {
  private static final Duration POLL = Duration.ofMillis(50);

  private final long end;

  private Deadline(Duration from) {
    this.end = System.nanoTime() + from.toNanos();
  }

  static Deadline in(Duration duration) {
    return new Deadline(duration);
  }

  /** Whether the condition came true in time. */
  boolean await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }
}
