package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is said of single nodes, in a file only: a map from id to {@code {constraints: ...}}. */
final class NodesValue extends SpecValue<SortedMap<Integer, List<Constraint>>> {
  private static final String CONSTRAINTS = "constraints";
  private static final List<String> FIELDS = List.of(CONSTRAINTS);

  @Override
  SortedMap<Integer, List<Constraint>> parse(String label, String text) {
    throw wrong(label, text);
  }

  private static UserError wrong(String label, String text) {
    return new UserError(
        label
            + ": not a map from a node's id to what is wanted of it: "
            + text
            + ". Write 0: {constraints: [rack=like:r1]}");
  }

  @Override
  SortedMap<Integer, List<Constraint>> read(String label, JsonNode node) {
    if (!node.isObject()) {
      throw wrong(label, node.toString());
    }
    SortedMap<Integer, List<Constraint>> nodes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String one = label + ": " + entry.getKey();
      if (!entry.getValue().isObject()) {
        throw wrong(label, node.toString());
      }
      checkFields(one, entry.getValue(), FIELDS);
      JsonNode constraints = entry.getValue().path(CONSTRAINTS);
      if (!isBlank(constraints)) {
        nodes.put(
            IdRanges.id(label, entry.getKey()),
            ConstraintsValue.LIST.read(one + ": " + CONSTRAINTS, constraints));
      }
    }
    return nodes;
  }

  @Override
  JsonNode write(SortedMap<Integer, List<Constraint>> value) {
    ObjectNode nodes = JsonNodeFactory.instance.objectNode();
    value.forEach(
        (id, constraints) ->
            nodes
                .putObject(String.valueOf(id))
                .set(CONSTRAINTS, ConstraintsValue.LIST.write(constraints)));
    return nodes;
  }
}
