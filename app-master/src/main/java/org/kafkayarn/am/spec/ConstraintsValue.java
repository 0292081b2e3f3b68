package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Constraints: {@code attr=cond,attr=cond} with {@code \,} for a comma that belongs to a condition;
 * in a file also a list of such, or a map from attribute to condition.
 */
final class ConstraintsValue extends SpecValue<List<Constraint>> {
  static final ConstraintsValue LIST = new ConstraintsValue();

  private ConstraintsValue() {}

  @Override
  List<Constraint> parse(String label, String text) {
    List<Constraint> constraints = new ArrayList<>();
    for (String part : text.split("(?<!\\\\),", -1)) {
      constraints.add(Constraint.parse(label, part.replace("\\,", ",").strip()));
    }
    return List.copyOf(constraints);
  }

  @Override
  List<Constraint> read(String label, JsonNode node) {
    List<Constraint> constraints = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(text -> constraints.add(Constraint.parse(label, scalar(label, text))));
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        String text = entry.getKey() + "=" + scalar(label, entry.getValue());
        constraints.add(Constraint.parse(label, text));
      }
    } else {
      return super.read(label, node);
    }
    return List.copyOf(constraints);
  }

  @Override
  JsonNode write(List<Constraint> value) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    value.forEach(constraint -> array.add(constraint.toString()));
    return array;
  }

  @Override
  String show(List<Constraint> value) {
    return value.stream()
        .map(constraint -> constraint.toString().replace(",", "\\,"))
        .collect(Collectors.joining(","));
  }
}
