package org.kafkayarn.am.web;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** What an endpoint answers; always with a body: YARN's proxy breaks on answers without one. */
record Answer(int code, String type, String body, Map<String, String> headers) {
  private static final Map<Integer, String> TITLES =
      Map.of(
          400,
          "Bad Request",
          403,
          "Forbidden",
          404,
          "Not Found",
          405,
          "Method Not Allowed",
          409,
          "Conflict",
          413,
          "Content Too Large",
          503,
          "Service Unavailable");

  Answer {
    requireNonNull(type);
    requireNonNull(body);
    headers = Map.copyOf(headers);
  }

  static Answer json(int code, String body) {
    return new Answer(code, "application/json", body, Map.of());
  }

  static Answer json(int code, JsonNode body) {
    return json(code, write(body));
  }

  /** Whatever JSON can be made of. */
  static Answer value(int code, Object value) {
    return json(code, write(value));
  }

  static Answer text(int code, String line) {
    return new Answer(code, "text/plain", line + "\n", Map.of());
  }

  static Answer html(String page) {
    return new Answer(200, "text/html; charset=utf-8", page, Map.of());
  }

  /**
   * A request that was refused, as RFC 9457 writes it.
   *
   * @param field what in the request is wrong, where that is one thing
   */
  static Answer problem(int code, String line, Optional<String> field) {
    ObjectNode problem = StatusFeed.JSON.createObjectNode();
    problem.put("type", "about:blank");
    problem.put("title", TITLES.getOrDefault(code, "Refused"));
    problem.put("status", code);
    problem.put("detail", line);
    field.ifPresent(name -> problem.put("field", name));
    return new Answer(code, "application/problem+json", write(problem), Map.of());
  }

  static String write(Object value) {
    try {
      return StatusFeed.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer that is not JSON", e);
    }
  }
}
