package org.kafkayarn.am.web;

import java.util.Map;

/**
 * Answers {@code GET /api/v1/status?seen=TAG&waitMs=N}: the status, once it is not the one with
 * that tag or the wait is over.
 */
final class StatusEndpoint implements Endpoint {
  private static final long LONGEST_WAIT_MS = 30_000;

  private final StatusFeed feed;

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
    StatusFeed.Edition edition = feed.after(request.query().getOrDefault("seen", ""), waitMs);
    return new Answer(200, "application/json", edition.json(), Map.of("ETag", edition.tag()));
  }
}
