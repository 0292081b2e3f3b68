package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.kafkayarn.am.spec.TaskRules;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Option;

/**
 * The options that say what a task is like, as the fields of a file; an empty value is null there.
 */
final class TaskOptions {
  @Option(
      names = {"-kind", "--kind"},
      paramLabel = "producer|consumer|client",
      description = "What it is to Kafka (default: client). A consumer is in a consumer group.")
  private String kind;

  @Option(
      names = {"-instances", "--instances"},
      paramLabel = "N",
      description = "How many run (default: 1).")
  private String instances;

  @Option(
      names = {"-command", "--command"},
      paramLabel = "COMMAND",
      description = "What an instance runs, for bash -c, in its working directory.")
  private String command;

  @Option(
      names = {"-archive", "--archive"},
      paramLabel = "NAME=FILE",
      description =
          "An archive that is unpacked to the folder NAME of the working directory; local "
              + "or a URI; repeatable. Without NAME= it is the file's name.")
  private List<String> archive = new ArrayList<>();

  @Option(
      names = {"-file", "--file"},
      paramLabel = "NAME=FILE",
      description =
          "A file that is put into the working directory, readable by you alone; local or "
              + "a URI; repeatable.")
  private List<String> file = new ArrayList<>();

  @Option(
      names = {"-memory", "--memory"},
      paramLabel = "SIZE",
      description = "Memory of one instance (default: 512m).")
  private String memory;

  @Option(
      names = {"-vcores", "--vcores"},
      paramLabel = "N",
      description = "Virtual cores of one instance (default: 1).")
  private String vcores;

  @Option(
      names = {"-config", "--config"},
      paramLabel = "KEY=VALUE",
      description = "A client setting, for client.properties; repeatable. Secrets go into a file.")
  private List<String> config = new ArrayList<>();

  @Option(
      names = {"-env", "--env"},
      paramLabel = "NAME=VALUE",
      description = "An environment variable; repeatable. Secrets go into a file.")
  private List<String> env = new ArrayList<>();

  @Option(
      names = {"-restart", "--restart"},
      paramLabel = "always|on-failure|never",
      description = "Whether an instance that has ended is started again (default: always).")
  private String restart;

  @Option(
      names = {"-constraints", "--constraints"},
      paramLabel = "ATTR=COND,ATTR=COND",
      description = "Where instances may be placed, as for nodes.")
  private String constraints;

  @Option(
      names = {"-near", "--near"},
      paramLabel = "anywhere|brokers|apart",
      description = "On hosts that have a broker, never there, or anywhere (default).")
  private String near;

  @Option(
      names = {"-node-label", "--node-label"},
      paramLabel = "LABEL",
      description = "Run only on hosts with this YARN node label.")
  private String nodeLabel;

  @Option(
      names = {"-group", "--group"},
      paramLabel = "GROUP",
      description = "The consumer group (default of a consumer: CLUSTER-TASK).")
  private String group;

  @Option(
      names = {"-with-kafka", "--with-kafka"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Have Kafka's own programs on the PATH (default: false).")
  private Boolean withKafka;

  @Option(
      names = {"-start-at", "--start-at"},
      paramLabel = "TIME",
      description = "Start no instance before: 2026-12-01T06:00, 06:00 or +30m (default: at once).")
  private String startAt;

  @Option(
      names = {"-after", "--after"},
      paramLabel = "CONDITION,CONDITION",
      description =
          "Start no instance before: brokers (all serve), task:NAME (it runs, or has "
              + "completed), topic:NAME (it exists).")
  private String after;

  @Option(
      names = {"-min-free", "--min-free"},
      paramLabel = "memory=SIZE,vcores=N",
      description = "Start no instance before the hosts have so much free.")
  private String minFree;

  @Option(
      names = {"-scale-lag", "--scale-lag"},
      paramLabel = "group=G,target=N,min=A,max=B",
      description = "Have as many instances as the group's lag asks for: one for each N records.")
  private String scaleLag;

  @Option(
      names = {"-stop-timeout", "--stop-timeout"},
      paramLabel = "DURATION",
      description = "How long an instance may take to end after SIGTERM (default: 30s).")
  private String stopTimeout;

  /** What was said. */
  ObjectNode fields() {
    ObjectNode fields = AmClient.JSON.createObjectNode();
    put(fields, "kind", kind);
    put(fields, "instances", instances);
    put(fields, "command", command);
    sources(fields, "archives", "-archive", archive);
    sources(fields, "files", "-file", file);
    put(fields, "memory", memory);
    put(fields, "vcores", vcores);
    settings(fields, "config", config);
    settings(fields, "env", env);
    put(fields, "restart", restart);
    put(fields, "constraints", constraints);
    put(fields, "near", near);
    put(fields, "node-label", nodeLabel);
    put(fields, "group", group);
    put(fields, "with-kafka", withKafka == null ? null : withKafka.toString());
    put(fields, "start-at", startAt);
    put(fields, "after", after);
    put(fields, "min-free", minFree);
    put(fields, "scale-lag", scaleLag);
    put(fields, "stop-timeout", stopTimeout);
    return fields;
  }

  private static void put(ObjectNode fields, String name, String text) {
    if (text != null && text.isBlank()) {
      fields.putNull(name);
    } else if (text != null) {
      fields.put(name, text);
    }
  }

  /** {@code NAME=} is null: it is taken away. */
  private static void sources(ObjectNode fields, String name, String option, List<String> given) {
    if (given.isEmpty()) {
      return;
    }
    ObjectNode map = fields.putObject(name);
    for (String text : given) {
      int equals = text.indexOf('=');
      boolean named = text.matches("[^/:=]+=.*");
      String path = named ? text.substring(equals + 1) : text;
      String key = named ? text.substring(0, equals) : path.substring(path.lastIndexOf('/') + 1);
      if (key.isBlank()) {
        throw new UserError(option + ": not NAME=FILE, nor a file: " + text);
      }
      once(map, option, key);
      put(map, key, path);
    }
  }

  private static void settings(ObjectNode fields, String name, List<String> given) {
    if (given.isEmpty()) {
      return;
    }
    ObjectNode map = fields.putObject(name);
    for (String text : given) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new UserError("-%s: not %s: %s".formatted(name, form(name), text));
      }
      String key = text.substring(0, equals).strip();
      String value = text.substring(equals + 1);
      refuseSecret(name, key, value);
      once(map, "-" + name, key);
      put(map, key, value);
    }
  }

  private static String form(String name) {
    return name.equals("env") ? "NAME=VALUE" : "KEY=VALUE";
  }

  private static void once(ObjectNode map, String option, String key) {
    if (map.has(key)) {
      throw new UserError(option + ": " + key + " is there twice: give it once");
    }
  }

  /** Command lines are seen by all who are on the host, and kept by shells. */
  private static void refuseSecret(String name, String key, String value) {
    boolean secret =
        name.equals("env")
            ? TaskRules.isSecretVariable(key)
            : TaskRules.isSecretSetting(key, value);
    if (secret && !value.isBlank()) {
      throw new UserError(
          "-%s %s: a secret does not belong on a command line. Put it into a file that the program reads, and give that with -file; or write it into a specification: kafka-yarn spec apply -spec FILE"
              .formatted(name, key));
    }
  }
}
