package org.kafkayarn.am.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last events, in order, for any number of readers that may wait for more. Thread-safe. */
public final class Chronicle {
  private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);

  /** How many events are kept, here and in the cluster's home. */
  public static final int KEPT = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final ArrayDeque<ClusterEvent> events;
  private final long lastEarlier;

  /**
   * @param earlier what attempts before this one have told, oldest first
   */
  public Chronicle(List<ClusterEvent> earlier) {
    events = new ArrayDeque<>(earlier.subList(Math.max(0, earlier.size() - KEPT), earlier.size()));
    lastEarlier = events.isEmpty() ? 0 : events.getLast().sequence();
  }

  /** The last sequence of the attempts before this one; 0 without any. */
  public long lastEarlier() {
    return lastEarlier;
  }

  /** Adds an event that is newer than all others, and writes it to the log in the same words. */
  public void add(ClusterEvent event) {
    if (EventKind.isTrouble(event.kind())) {
      LOG.warn("{}", event.line());
    } else {
      LOG.info("{}", event.line());
    }
    lock.lock();
    try {
      if (events.size() >= KEPT) {
        events.removeFirst();
      }
      events.addLast(event);
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The last so many, oldest first. */
  public List<ClusterEvent> last(int limit) {
    lock.lock();
    try {
      return newest(Long.MIN_VALUE, limit);
    } finally {
      lock.unlock();
    }
  }

  /** The first so many after that sequence, oldest first. */
  public List<ClusterEvent> after(long sequence, int limit) {
    lock.lock();
    try {
      List<ClusterEvent> newer = newest(sequence, KEPT);
      return List.copyOf(newer.subList(0, Math.min(limit, newer.size())));
    } finally {
      lock.unlock();
    }
  }

  /** The same, once there is one or the wait is over. */
  public List<ClusterEvent> await(long sequence, int limit, long waitMs)
      throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMs);
    lock.lock();
    try {
      while (left > 0 && (events.isEmpty() || events.getLast().sequence() <= sequence)) {
        left = added.awaitNanos(left);
      }
      return after(sequence, limit);
    } finally {
      lock.unlock();
    }
  }

  /** The sequence of the oldest one, once older ones have been dropped. */
  public Optional<Long> oldestWhenFull() {
    lock.lock();
    try {
      return events.size() < KEPT ? Optional.empty() : Optional.of(events.getFirst().sequence());
    } finally {
      lock.unlock();
    }
  }

  /** From the newest back, so that it costs what it gives. */
  private List<ClusterEvent> newest(long after, int limit) {
    List<ClusterEvent> found = new ArrayList<>();
    Iterator<ClusterEvent> back = events.descendingIterator();
    while (back.hasNext() && found.size() < limit) {
      ClusterEvent event = back.next();
      if (event.sequence() <= after) {
        break;
      }
      found.add(event);
    }
    Collections.reverse(found);
    return found;
  }
}
