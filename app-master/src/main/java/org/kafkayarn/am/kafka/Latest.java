package org.kafkayarn.am.kafka;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What a probe is to look at: the loop's thread tells the latest, and the probe's thread waits for
 * another, or until it is time to look again at the same.
 */
final class Latest<V> implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Predicate<V> isDue;
  private final Predicate<V> isSeenAgain;
  private V latest;
  private boolean closed;

  /**
   * @param isDue whether it is looked at, at all
   * @param isSeenAgain whether it is worth another look when nothing but time has changed
   */
  Latest(V first, Predicate<V> isDue, Predicate<V> isSeenAgain) {
    this.latest = first;
    this.isDue = isDue;
    this.isSeenAgain = isSeenAgain;
  }

  void become(V next) {
    lock.lock();
    try {
      if (!next.equals(latest)) {
        latest = next;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What to look at next, when it is another than was seen or the wait is over. Empty when closed.
   */
  Optional<V> await(Optional<V> seen, long waitNs) throws InterruptedException {
    long left = waitNs;
    lock.lock();
    try {
      while (!closed && (!isDue.test(latest) || (left > 0 && seen.equals(Optional.of(latest))))) {
        if (isDue.test(latest) && isSeenAgain.test(latest)) {
          left = changed.awaitNanos(left);
        } else {
          changed.await();
        }
      }
      return closed ? Optional.empty() : Optional.of(latest);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
