package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.spec.TaskSpec.LagScale;

/** What must hold for tasks, each by itself and all together. */
public final class TaskRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern SOURCE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SETTING = Pattern.compile("[\\w.\\-]+");
  private static final Pattern SECRET_VARIABLE =
      Pattern.compile("(?i).*(password|passphrase|passwd|secret|token|jaas).*");

  /** What a working directory holds beside the operator's files. */
  private static final Set<String> TAKEN =
      Set.of(
          "task.sh",
          "java17.sh",
          "kafka",
          "jdk",
          "tmp",
          "client.properties",
          "producer.properties",
          "consumer.properties",
          "launch_container.sh",
          "container_tokens",
          "default_container_executor.sh",
          "default_container_executor_session.sh");

  private static final Set<String> OUR_VARIABLES =
      Set.of("KAFKA_BOOTSTRAP_SERVERS", "KAFKA_CLIENT_ID", "KAFKA_GROUP_ID", "KAFKA_CLIENT_RACK");

  private static final Map<String, String> OUR_SETTINGS =
      Map.of(
          "bootstrap.servers", "kafka-yarn writes those of the cluster: leave it away",
          "client.id", "kafka-yarn gives each instance its own: leave it away",
          "client.rack", "it is the rack of the instance's host: leave it away",
          "group.id", "use group: NAME (-group NAME)");

  private TaskRules() {}

  /** Refuses what cannot be a task's name; {@code label} is what the error begins with. */
  public static void checkName(String label, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UserError(
          label
              + ": not a task's name: \""
              + name
              + "\". Use 1 to 63 letters, digits, dots, dashes and underscores, a letter or digit"
              + " first");
    }
  }

  static void checkSourceName(String label, String name) {
    if (!SOURCE_NAME.matcher(name).matches()) {
      throw new UserError(
          label
              + ": not a name in the working directory: \""
              + name
              + "\". Give it one of letters, digits, dots, dashes and underscores: NAME=PATH");
    }
    if (TAKEN.contains(name)) {
      throw new UserError(
          label + ": " + name + ": kafka-yarn's own file has this name. Give another: NAME=PATH");
    }
  }

  /** Whether the value of a client's setting must not be shown, nor be on a command line. */
  public static boolean isSecretSetting(String key, String value) {
    return ManagedSettings.isSecret(key) && !value.startsWith("${");
  }

  /** The same for an environment variable. */
  public static boolean isSecretVariable(String name) {
    return SECRET_VARIABLE.matcher(name).matches();
  }

  /** With the restarts that were ordered before, and one more where a task is another program. */
  static SortedMap<String, Optional<TaskWish>> revised(
      SortedMap<String, Optional<TaskWish>> given, Optional<ClusterSpec> before) {
    SortedMap<String, Optional<TaskWish>> revised = new TreeMap<>(given);
    revised.replaceAll(
        (name, wish) ->
            wish.map(
                held -> revised(held, before.map(ClusterSpec::tasks).map(all -> all.get(name)))));
    return revised;
  }

  private static TaskWish revised(TaskWish wish, Optional<TaskSpec> before) {
    int least = before.map(old -> old.revision() + (runsAlike(old, wish.task()) ? 0 : 1)).orElse(0);
    return wish.withRevision(Math.max(least, wish.task().revision()));
  }

  /** Whether an instance of the one is as good as one of the other. */
  private static boolean runsAlike(TaskSpec one, TaskSpec other) {
    return one.kind() == other.kind()
        && one.command().equals(other.command())
        && one.archives().equals(other.archives())
        && one.files().equals(other.files())
        && one.memoryMb() == other.memoryMb()
        && one.vcores() == other.vcores()
        && one.config().equals(other.config())
        && one.env().equals(other.env())
        && one.group().equals(other.group())
        && one.withKafka() == other.withKafka();
  }

  /** Refuses tasks that cannot be. */
  static void check(SortedMap<String, TaskSpec> tasks) {
    tasks.values().forEach(task -> check(task, tasks));
    tasks.values().forEach(task -> checkCircle(task, tasks));
  }

  private static void check(TaskSpec task, SortedMap<String, TaskSpec> tasks) {
    task.config().keySet().forEach(key -> checkSetting(task, key));
    task.env().keySet().forEach(name -> checkVariable(task, name));
    for (String name : task.archives().keySet()) {
      if (task.files().containsKey(name)) {
        throw wrong(
            task, "files: " + name + ": an archive has the same name. Give another: NAME=PATH");
      }
    }
    task.scale().ifPresent(scale -> checkScale(task, scale));
    for (After after : task.after()) {
      if (after instanceof After.Task other && !tasks.containsKey(other.name())) {
        throw wrong(
            task,
            "after: "
                + other
                + ": there is no such task"
                + (tasks.size() > 1
                    ? ". Did you mean task:"
                        + SpecKey.nearest(
                            other.name(),
                            tasks.keySet().stream()
                                .filter(name -> !name.equals(task.name()))
                                .toList())
                        + "?"
                    : ". Add it first"));
      }
    }
  }

  private static void checkSetting(TaskSpec task, String key) {
    if (!SETTING.matcher(key).matches()) {
      throw wrong(task, "config: " + key + ": not the name of a Kafka setting");
    }
    if (OUR_SETTINGS.containsKey(key)) {
      throw wrong(task, "config: " + key + ": cannot be set: " + OUR_SETTINGS.get(key));
    }
  }

  private static void checkVariable(TaskSpec task, String name) {
    if (!VARIABLE.matcher(name).matches()) {
      throw wrong(task, "env: " + name + ": not the name of an environment variable");
    }
    if (OUR_VARIABLES.contains(name) || name.startsWith("KAFKA_YARN_")) {
      throw wrong(task, "env: " + name + ": kafka-yarn gives it to the instance: leave it away");
    }
  }

  private static void checkScale(TaskSpec task, LagScale scale) {
    if (scale.max() < 1 || scale.min() > scale.max()) {
      throw wrong(
          task,
          "scale-lag: min %d and max %d: give a max of at least 1 that is not below min"
              .formatted(scale.min(), scale.max()));
    }
    if (task.instances() < scale.min() || task.instances() > scale.max()) {
      throw wrong(
          task,
          "instances: %d is not within scale-lag's min %d and max %d: change one of them"
              .formatted(task.instances(), scale.min(), scale.max()));
    }
    if (task.isBatch()) {
      throw wrong(
          task,
          "scale-lag: with restart %s its instances come to an end: use restart always"
              .formatted(TaskValues.word(task.restart())));
    }
  }

  private static void checkCircle(TaskSpec first, SortedMap<String, TaskSpec> tasks) {
    Set<String> seen = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(first.name()));
    while (!open.isEmpty()) {
      TaskSpec task = tasks.get(open.remove(open.size() - 1));
      for (After after : task.after()) {
        if (after instanceof After.Task other) {
          if (other.name().equals(first.name())) {
            throw wrong(
                first,
                "after: %s and it wait for one another: take task:%s away"
                    .formatted(
                        task.name().equals(first.name()) ? "it" : task.name(), other.name()));
          }
          if (seen.add(other.name())) {
            open.add(other.name());
          }
        }
      }
    }
  }

  private static UserError wrong(TaskSpec task, String line) {
    return new UserError("tasks: " + task.name() + ": " + line);
  }
}
