package org.kafkayarn.am.web;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What an endpoint is asked.
 *
 * @param query the parameters of the query
 * @param owner the cluster's owner asks
 * @param body empty for a GET
 */
record Request(Map<String, String> query, boolean owner, String body) {
  Request {
    query = Map.copyOf(query);
    requireNonNull(body);
  }
}
