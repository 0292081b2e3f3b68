package org.kafkayarn.am.web;

/**
 * Answers {@code GET /api/v1/status?seen=TAG&waitMs=N}: the status, once it is not the one with
 * that tag or the wait is over.
 */
final class StatusEndpoint implements Endpoint {
  private final StatusFeed feed;

  StatusEndpoint(StatusFeed feed) {
    this.feed = feed;
  }

  @Override
  public Answer answer(Request request) throws InterruptedException, RefusedRequest {
    Query query = Query.of(request, LongPoll.SEEN, LongPoll.WAIT);
    StatusFeed.Edition edition = feed.polls().edition(feed, query);
    return LongPoll.tagged(edition, edition.json());
  }
}
