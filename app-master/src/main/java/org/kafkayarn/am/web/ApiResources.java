package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.state.Ledger.Gone;
import org.kafkayarn.am.store.SpecStore;

/**
 * What the API serves, by method and path.
 *
 * @param purged is told what data that was left behind is there no more
 * @param stop asks for the orderly stop of the cluster
 */
public record ApiResources(
    StatusFeed feed,
    Chronicle chronicle,
    SpecStore specs,
    Consumer<List<Gone>> purged,
    Runnable stop) {
  private static final int EVENTS_ON_PAGE = 30;

  Map<String, Endpoint> endpoints() {
    SpecEndpoint spec = new SpecEndpoint(specs, feed);
    return Map.of(
        "GET /", this::page,
        "GET /api/v1/status", new StatusEndpoint(feed),
        "GET /api/v1/events", new EventsEndpoint(chronicle),
        "GET /api/v1/spec", spec::get,
        "POST /api/v1/spec", spec::post,
        "POST /api/v1/data/purged", this::purged,
        "POST /api/v1/stop", this::stop);
  }

  private Answer page(Request request) {
    return Answer.html(StatusPage.of(feed.current().status(), chronicle.last(EVENTS_ON_PAGE)));
  }

  private Answer purged(Request request) {
    Gone[] gone;
    try {
      gone = StatusFeed.JSON.readValue(request.body(), Gone[].class);
    } catch (JsonProcessingException e) {
      return Answer.problem(400, "not a list of data: " + e.getOriginalMessage(), Optional.empty());
    }
    purged.accept(List.of(gone));
    return Answer.json(202, "{\"accepted\":true}");
  }

  private Answer stop(Request request) {
    stop.run();
    return Answer.json(202, "{\"accepted\":true}");
  }
}
