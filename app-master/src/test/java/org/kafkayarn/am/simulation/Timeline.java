package org.kafkayarn.am.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The clock of a simulated world and what is still to happen in it, in one order. */
final class Timeline {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Entry(long atMs, long sequence, Runnable what) {}

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(Entry::atMs).thenComparing(Entry::sequence));
  private long nowMs;
  private long sequence;

  Instant now() {
    return START.plusMillis(nowMs);
  }

  long nowMs() {
    return nowMs;
  }

  void after(long delayMs, Runnable what) {
    queue.add(new Entry(nowMs + Math.max(0, delayMs), sequence++, what));
  }

  void at(Instant when, Runnable what) {
    after(Duration.between(now(), when).toMillis(), what);
  }

  /** Lets the next thing happen; false when it lies beyond the limit. */
  boolean step(long limitMs) {
    Entry next = queue.peek();
    if (next == null || next.atMs > limitMs) {
      nowMs = limitMs;
      return false;
    }
    queue.remove();
    nowMs = next.atMs;
    next.what.run();
    return true;
  }
}
