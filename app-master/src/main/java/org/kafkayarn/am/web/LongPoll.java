package org.kafkayarn.am.web;

import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Waits with those who ask {@code ?seen=TAG&waitMs=N} for the next status: only a few at once, for
 * the server's other threads are for those who ask for answers.
 */
final class LongPoll {
  private static final long LONGEST_WAIT_MS = 30_000;

  /** How many may wait for long. */
  static final int WAITING_AT_ONCE = 6;

  private static final long SHORT_WAIT_MS = 500;

  /** The parameters that it reads. */
  static final String SEEN = "seen";

  static final String WAIT = "waitMs";

  private final Semaphore waiting = new Semaphore(WAITING_AT_ONCE);

  /** The current status, or, where that one was seen, the next, if it comes in time. */
  StatusFeed.Edition edition(StatusFeed feed, Query query)
      throws InterruptedException, RefusedRequest {
    long waitMs = waitMs(query.text(WAIT).orElse("0"));
    String seen = query.text(SEEN).orElse("");
    if (!waiting.tryAcquire()) {
      return feed.after(seen, Math.min(SHORT_WAIT_MS, waitMs));
    }
    try {
      return feed.after(seen, waitMs);
    } finally {
      waiting.release();
    }
  }

  private static long waitMs(String text) throws RefusedRequest {
    if (!text.matches("[0-9]{1,18}")) {
      throw RefusedRequest.field(WAIT, "is not a number of milliseconds: " + text);
    }
    return Math.min(LONGEST_WAIT_MS, Long.parseLong(text));
  }

  /** An answer that tells which status it was made from. */
  static Answer tagged(StatusFeed.Edition edition, String json) {
    return new Answer(200, "application/json", json, Map.of("ETag", edition.tag()));
  }
}
