package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The fields of a map in a spec, each read as its own kind of value.
 *
 * @param label what errors call the map
 */
record Fields(String label, JsonNode node) {
  /** The field's value; empty where the map says nothing of it. */
  <T> Optional<T> get(String field, SpecValue<T> value) {
    JsonNode held = node.path(field);
    return SpecValue.isBlank(held)
        ? Optional.empty()
        : Optional.of(value.read(label + ": " + field, held));
  }
}
