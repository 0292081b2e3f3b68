package org.kafkayarn.am.web;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kafkayarn.am.operation.OperationDesk;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.OperationStatus;

/** {@code /api/v1/operations}: what operators have ordered, how far it is, and a say in it. */
public final class OperationsResource implements Resource {
  private static final String ROOT = "/api/v1/operations";
  private static final String NUMBER = "number";
  private static final String ONE = ROOT + "/{" + NUMBER + "}";

  private final StatusFeed feed;
  private final OperationDesk desk;

  public OperationsResource(StatusFeed feed, OperationDesk desk) {
    this.feed = feed;
    this.desk = desk;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    Map<String, Endpoint> endpoints = new HashMap<>();
    endpoints.put("GET " + ROOT, this::all);
    endpoints.put("GET " + ONE, this::one);
    for (Operation.Command command : Operation.Command.values()) {
      endpoints.put(
          "POST " + ONE + "/" + command.name().toLowerCase(Locale.ROOT),
          request -> command(request, command));
    }
    return endpoints;
  }

  /** The latest first. */
  private Answer all(Request request) throws RefusedRequest, InterruptedException {
    StatusFeed.Edition edition = feed.polls().edition(feed, query(request));
    return LongPoll.tagged(edition, Answer.write(edition.status().operations()));
  }

  private Answer one(Request request) throws RefusedRequest, InterruptedException {
    StatusFeed.Edition edition = feed.polls().edition(feed, query(request));
    OperationStatus found = find(request, edition.status().operations());
    return LongPoll.tagged(edition, Answer.write(found));
  }

  private static Query query(Request request) throws RefusedRequest {
    return Query.of(request, LongPoll.SEEN, LongPoll.WAIT);
  }

  private static OperationStatus find(Request request, List<OperationStatus> operations)
      throws RefusedRequest {
    long number = number(request);
    return operations.stream()
        .filter(operation -> operation.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedRequest(
                    404,
                    "there is no operation %d%s"
                        .formatted(
                            number,
                            operations.isEmpty()
                                ? ": none was ordered"
                                : ": the last is " + operations.get(0).number())));
  }

  private static long number(Request request) throws RefusedRequest {
    String text = request.path(NUMBER);
    if (!text.matches("[0-9]{1,18}")) {
      throw new RefusedRequest(404, "there is no operation " + text + ": give its number");
    }
    return Long.parseLong(text);
  }

  private Answer command(Request request, Operation.Command command)
      throws RefusedRequest, InterruptedException {
    var unused = Query.of(request);
    boolean aborts = command == Operation.Command.ABORT;
    Body body = aborts ? Body.of(request.body(), "back") : Body.of(request.body());
    boolean back = aborts && body.flag("back");
    OperationStatus found = find(request, feed.current().status().operations());
    return Answer.value(202, Desk.ask(() -> desk.command(found.number(), command, back)));
  }
}
