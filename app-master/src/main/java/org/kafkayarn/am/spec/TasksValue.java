package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.TaskSpec.LagScale;

/**
 * The tasks, in a file only: a map from name to fields, which have the names of the options. One
 * without fields is to be removed.
 */
final class TasksValue extends SpecValue<SortedMap<String, Optional<TaskWish>>> {
  static final String KIND = "kind";
  static final String INSTANCES = "instances";
  static final String COMMAND = "command";
  static final String ARCHIVES = "archives";
  static final String FILES = "files";
  static final String MEMORY = "memory";
  static final String VCORES = "vcores";
  static final String CONFIG = "config";
  static final String ENV = "env";
  static final String RESTART = "restart";
  static final String CONSTRAINTS = "constraints";
  static final String NEAR = "near";
  static final String NODE_LABEL = "node-label";
  static final String GROUP = "group";
  static final String WITH_KAFKA = "with-kafka";
  static final String START_AT = "start-at";
  static final String AFTER = "after";
  static final String MIN_FREE = "min-free";
  static final String SCALE_LAG = "scale-lag";
  static final String STOP_TIMEOUT = "stop-timeout";
  static final String REVISION = "revision";
  static final List<String> FIELDS =
      List.of(
          KIND,
          INSTANCES,
          COMMAND,
          ARCHIVES,
          FILES,
          MEMORY,
          VCORES,
          CONFIG,
          ENV,
          RESTART,
          CONSTRAINTS,
          NEAR,
          NODE_LABEL,
          GROUP,
          WITH_KAFKA,
          START_AT,
          AFTER,
          MIN_FREE,
          SCALE_LAG,
          STOP_TIMEOUT,
          REVISION);

  /** Those that hold a map, whose entries are changed one by one. */
  static final List<String> MAPS = List.of(ARCHIVES, FILES, CONFIG, ENV);

  static final SpecValue<Integer> COUNT = integer(0, SpecKey.MOST_BROKERS);
  private static final int DEFAULT_MEMORY_MB = 512;
  private static final SpecValue<Integer> REVISIONS = integer(0, Integer.MAX_VALUE);

  @Override
  SortedMap<String, Optional<TaskWish>> parse(String label, String text) {
    throw wrong(label, text);
  }

  private static UserError wrong(String label, String text) {
    return new UserError(
        label
            + ": not a map from a task's name to what is wanted of it: "
            + text
            + ". Write loader: {command: ./load.sh}");
  }

  @Override
  SortedMap<String, Optional<TaskWish>> read(String label, JsonNode node) {
    if (!node.isObject()) {
      throw wrong(label, node.toString());
    }
    SortedMap<String, Optional<TaskWish>> tasks = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      if (entry.getValue().isObject()) {
        tasks.put(name, Optional.of(task(label, name, entry.getValue())));
      } else if (isBlank(entry.getValue())) {
        tasks.put(name, Optional.empty());
      } else {
        throw wrong(label, node.toString());
      }
    }
    return tasks;
  }

  static TaskWish task(String label, String name, JsonNode node) {
    TaskRules.checkName(label, name);
    Fields fields = new Fields(label + ": " + name, node);
    checkFields(fields.label(), node, FIELDS);
    Optional<String> group = fields.get(GROUP, TEXT);
    Optional<LagScale> scale = fields.get(SCALE_LAG, new TaskValues.Scale(group));
    return new TaskWish(
        new TaskSpec(
            name,
            fields.get(KIND, TaskValues.KIND).orElse(TaskSpec.Kind.CLIENT),
            fields
                .get(INSTANCES, COUNT)
                .orElseGet(() -> Math.max(1, scale.map(LagScale::min).orElse(1))),
            fields
                .get(COMMAND, TEXT)
                .orElseThrow(
                    () -> new UserError(fields.label() + ": no command. Give what it is to run")),
            fields.get(ARCHIVES, TaskValues.SOURCES).orElseGet(TreeMap::new),
            fields.get(FILES, TaskValues.SOURCES).orElseGet(TreeMap::new),
            fields.get(MEMORY, SpecValue.MEMORY).orElse(DEFAULT_MEMORY_MB),
            fields.get(VCORES, SpecKey.VCORES_VALUE).orElse(1),
            settings(fields, CONFIG),
            settings(fields, ENV),
            fields.get(RESTART, TaskValues.RESTART).orElse(TaskSpec.Restart.ALWAYS),
            fields.get(CONSTRAINTS, ConstraintsValue.LIST).orElseGet(List::of),
            fields.get(NEAR, TaskValues.NEAR).orElse(TaskSpec.Near.ANYWHERE),
            fields.get(NODE_LABEL, TEXT),
            group,
            fields.get(WITH_KAFKA, FlagValue.FLAG).orElse(false),
            Optional.empty(),
            fields.get(AFTER, TaskValues.AFTER).orElseGet(List::of),
            fields.get(MIN_FREE, StartValues.AMOUNT),
            scale,
            fields.get(STOP_TIMEOUT, DurationValue.PLAIN).orElse(TaskSpec.DEFAULT_STOP_TIMEOUT),
            fields.get(REVISION, REVISIONS).orElse(0)),
        fields.get(START_AT, StartValues.TIME));
  }

  private static SortedMap<String, String> settings(Fields fields, String field) {
    SortedMap<String, String> settings = new TreeMap<>();
    fields
        .get(field, SETTINGS)
        .orElseGet(TreeMap::new)
        .forEach(
            (key, value) ->
                settings.put(
                    key,
                    value.orElseThrow(
                        () ->
                            new UserError(
                                "%s: %s: %s has no value. Give one, or leave it away"
                                    .formatted(fields.label(), field, key)))));
    return settings;
  }

  @Override
  JsonNode write(SortedMap<String, Optional<TaskWish>> value) {
    ObjectNode tasks = JsonNodeFactory.instance.objectNode();
    value.forEach(
        (name, wish) ->
            tasks.set(
                name,
                wish.<JsonNode>map(TasksValue::write)
                    .orElseGet(JsonNodeFactory.instance::nullNode)));
    return tasks;
  }

  static ObjectNode write(TaskWish wish) {
    TaskSpec task = wish.task();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set(KIND, TaskValues.KIND.write(task.kind()));
    node.put(INSTANCES, task.instances());
    node.put(COMMAND, task.command());
    put(node, ARCHIVES, TaskValues.SOURCES, filled(task.archives()));
    put(node, FILES, TaskValues.SOURCES, filled(task.files()));
    node.set(MEMORY, SpecValue.MEMORY.write(task.memoryMb()));
    node.put(VCORES, task.vcores());
    put(node, CONFIG, TaskValues.SOURCES, filled(task.config()));
    put(node, ENV, TaskValues.SOURCES, filled(task.env()));
    node.set(RESTART, TaskValues.RESTART.write(task.restart()));
    put(node, CONSTRAINTS, ConstraintsValue.LIST, filled(task.constraints()));
    put(
        node,
        NEAR,
        TaskValues.NEAR,
        Optional.of(task.near()).filter(near -> near != TaskSpec.Near.ANYWHERE));
    put(node, NODE_LABEL, TEXT, task.nodeLabel());
    put(node, GROUP, TEXT, task.group());
    put(node, WITH_KAFKA, FlagValue.FLAG, Optional.of(task.withKafka()).filter(wanted -> wanted));
    put(node, START_AT, StartValues.TIME, wish.startAt());
    put(node, AFTER, TaskValues.AFTER, filled(task.after()));
    put(node, MIN_FREE, StartValues.AMOUNT, task.minFree());
    put(node, SCALE_LAG, new TaskValues.Scale(Optional.empty()), task.scale());
    put(
        node,
        STOP_TIMEOUT,
        DurationValue.PLAIN,
        Optional.of(task.stopTimeout())
            .filter(time -> !time.equals(TaskSpec.DEFAULT_STOP_TIMEOUT)));
    put(node, REVISION, REVISIONS, Optional.of(task.revision()).filter(number -> number > 0));
    return node;
  }

  private static <T> void put(ObjectNode node, String field, SpecValue<T> type, Optional<T> held) {
    held.ifPresent(value -> node.set(field, type.write(value)));
  }

  private static <T> Optional<List<T>> filled(List<T> list) {
    return Optional.of(list).filter(values -> !values.isEmpty());
  }

  private static Optional<SortedMap<String, String>> filled(SortedMap<String, String> map) {
    return Optional.of(map).filter(values -> !values.isEmpty());
  }

  /** What a task says, field by field, as one would show it. */
  static Map<String, String> lines(TaskSpec task) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : write(TaskWish.of(task)).properties()) {
      if (MAPS.contains(field.getKey())) {
        field
            .getValue()
            .properties()
            .forEach(
                each -> lines.put(field.getKey() + " " + each.getKey(), each.getValue().asText()));
      } else if (field.getKey().equals(SCALE_LAG)) {
        task.scale()
            .map(new TaskValues.Scale(Optional.empty())::show)
            .ifPresent(text -> lines.put(SCALE_LAG, text));
      } else {
        lines.put(field.getKey(), TaskValues.line(field.getValue()));
      }
    }
    return lines;
  }
}
