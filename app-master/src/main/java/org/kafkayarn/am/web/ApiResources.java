package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.am.store.SpecStore;

/**
 * What the API serves, by method and path.
 *
 * @param purged is told what data that was left behind is there no more
 * @param stop asks for the orderly stop of the cluster
 * @param more the other parts of the API
 */
public record ApiResources(
    StatusFeed feed,
    Chronicle chronicle,
    SpecStore specs,
    RecoveryDesk recovery,
    MetadataEndpoint metadata,
    Consumer<List<Gone>> purged,
    Runnable stop,
    List<Resource> more) {
  private static final int EVENTS_ON_PAGE = 30;
  private static final ObjectReader STRICT =
      StatusFeed.JSON
          .readerFor(Gone[].class)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  public ApiResources {
    more = List.copyOf(more);
  }

  Map<String, Endpoint> endpoints() {
    SpecCalls calls = new SpecCalls(specs, feed);
    SpecEndpoint spec = new SpecEndpoint(calls);
    RecoverEndpoint recover = new RecoverEndpoint(recovery);
    Map<String, Endpoint> endpoints = new HashMap<>();
    more.forEach(part -> endpoints.putAll(part.endpoints()));
    endpoints.putAll(new TasksResource(calls, feed).endpoints());
    endpoints.putAll(
        Map.ofEntries(
            entry("GET /", this::page),
            entry("GET /api/v1/status", new StatusEndpoint(feed)),
            entry("GET /api/v1/events", new EventsEndpoint(chronicle)),
            entry("GET /api/v1/spec", spec::get),
            entry("POST /api/v1/spec", spec::post),
            entry("GET /api/v1/spec/history", spec::history),
            entry("POST /api/v1/spec/rollback", spec::rollBack),
            entry("GET /api/v1/recover", recover::get),
            entry("POST /api/v1/recover", recover::post),
            entry("GET /api/v1/metadata", metadata::get),
            entry("POST /api/v1/metadata", metadata::post),
            entry("GET /api/v1/openapi.json", OpenApi::get),
            entry("POST /api/v1/data/purged", this::purged),
            entry("POST /api/v1/stop", this::stop)));
    return endpoints;
  }

  private static Map.Entry<String, Endpoint> entry(String verb, Endpoint endpoint) {
    return Map.entry(verb, endpoint);
  }

  private Answer page(Request request) {
    return Answer.html(StatusPage.of(feed.current().status(), chronicle.last(EVENTS_ON_PAGE)));
  }

  private Answer purged(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    List<Gone> gone = gone(request.body());
    purged.accept(gone);
    return Answer.json(202, "{\"accepted\":true}");
  }

  private static List<Gone> gone(String body) throws RefusedRequest {
    Gone[] gone;
    try {
      gone = STRICT.readValue(body);
    } catch (JsonProcessingException e) {
      throw new RefusedRequest(
          400, "not a list of data: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    if (gone == null || Arrays.asList(gone).contains(null)) {
      throw new RefusedRequest(400, "not a list of data: there is null in it");
    }
    return List.of(gone);
  }

  private Answer stop(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    var unusedBody = Body.of(request.body());
    stop.run();
    return Answer.json(202, "{\"accepted\":true}");
  }
}
