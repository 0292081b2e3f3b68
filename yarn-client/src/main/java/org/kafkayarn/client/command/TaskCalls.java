package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.TaskChange;
import org.kafkayarn.am.spec.TaskRules;
import org.kafkayarn.client.submit.PlacedChanges;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmClient;

/** What the verbs on tasks ask of the ApplicationMaster. */
final class TaskCalls {
  /** Above the ApplicationMaster's own patience with the file system. */
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private static final String OTHERWISE = "Whether it has made the change: kafka-yarn task list";
  private static final String COMMAND = "command";
  private static final String GROUP = "group";

  /** Its group may be the one that the task has. */
  private static final String SCALE_LAG = "scale-lag";

  private final RunningCluster cluster;
  private final Console console;
  private final String clusterName;
  private final boolean json;

  TaskCalls(RunningCluster cluster, Console console, String clusterName, boolean json) {
    this.cluster = cluster;
    this.console = console;
    this.clusterName = clusterName;
    this.json = json;
  }

  /** Where the API has a task. */
  static String path(String task) {
    TaskRules.checkName("task", task);
    return "/" + task;
  }

  /** All tasks, or one of them with what is wanted of it. */
  JsonNode get(String path) {
    return ask("GET", path, Optional.empty());
  }

  JsonNode ask(String method, String path, Optional<JsonNode> body) {
    return cluster.ask(api -> api.call(method, "/tasks" + path, body, WITHIN), OTHERWISE);
  }

  /**
   * Makes a change, tells it, and waits if that is wanted; the result is the exit code.
   *
   * @param task its name
   */
  int change(String method, String path, Optional<JsonNode> body, String task, TaskEffort effort)
      throws IOException {
    JsonNode answer = ask(method, path + "?dryRun=" + effort.dryRun(), body);
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(answer));
    } else {
      tell(answer, task, effort.dryRun());
    }
    return effort.waits()
        ? new TaskWait(console, clusterName, task)
            .settled(cluster.watch(), answer.path("generation").asLong(), effort.limit())
        : 0;
  }

  private void tell(JsonNode answer, String task, boolean dryRun) {
    if (answer.path("changes").isEmpty()) {
      console.print("nothing changes: task " + task + " is wanted like this already");
      return;
    }
    answer.path("changes").forEach(line -> console.print(OneLine.of(line.asText())));
    console.print(
        dryRun
            ? "# Dry run: nothing was changed."
            : "# Its progress: kafka-yarn task list -name " + clusterName);
  }

  /**
   * The fields of a task with its local archives and files where the cluster's hosts find them, and
   * with times that do not depend on when they are read. Checks them all first.
   *
   * @param fields null is kept: it takes something away
   */
  static ObjectNode placed(
      String name,
      ObjectNode fields,
      boolean dryRun,
      Configuration conf,
      Clock clock,
      Console console)
      throws IOException {
    ObjectNode values = withoutNulls(fields);
    // What a task must have to be read; what is not in the fields is not sent.
    if (!values.has(COMMAND)) {
      values.put(COMMAND, "-");
    }
    if (!values.has(GROUP)) {
      values.put(GROUP, "-");
    }
    SpecChanges said = TaskChange.only("task", name, values).at(clock);
    PlacedChanges placed = PlacedChanges.of(said, conf);
    if (!dryRun && placed.needUpload()) {
      placed.upload(console);
    }
    JsonNode known = SpecFile.tree(placed.changes()).path("tasks").path(name);
    ObjectNode result = AmClient.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      if (field.getValue() instanceof ObjectNode map) {
        ObjectNode entries = result.putObject(field.getKey());
        map.properties()
            .forEach(
                each ->
                    entries.set(
                        each.getKey(),
                        each.getValue().isNull()
                            ? each.getValue()
                            : known.path(field.getKey()).path(each.getKey())));
      } else {
        result.set(
            field.getKey(),
            field.getValue().isNull() || field.getKey().equals(SCALE_LAG)
                ? field.getValue()
                : known.path(field.getKey()));
      }
    }
    return result;
  }

  private static ObjectNode withoutNulls(ObjectNode fields) {
    ObjectNode values = AmClient.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      if (field.getValue() instanceof ObjectNode map) {
        values.set(field.getKey(), withoutNulls(map));
      } else if (!field.getValue().isNull()) {
        values.set(field.getKey(), field.getValue());
      }
    }
    return values;
  }
}
