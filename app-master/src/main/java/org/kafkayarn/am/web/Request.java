package org.kafkayarn.am.web;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What an endpoint is asked.
 *
 * @param variables what stands in the path where the endpoint's pattern has names
 * @param query the parameters of the query
 * @param owner the cluster's owner asks
 * @param body empty for a GET
 */
record Request(
    Map<String, String> variables, Map<String, String> query, boolean owner, String body) {
  Request {
    variables = Map.copyOf(variables);
    query = Map.copyOf(query);
    requireNonNull(body);
  }

  /** What stands in the path for a name of the endpoint's pattern. */
  String path(String name) {
    return requireNonNull(variables.get(name), name);
  }
}
