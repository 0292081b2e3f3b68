package org.kafkayarn.am.web;

import java.util.Map;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.store.SpecStore;

/**
 * What the API serves, by method and path.
 *
 * @param stop asks for the orderly stop of the cluster
 */
public record ApiResources(
    StatusFeed feed,
    Chronicle chronicle,
    SpecStore specs,
    RecoveryDesk recovery,
    MetadataEndpoint metadata,
    Runnable stop) {
  private static final int EVENTS_ON_PAGE = 30;

  Map<String, Endpoint> endpoints() {
    SpecEndpoint spec = new SpecEndpoint(specs, feed);
    RecoverEndpoint recover = new RecoverEndpoint(recovery);
    return Map.of(
        "GET /", this::page,
        "GET /api/v1/status", new StatusEndpoint(feed),
        "GET /api/v1/events", new EventsEndpoint(chronicle),
        "GET /api/v1/spec", spec::get,
        "POST /api/v1/spec", spec::post,
        "GET /api/v1/recover", recover::get,
        "POST /api/v1/recover", recover::post,
        "GET /api/v1/metadata", metadata::get,
        "POST /api/v1/metadata", metadata::post,
        "POST /api/v1/stop", this::stop);
  }

  private Answer page(Request request) {
    return Answer.html(StatusPage.of(feed.current().status(), chronicle.last(EVENTS_ON_PAGE)));
  }

  private Answer stop(Request request) {
    stop.run();
    return Answer.json(202, "{\"accepted\":true}");
  }
}
