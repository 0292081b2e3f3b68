package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;

/**
 * Answers {@code GET /api/v1/events?after=SEQUENCE&limit=N&wait=SECONDS}: without {@code after} the
 * last events, with it the first ones after that sequence, once there is one or the wait is over.
 */
final class EventsEndpoint implements Endpoint {
  private static final String AFTER = "after";
  private static final String LIMIT = "limit";
  private static final String WAIT = "wait";

  /** How many at once when nothing is said. */
  private static final int MOST = 1_000;

  private static final long LONGEST_WAIT_SECONDS = 30;

  /** A proxy holds a thread of its own for each request: it is not for long waits. */
  private static final long LONGEST_WAIT_OF_PROXY_SECONDS = 5;

  /** How many may wait at once; the server's other threads are for those who ask for answers. */
  static final int WAITING_AT_ONCE = 6;

  private final Chronicle chronicle;
  private final Semaphore waiting = new Semaphore(WAITING_AT_ONCE);

  EventsEndpoint(Chronicle chronicle) {
    this.chronicle = chronicle;
  }

  @Override
  public Answer answer(Request request) throws InterruptedException, RefusedRequest {
    Query query = Query.of(request, AFTER, LIMIT, WAIT);
    return Answer.json(200, answer(query, request.owner()));
  }

  /** A JSON array. */
  private String answer(Query query, boolean isOwner) throws RefusedRequest, InterruptedException {
    int limit = (int) Math.min(Chronicle.KEPT, number(query, LIMIT, MOST));
    long longest = isOwner ? LONGEST_WAIT_SECONDS : LONGEST_WAIT_OF_PROXY_SECONDS;
    long waitSeconds = Math.min(longest, number(query, WAIT, 0));
    if (query.text(AFTER).isEmpty()) {
      return json(chronicle.last(limit));
    }
    long after = number(query, AFTER, 0);
    if (waitSeconds == 0 || !waiting.tryAcquire()) {
      return json(chronicle.after(after, limit));
    }
    try {
      return json(chronicle.await(after, limit, waitSeconds * 1_000));
    } finally {
      waiting.release();
    }
  }

  private static long number(Query query, String name, long otherwise) throws RefusedRequest {
    String text = query.text(name).orElse(Long.toString(otherwise));
    if (!text.matches("[0-9]{1,18}")) {
      throw RefusedRequest.field(name, "is not a number: " + text);
    }
    return Long.parseLong(text);
  }

  private static String json(List<ClusterEvent> events) {
    try {
      return StatusFeed.JSON.writeValueAsString(events);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("events that are not JSON", e);
    }
  }
}
