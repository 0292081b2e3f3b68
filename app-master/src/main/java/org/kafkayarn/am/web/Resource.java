package org.kafkayarn.am.web;

import java.util.Map;

/** A part of the API: what it answers, by method and path. */
public interface Resource {
  /**
   * The endpoints by {@code METHOD /path}; a segment in braces, as in {@code GET
   * /api/v1/brokers/{id}/log}, stands for any one segment, which {@link Request#path} gives.
   */
  Map<String, Endpoint> endpoints();
}
