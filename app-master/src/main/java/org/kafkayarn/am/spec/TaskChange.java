package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.TaskSpec.After;

/** Changes of one task, as changes of the stored specification; fields are those of a file. */
public final class TaskChange {
  private static final String HIDDEN = "(hidden)";
  private static final String TASKS = SpecKey.TASKS.name();

  private TaskChange() {}

  /** There is a task of this name already. */
  public static final class Exists extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exists(String name) {
      super(
          "there is a task %s already. Change it: kafka-yarn task update %s".formatted(name, name));
    }
  }

  /** There is no task of this name. */
  public static final class Absent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Absent(String name) {
      super("there is no task %s. Those that there are: kafka-yarn task list".formatted(name));
    }
  }

  /** The names of the fields. */
  public static List<String> fields() {
    return TasksValue.FIELDS;
  }

  /** Those that hold a map, whose entries are changed one by one. */
  public static List<String> maps() {
    return TasksValue.MAPS;
  }

  /** A specification that has only this task; {@code label} is what errors begin with. */
  public static SpecChanges only(String label, String name, JsonNode fields) {
    return with(TasksValue.task(label, name, fields));
  }

  public static SpecChanges add(StoredSpec stored, String name, JsonNode fields, Clock clock) {
    if (stored.spec().tasks().containsKey(name)) {
      throw new Exists(name);
    }
    return with(TasksValue.task(TASKS, name, fields).at(clock));
  }

  /**
   * The task with other values in some fields.
   *
   * @param patch what is to be different; null takes a field, or one entry of a map, back to its
   *     default
   */
  public static SpecChanges update(StoredSpec stored, String name, JsonNode patch, Clock clock) {
    SpecValue.checkFields(TASKS + ": " + name, patch, TasksValue.FIELDS);
    ObjectNode merged = TasksValue.write(TaskWish.of(find(stored, name)));
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (TasksValue.MAPS.contains(field.getKey()) && field.getValue().isObject()) {
        ObjectNode map = object(merged, field.getKey());
        field.getValue().properties().forEach(each -> put(map, each));
      } else {
        put(merged, field);
      }
    }
    return with(TasksValue.task(TASKS, name, merged).at(clock));
  }

  /** Of the task's own map, or a new one. */
  private static ObjectNode object(ObjectNode task, String field) {
    return task.get(field) instanceof ObjectNode held ? held : task.putObject(field);
  }

  private static void put(ObjectNode map, Map.Entry<String, JsonNode> entry) {
    if (SpecValue.isBlank(entry.getValue())) {
      map.remove(entry.getKey());
    } else {
      map.set(entry.getKey(), entry.getValue());
    }
  }

  public static SpecChanges scale(StoredSpec stored, String name, int instances) {
    if (find(stored, name).scale().isPresent()) {
      throw new UserError(
          "%s: %s: its number of instances follows its group's lag: change scale-lag, or take it away: kafka-yarn task update %s -scale-lag="
              .formatted(TASKS, name, name));
    }
    ObjectNode patch = TasksValue.write(TaskWish.of(find(stored, name)));
    patch.put(TasksValue.INSTANCES, instances);
    return with(TasksValue.task(TASKS, name, patch));
  }

  /** Every instance is replaced. */
  public static SpecChanges restart(StoredSpec stored, String name) {
    TaskSpec task = find(stored, name);
    return with(TaskWish.of(task).withRevision(task.revision() + 1));
  }

  public static SpecChanges remove(StoredSpec stored, String name) {
    TaskSpec removed = find(stored, name);
    for (TaskSpec task : stored.spec().tasks().values()) {
      if (!task.name().equals(removed.name()) && task.after().contains(new After.Task(name))) {
        throw new UserError(
            "%s: %s: task %s is started after it: change that first: kafka-yarn task update %s -after="
                .formatted(TASKS, name, task.name(), task.name()));
      }
    }
    return changes(name, Optional.empty());
  }

  /** What is wanted of a task, with the fields of a file; absent when there is none. */
  public static Optional<ObjectNode> tree(StoredSpec stored, String name) {
    return Optional.ofNullable(stored.spec().tasks().get(name))
        .map(task -> TasksValue.write(TaskWish.of(task)));
  }

  /** Takes secrets out of a tree of tasks by their names. */
  public static void hideSecrets(JsonNode tasks) {
    tasks.forEach(
        task -> {
          hide(task.path(TasksValue.CONFIG), TasksValue.CONFIG);
          hide(task.path(TasksValue.ENV), TasksValue.ENV);
        });
  }

  private static void hide(JsonNode map, String field) {
    for (Map.Entry<String, JsonNode> each : map.properties()) {
      boolean secret =
          field.equals(TasksValue.ENV)
              ? TaskRules.isSecretVariable(each.getKey())
              : TaskRules.isSecretSetting(each.getKey(), each.getValue().asText());
      if (secret) {
        ((ObjectNode) map).put(each.getKey(), HIDDEN);
      }
    }
  }

  private static TaskSpec find(StoredSpec stored, String name) {
    TaskSpec task = stored.spec().tasks().get(name);
    if (task == null) {
      throw new Absent(name);
    }
    return task;
  }

  private static SpecChanges with(TaskWish task) {
    return changes(task.task().name(), Optional.of(task));
  }

  private static SpecChanges changes(String name, Optional<TaskWish> task) {
    SortedMap<String, Optional<TaskWish>> one = new TreeMap<>();
    one.put(name, task);
    return SpecChanges.none().with(SpecKey.TASKS, one);
  }
}
