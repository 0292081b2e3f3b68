package org.kafkayarn.am.web;

import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Answers {@code GET /api/v1/status?seen=TAG&waitMs=N}: the status, once it is not the one with
 * that tag or the wait is over.
 */
final class StatusEndpoint implements Endpoint {
  private static final long LONGEST_WAIT_MS = 30_000;

  /** How many may wait for long; the server's other threads are for those who ask for answers. */
  static final int WAITING_AT_ONCE = 6;

  private static final long SHORT_WAIT_MS = 500;

  private final StatusFeed feed;
  private final Semaphore waiting = new Semaphore(WAITING_AT_ONCE);

  StatusEndpoint(StatusFeed feed) {
    this.feed = feed;
  }

  @Override
  public Answer answer(Request request) throws InterruptedException {
    String wait = request.query().getOrDefault("waitMs", "0");
    long waitMs;
    try {
      waitMs = Math.min(LONGEST_WAIT_MS, Long.parseLong(wait));
    } catch (NumberFormatException e) {
      return Answer.text(400, "waitMs is not a number: " + wait);
    }
    StatusFeed.Edition edition = after(request.query().getOrDefault("seen", ""), waitMs);
    return new Answer(200, "application/json", edition.json(), Map.of("ETag", edition.tag()));
  }

  private StatusFeed.Edition after(String seen, long waitMs) throws InterruptedException {
    if (!waiting.tryAcquire()) {
      return feed.after(seen, Math.min(SHORT_WAIT_MS, waitMs));
    }
    try {
      return feed.after(seen, waitMs);
    } finally {
      waiting.release();
    }
  }
}
