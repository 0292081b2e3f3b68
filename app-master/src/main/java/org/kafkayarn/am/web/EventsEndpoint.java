package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;

/**
 * Answers {@code GET /api/v1/events?after=SEQUENCE&limit=N&wait=SECONDS}: without {@code after} the
 * last events, with it the first ones after that sequence, once there is one or the wait is over.
 */
final class EventsEndpoint implements Endpoint {
  private static final int LIMIT = 1_000;
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
  public Answer answer(Request request) throws InterruptedException {
    try {
      return Answer.json(200, answer(request.query(), request.owner()));
    } catch (BadQueryException e) {
      return Answer.text(400, e.getMessage());
    }
  }

  /** A JSON array. */
  private String answer(Map<String, String> query, boolean isOwner)
      throws BadQueryException, InterruptedException {
    int limit = (int) Math.min(Chronicle.KEPT, number(query, "limit", LIMIT));
    long longest = isOwner ? LONGEST_WAIT_SECONDS : LONGEST_WAIT_OF_PROXY_SECONDS;
    long waitSeconds = Math.min(longest, number(query, "wait", 0));
    if (!query.containsKey("after")) {
      return json(chronicle.last(limit));
    }
    long after = number(query, "after", 0);
    if (waitSeconds == 0 || !waiting.tryAcquire()) {
      return json(chronicle.after(after, limit));
    }
    try {
      return json(chronicle.await(after, limit, waitSeconds * 1_000));
    } finally {
      waiting.release();
    }
  }

  private static long number(Map<String, String> query, String name, long otherwise)
      throws BadQueryException {
    String text = query.getOrDefault(name, Long.toString(otherwise));
    if (!text.matches("[0-9]{1,18}")) {
      throw new BadQueryException(name + " is not a number: " + text);
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

  /** The query cannot be understood. */
  private static final class BadQueryException extends Exception {
    private static final long serialVersionUID = 1L;

    BadQueryException(String message) {
      super(message);
    }
  }
}
