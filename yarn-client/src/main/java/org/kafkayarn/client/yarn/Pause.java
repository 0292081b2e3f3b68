package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass between two questions; tests let none pass. */
@FunctionalInterface
public interface Pause {
  void await(Duration duration) throws IOException;

  /** Real time. */
  static Pause real() {
    return duration -> {
      try {
        // Nobody counts it down: the wait ends by its time, or when the thread is interrupted.
        boolean unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
    };
  }
}
