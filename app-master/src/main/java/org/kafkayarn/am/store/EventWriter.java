package org.kafkayarn.am.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the chronicle to the cluster's home on a thread of its own, for as long as this attempt is
 * the cluster's current one: at once, and then at most once a second. A home that cannot be written
 * is tried again; meanwhile the chronicle keeps what it can. Nobody waits for it but at the end.
 */
public final class EventWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration LAST_WRITE = Duration.ofSeconds(5);

  private final ClusterHome home;
  private final EventArchive archive;
  private final long epoch;
  private final Chronicle chronicle;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "event-writer");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long notBefore = System.nanoTime();

  // Of the writer's thread
  private boolean prepared;
  private boolean complained;
  private long written;
  private List<ClusterEvent> segment = List.of();

  public EventWriter(ClusterHome home, long epoch, Chronicle chronicle) {
    this.home = home;
    this.archive = home.events();
    this.epoch = epoch;
    this.chronicle = chronicle;
    this.written = chronicle.lastEarlier();
  }

  /** The chronicle has something new. For any thread; returns at once. */
  public void wake() {
    if (scheduled.compareAndSet(false, true)) {
      schedule(Math.max(0, notBefore - System.nanoTime()));
    }
  }

  private void schedule(long delayNs) {
    if (!writer.isShutdown()) {
      var unused = writer.schedule(this::write, delayNs, TimeUnit.NANOSECONDS);
    }
  }

  private void write() {
    // What is added from here on may miss this round: its own comes later, not at once.
    long before = notBefore;
    notBefore = System.nanoTime() + BETWEEN.toNanos();
    scheduled.set(false);
    List<ClusterEvent> news = chronicle.after(written, Chronicle.KEPT);
    if (news.isEmpty()) {
      notBefore = before;
      return;
    }
    try {
      if (!home.epochs().isCurrent(epoch)) {
        complain("another ApplicationMaster has taken over this cluster");
        return;
      }
      if (!prepared) {
        archive.prepare();
        prepared = true;
      }
      append(news);
      complained = false;
    } catch (IOException | RuntimeException e) { // the edge of this thread: nothing else ends
      complain(String.valueOf(e.getMessage()));
      if (scheduled.compareAndSet(false, true)) {
        schedule(RETRY.toNanos());
      }
    }
    notBefore = System.nanoTime() + BETWEEN.toNanos();
  }

  private void complain(String reason) {
    if (!complained) {
      LOG.warn("Events are not written to the cluster's home: {}", reason);
    }
    complained = true;
  }

  private void append(List<ClusterEvent> news) throws IOException {
    int from = 0;
    while (from < news.size()) {
      int to = Math.min(news.size(), from + EventArchive.PER_SEGMENT - segment.size());
      List<ClusterEvent> whole = new ArrayList<>(segment);
      whole.addAll(news.subList(from, to));
      boolean begins = segment.isEmpty();
      archive.write(whole);
      written = whole.get(whole.size() - 1).sequence();
      segment = whole.size() < EventArchive.PER_SEGMENT ? whole : List.of();
      from = to;
      if (begins) {
        archive.prune(chronicle.oldestWhenFull());
      }
    }
  }

  /** Writes what is there now; waits no longer than the limit. */
  public void flush(Duration limit) {
    try {
      writer.submit(this::write).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The last events may not be in the cluster's home: {}", String.valueOf(e));
    }
  }

  @Override
  public void close() {
    flush(LAST_WRITE);
    writer.shutdownNow();
  }
}
