package org.kafkayarn.am.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.spec.SpecKey;

/** A request's query, read strictly: a misspelt name must not make "some" of it "all". */
final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param names those that there can be
   */
  static Query of(Request request, String... names) throws RefusedRequest {
    List<String> known = List.of(names);
    for (String name : request.query().keySet()) {
      if (!known.contains(name)) {
        throw RefusedRequest.field(
            name,
            known.isEmpty()
                ? "is not known here: there are no parameters"
                : "is not known here. Did you mean " + SpecKey.nearest(name, known) + "?");
      }
    }
    return new Query(request.query());
  }

  /** Absent is false. */
  boolean flag(String name) throws RefusedRequest {
    String text = values.getOrDefault(name, "false");
    if (!text.equals("true") && !text.equals("false")) {
      throw RefusedRequest.field(name, "true or false, not " + text);
    }
    return text.equals("true");
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
