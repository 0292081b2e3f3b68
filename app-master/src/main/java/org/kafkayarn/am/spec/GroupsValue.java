package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.NodeGroup.Role;

/** The groups of nodes, in a file only: a list of maps. */
final class GroupsValue extends SpecValue<List<GroupWish>> {
  private static final String NAME = "name";
  private static final String IDS = "ids";
  private static final String COUNT = "count";
  private static final String ROLES = "roles";
  private static final String MEMORY = "memory";
  private static final String HEAP = "heap";
  private static final String VCORES = "vcores";
  private static final String CONFIG = "config";
  private static final String CONSTRAINTS = "constraints";
  private static final String DATA_DIRS = "data-dirs";
  private static final String KAFKA = "kafka";
  private static final String NODE_LABEL = "node-label";
  private static final List<String> FIELDS =
      List.of(
          NAME,
          IDS,
          COUNT,
          ROLES,
          MEMORY,
          HEAP,
          VCORES,
          CONFIG,
          CONSTRAINTS,
          DATA_DIRS,
          KAFKA,
          NODE_LABEL);
  private static final IdRanges ID_RANGES = new IdRanges();
  private static final SpecValue<Integer> NODE_COUNT = integer(1, SpecKey.MOST_BROKERS);

  @Override
  List<GroupWish> parse(String label, String text) {
    throw wrong(label, text);
  }

  private static UserError wrong(String label, String text) {
    return new UserError(
        label
            + ": not a list of groups: "
            + text
            + ". Each is a map with a name and with count or ids");
  }

  @Override
  List<GroupWish> read(String label, JsonNode node) {
    if (!node.isArray()) {
      throw wrong(label, node.toString());
    }
    List<GroupWish> groups = new ArrayList<>();
    for (JsonNode group : node) {
      if (!group.isObject()) {
        throw wrong(label, group.toString());
      }
      groups.add(group(label, group));
    }
    return List.copyOf(groups);
  }

  private static GroupWish group(String label, JsonNode node) {
    if (isBlank(node.path(NAME))) {
      throw new UserError(label + ": a group without a name: " + node);
    }
    String name = TEXT.read(label + ": " + NAME, node.path(NAME));
    Fields fields = new Fields(label + ": " + name, node);
    checkFields(fields.label(), node, FIELDS);
    return new GroupWish(
        new NodeGroup(
            name,
            fields.get(IDS, ID_RANGES).orElseGet(TreeSet::new),
            fields.get(ROLES, COMMA_LIST).map(roles -> roles(fields.label() + ": roles", roles)),
            fields.get(MEMORY, SpecValue.MEMORY),
            fields.get(HEAP, SpecValue.MEMORY),
            fields.get(VCORES, SpecKey.VCORES_VALUE),
            settings(fields),
            fields.get(CONSTRAINTS, ConstraintsValue.LIST).orElseGet(List::of),
            fields.get(DATA_DIRS, COMMA_LIST).orElseGet(List::of),
            fields.get(KAFKA, TEXT),
            fields.get(NODE_LABEL, TEXT)),
        fields.get(COUNT, NODE_COUNT));
  }

  private static Set<Role> roles(String label, List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : names) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "broker" -> roles.add(Role.BROKER);
        case "controller" -> roles.add(Role.CONTROLLER);
        default ->
            throw new UserError(label + ": no role of Kafka: " + name + ". Use broker, controller");
      }
    }
    return roles;
  }

  private static Map<String, String> settings(Fields fields) {
    SortedMap<String, String> config = new TreeMap<>();
    fields
        .get(CONFIG, SETTINGS)
        .orElseGet(TreeMap::new)
        .forEach(
            (key, value) ->
                config.put(
                    key,
                    value.orElseThrow(
                        () ->
                            new UserError(
                                "%s: config: %s has no value: a group can change a setting and not"
                                        .formatted(fields.label(), key)
                                    + " remove it"))));
    return config;
  }

  @Override
  JsonNode write(List<GroupWish> value) {
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    value.forEach(wish -> groups.add(write(wish)));
    return groups;
  }

  private static ObjectNode write(GroupWish wish) {
    NodeGroup group = wish.group();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(NAME, group.name());
    put(node, IDS, ID_RANGES, Optional.of(group.ids()).filter(ids -> !ids.isEmpty()));
    put(node, COUNT, NODE_COUNT, wish.count());
    put(node, ROLES, TEXT, group.roles().map(GroupsValue::shown));
    put(node, MEMORY, SpecValue.MEMORY, group.memoryMb());
    put(node, HEAP, SpecValue.MEMORY, group.heapMb());
    put(node, VCORES, SpecKey.VCORES_VALUE, group.vcores());
    if (!group.config().isEmpty()) {
      ObjectNode config = node.putObject(CONFIG);
      new TreeMap<>(group.config()).forEach(config::put);
    }
    put(node, CONSTRAINTS, ConstraintsValue.LIST, filled(group.constraints()));
    put(node, DATA_DIRS, COMMA_LIST, filled(group.dataDirs()));
    put(node, KAFKA, TEXT, group.kafka());
    put(node, NODE_LABEL, TEXT, group.nodeLabel());
    return node;
  }

  private static <T> void put(ObjectNode node, String field, SpecValue<T> type, Optional<T> held) {
    held.ifPresent(value -> node.set(field, type.write(value)));
  }

  private static <T> Optional<List<T>> filled(List<T> list) {
    return Optional.of(list).filter(values -> !values.isEmpty());
  }

  /** The roles as Kafka writes them. */
  static String shown(Set<Role> roles) {
    return new TreeSet<>(roles)
        .stream()
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
  }

  /** What a group says, field by field, as one would show it. */
  static Map<String, String> lines(NodeGroup group) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : write(GroupWish.of(group)).properties()) {
      if (field.getKey().equals(CONFIG)) {
        new TreeMap<>(group.config()).forEach((key, value) -> lines.put(CONFIG + " " + key, value));
      } else if (field.getValue().isArray()) {
        List<String> values = new ArrayList<>();
        field.getValue().forEach(value -> values.add(value.asText()));
        lines.put(field.getKey(), String.join(",", values));
      } else if (!field.getKey().equals(NAME)) {
        lines.put(field.getKey(), field.getValue().asText());
      }
    }
    return lines;
  }
}
