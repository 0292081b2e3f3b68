package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.spec.TaskSpec.LagScale;

/** How the values of a task's fields are written. */
final class TaskValues {
  static final SpecValue<TaskSpec.Kind> KIND = new Choice<>(TaskSpec.Kind.class);
  static final SpecValue<TaskSpec.Restart> RESTART = new Choice<>(TaskSpec.Restart.class);
  static final SpecValue<TaskSpec.Near> NEAR = new Choice<>(TaskSpec.Near.class);
  static final SpecValue<List<After>> AFTER = new AfterList();
  static final SpecValue<SortedMap<String, String>> SOURCES = new Sources();

  private TaskValues() {}

  /** One of a few words. */
  private static final class Choice<E extends Enum<E>> extends SpecValue<E> {
    private final Class<E> type;

    Choice(Class<E> type) {
      this.type = type;
    }

    @Override
    E parse(String label, String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(each -> word(each).equals(text.strip()))
          .findFirst()
          .orElseThrow(
              () ->
                  new UserError(
                      Arrays.stream(type.getEnumConstants())
                          .map(TaskValues::word)
                          .collect(
                              Collectors.joining(
                                  ", ", label + ": not known: " + text + ". Use ", ""))));
    }

    @Override
    JsonNode write(E value) {
      return JsonNodeFactory.instance.textNode(word(value));
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code brokers}, {@code task:NAME}, {@code topic:NAME}, with commas or as a list. */
  private static final class AfterList extends SpecValue<List<After>> {
    @Override
    List<After> parse(String label, String text) {
      return COMMA_LIST.parse(label, text).stream().map(each -> one(label, each)).toList();
    }

    @Override
    List<After> read(String label, JsonNode node) {
      return COMMA_LIST.read(label, node).stream().map(each -> one(label, each)).toList();
    }

    private static After one(String label, String text) {
      String stripped = text.strip();
      if (stripped.equals("brokers")) {
        return new After.Brokers();
      }
      if (stripped.matches("task:.+")) {
        return new After.Task(stripped.substring("task:".length()));
      }
      if (stripped.matches("topic:[A-Za-z0-9._-]{1,249}")) {
        return new After.Topic(stripped.substring("topic:".length()));
      }
      throw new UserError(
          label + ": nothing to wait for: " + text + ". Use brokers, task:NAME or topic:NAME");
    }

    @Override
    JsonNode write(List<After> value) {
      return COMMA_LIST.write(value.stream().map(After::toString).toList());
    }
  }

  /**
   * {@code group=G,target=N,min=A,max=B}, in a file also as a map. Without a group it is the task's
   * own; without a least number it is 1.
   */
  static final class Scale extends SpecValue<LagScale> {
    private static final String GROUP = "group";
    private static final String TARGET = "target";
    private static final String MIN = "min";
    private static final String MAX = "max";
    private static final List<String> PARTS = List.of(GROUP, TARGET, MIN, MAX);

    private final Optional<String> own;

    Scale(Optional<String> own) {
      this.own = own;
    }

    @Override
    LagScale parse(String label, String text) {
      Map<String, String> parts = new HashMap<>();
      for (String part : text.strip().split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals < 1
            || parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip())
                != null) {
          throw wrong(label, text);
        }
      }
      return scale(label, text, parts);
    }

    @Override
    LagScale read(String label, JsonNode node) {
      if (!node.isObject()) {
        return super.read(label, node);
      }
      Map<String, String> parts =
          node.properties().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> scalar(label, e.getValue())));
      return scale(label, node.toString(), parts);
    }

    private LagScale scale(String label, String text, Map<String, String> parts) {
      Optional<String> group =
          Optional.ofNullable(parts.get(GROUP)).filter(name -> !name.isBlank()).or(() -> own);
      if (!PARTS.containsAll(parts.keySet())
          || group.isEmpty()
          || !parts.containsKey(TARGET)
          || !parts.containsKey(MAX)) {
        throw wrong(label, text);
      }
      return new LagScale(
          group.get(),
          integer(1, Integer.MAX_VALUE).parse(label + ": " + TARGET, parts.get(TARGET)),
          TasksValue.COUNT.parse(label + ": " + MIN, parts.getOrDefault(MIN, "1")),
          TasksValue.COUNT.parse(label + ": " + MAX, parts.get(MAX)));
    }

    private static UserError wrong(String label, String text) {
      return new UserError(
          label
              + ": not a scaling by lag: "
              + text
              + ". Write group=GROUP,target=1000,min=1,max=5; target: records of lag that one"
              + " instance manages");
    }

    @Override
    JsonNode write(LagScale value) {
      ObjectNode map = JsonNodeFactory.instance.objectNode();
      map.put(GROUP, value.group());
      map.put(TARGET, (int) value.target());
      map.put(MIN, value.min());
      map.put(MAX, value.max());
      return map;
    }

    @Override
    String show(LagScale value) {
      return "group=%s,target=%d,min=%d,max=%d"
          .formatted(value.group(), value.target(), value.min(), value.max());
    }
  }

  /**
   * Archives or files by the names that they get in the working directory: {@code NAME=PATH}, or a
   * path whose last part is the name; in a file a map, or a list of such.
   */
  private static final class Sources extends SpecValue<SortedMap<String, String>> {
    @Override
    SortedMap<String, String> parse(String label, String text) {
      SortedMap<String, String> sources = new TreeMap<>();
      put(label, sources, text);
      return sources;
    }

    @Override
    SortedMap<String, String> read(String label, JsonNode node) {
      SortedMap<String, String> sources = new TreeMap<>();
      if (node.isArray()) {
        node.forEach(each -> put(label, sources, scalar(label, each)));
      } else if (node.isObject()) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          put(label, sources, entry.getKey(), scalar(label, entry.getValue()));
        }
      } else {
        return super.read(label, node);
      }
      return sources;
    }

    private static void put(String label, SortedMap<String, String> sources, String text) {
      String stripped = text.strip();
      int equals = stripped.indexOf('=');
      boolean named = stripped.matches("[^/:=]+=.*");
      String path = named ? stripped.substring(equals + 1) : stripped;
      put(
          label,
          sources,
          named ? stripped.substring(0, equals) : path.substring(path.lastIndexOf('/') + 1),
          path);
    }

    private static void put(
        String label, SortedMap<String, String> sources, String name, String path) {
      if (path.isBlank()) {
        throw new UserError(label + ": " + name + ": no path. Write NAME=PATH, or PATH");
      }
      TaskRules.checkSourceName(label, name);
      if (sources.put(name, path.strip()) != null) {
        throw new UserError(label + ": " + name + ": twice. Give one another name: NAME=PATH");
      }
    }

    @Override
    JsonNode write(SortedMap<String, String> value) {
      ObjectNode map = JsonNodeFactory.instance.objectNode();
      value.forEach(map::put);
      return map;
    }
  }

  /** What a container node holds, in one line. */
  static String line(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    List<String> values = new ArrayList<>();
    ArrayNode array = (ArrayNode) node;
    array.forEach(value -> values.add(value.asText()));
    return String.join(",", values);
  }
}
