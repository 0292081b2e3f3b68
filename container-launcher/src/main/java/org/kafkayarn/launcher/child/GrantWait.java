package org.kafkayarn.launcher.child;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the wait of a stopping broker for a controller's grant, when there is none left to give it:
 * Kafka allows itself five minutes for that, which nobody can set. An interrupt is to it what the
 * end of those minutes is: it goes on to close its logs, and marks them as cleanly shut down
 * (BrokerServer.shutdown, Kafka 4.2.1 and 4.3.1). A grant that comes in the very moment between our
 * look and the interrupt could make that closing fail: Kafka then recovers its logs at the next
 * start.
 */
public final class GrantWait {
  private static final String SERVER = "kafka.server.BrokerServer";
  private static final String METHOD = "shutdown";
  private static final long POLL_NS = Duration.ofMillis(50).toNanos();

  private GrantWait() {}

  /** Returns when the wait has been found and ended; Kafka may not have come to it yet. */
  static void end() {
    while (true) {
      for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
        if (isGrantWait(thread.getValue())) {
          System.err.println(
              "kafka-yarn: no controller has granted the shutdown: Kafka closes its logs without");
          thread.getKey().interrupt();
          return;
        }
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  /** The shutdown itself waits for a future: what else it does must not be interrupted. */
  static boolean isGrantWait(StackTraceElement[] stack) {
    boolean waits = false;
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(SERVER)) {
        return waits && frame.getMethodName().equals(METHOD);
      }
      if (!frame.getClassName().startsWith("java.")
          && !frame.getClassName().startsWith("jdk.internal.")) {
        return false;
      }
      waits |=
          frame.getClassName().equals("java.util.concurrent.CompletableFuture")
              && frame.getMethodName().equals("get");
    }
    return false;
  }
}
