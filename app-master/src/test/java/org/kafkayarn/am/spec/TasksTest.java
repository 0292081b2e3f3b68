package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.spec.TaskSpec.LagScale;

class TasksTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);

  private static SpecChanges read(String tasks) {
    return SpecFile.read("tasks:\n" + tasks.indent(2), "f").at(NOON);
  }

  private static ClusterSpec complete(String tasks) {
    return SpecRules.complete(read(tasks), 1, "hdfs:///k.tar");
  }

  private static ClusterSpec complete(String tasks, ClusterSpec before) {
    return SpecRules.complete(read(tasks), 2, "hdfs:///k.tar", Optional.of(before));
  }

  private static TaskSpec task(String tasks) {
    return complete(tasks).tasks().get("t");
  }

  @Test
  void aTaskNeedsACommandAndAllElseHasADefault() {
    TaskSpec task = task("t: {command: ./run.sh}");
    assertEquals(TaskSpec.Kind.CLIENT, task.kind());
    assertEquals(1, task.instances());
    assertEquals("./run.sh", task.command());
    assertEquals(512, task.memoryMb());
    assertEquals(1, task.vcores());
    assertEquals(TaskSpec.Restart.ALWAYS, task.restart());
    assertEquals(TaskSpec.Near.ANYWHERE, task.near());
    assertEquals(Duration.ofSeconds(30), task.stopTimeout());
    assertEquals(0, task.revision());
    assertFalse(task.withKafka());
  }

  @Test
  void everyFieldIsRead() {
    ClusterSpec spec =
        complete(
            """
            load: {command: x}
            t:
              kind: consumer
              instances: 3
              command: app/bin/run.sh "$KAFKA_GROUP_ID"
              archives: [app=hdfs:///apps/app-1.tgz, hdfs:///apps/more.zip]
              files: {keys.jks: hdfs:///keys}
              memory: 1g
              vcores: 2
              config: {auto.offset.reset: earliest}
              env: {LEVEL: info}
              restart: on-failure
              constraints: [rack=groupBy:3]
              near: apart
              node-label: ssd
              group: readers
              with-kafka: true
              start-at: +30m
              after: [brokers, 'task:load', 'topic:orders']
              min-free: memory=4g
              stop-timeout: 2m
            """);
    TaskSpec task = spec.tasks().get("t");
    assertEquals(TaskSpec.Kind.CONSUMER, task.kind());
    assertEquals(3, task.instances());
    assertEquals(
        Map.of("app", "hdfs:///apps/app-1.tgz", "more.zip", "hdfs:///apps/more.zip"),
        task.archives());
    assertEquals(Map.of("keys.jks", "hdfs:///keys"), task.files());
    assertEquals(1024, task.memoryMb());
    assertEquals(2, task.vcores());
    assertEquals(Map.of("auto.offset.reset", "earliest"), task.config());
    assertEquals(Map.of("LEVEL", "info"), task.env());
    assertEquals(TaskSpec.Restart.ON_FAILURE, task.restart());
    assertEquals("[rack=groupBy:3]", task.constraints().toString());
    assertEquals(TaskSpec.Near.APART, task.near());
    assertEquals(Optional.of("ssd"), task.nodeLabel());
    assertEquals(Optional.of("readers"), task.group());
    assertTrue(task.withKafka());
    assertEquals(Optional.of(Instant.parse("2026-12-01T12:30:00Z")), task.startAt());
    assertEquals(
        List.of(new After.Brokers(), new After.Task("load"), new After.Topic("orders")),
        task.after());
    assertEquals(4096, task.minFree().orElseThrow().memoryMb());
    assertEquals(Duration.ofMinutes(2), task.stopTimeout());
  }

  @Test
  void scalingIsReadAsTextAndAsAMapAndBeginsWithTheLeastNumber() {
    LagScale scale = new LagScale("g", 1000, 2, 5);
    TaskSpec text = task("t: {command: x, scale-lag: 'group=g,target=1000,min=2,max=5'}");
    assertEquals(Optional.of(scale), text.scale());
    assertEquals(2, text.instances());
    assertEquals(
        Optional.of(scale),
        task("t: {command: x, scale-lag: {group: g, target: 1000, min: 2, max: 5}}").scale());
    assertEquals(
        Optional.of(new LagScale("own", 10, 1, 3)),
        task("t: {command: x, group: own, scale-lag: 'target=10,max=3'}").scale());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t: {}|f: tasks: t: no command. Give what it is to run",
        "t: {command: x, comand: y}|f: tasks: t: unknown key: comand. Did you mean command?",
        "t: {command: x, kind: broker}|f: tasks: t: kind: not known: broker. Use producer,"
            + " consumer, client",
        "t: {command: x, restart: sometimes}|f: tasks: t: restart: not known: sometimes. Use"
            + " always, on-failure, never",
        "t: {command: x, after: 'job:y'}|f: tasks: t: after: nothing to wait for: job:y. Use"
            + " brokers, task:NAME or topic:NAME",
        "t: {command: x, after: 'task:y'}|tasks: t: after: task:y: there is no such task. Add it"
            + " first",
        "t: {command: x, after: 'task:t'}|tasks: t: after: it and it wait for one another: take"
            + " task:t away",
        "t: {command: x, scale-lag: 'target=1'}|f: tasks: t: scale-lag: not a scaling by lag:"
            + " target=1. Write group=GROUP,target=1000,min=1,max=5; target: records of lag that"
            + " one instance manages",
        "t: {command: x, scale-lag: 'group=g,target=1,min=4,max=3', instances: 4}|tasks: t:"
            + " scale-lag: min 4 and max 3: give a max of at least 1 that is not below min",
        "t: {command: x, scale-lag: 'group=g,target=1,min=1,max=3', instances: 4}|tasks: t:"
            + " instances: 4 is not within scale-lag's min 1 and max 3: change one of them",
        "t: {command: x, scale-lag: 'group=g,target=1,max=3', restart: never}|tasks: t: scale-lag:"
            + " with restart never its instances come to an end: use restart always",
        "t: {command: x, config: {group.id: g}}|tasks: t: config: group.id: cannot be set: use"
            + " group: NAME (-group NAME)",
        "t: {command: x, config: {bootstrap.servers: h}}|tasks: t: config: bootstrap.servers:"
            + " cannot be set: kafka-yarn writes those of the cluster: leave it away",
        "t: {command: x, config: {acks: ''}}|f: tasks: t: config: acks has no value. Give one, or"
            + " leave it away",
        "t: {command: x, env: {KAFKA_CLIENT_ID: a}}|tasks: t: env: KAFKA_CLIENT_ID: kafka-yarn"
            + " gives it to the instance: leave it away",
        "t: {command: x, env: {a-b: a}}|tasks: t: env: a-b: not the name of an environment"
            + " variable",
        "t: {command: x, files: {task.sh: a}}|f: tasks: t: files: task.sh: kafka-yarn's own file"
            + " has this name. Give another: NAME=PATH",
        "t: {command: x, files: [a/b, c/b]}|f: tasks: t: files: b: twice. Give one another name:"
            + " NAME=PATH",
        "t: {command: x, files: {b: a}, archives: {b: a.tgz}}|tasks: t: files: b: an archive has"
            + " the same name. Give another: NAME=PATH",
        "-t: {command: x}|f: tasks: not a task's name: \"-t\". Use 1 to 63 letters, digits, dots,"
            + " dashes and underscores, a letter or digit first",
      })
  void whatCannotBeIsRefusedInOneLine(String tasks, String line) {
    assertEquals(line, assertThrows(UserError.class, () -> complete(tasks)).getMessage());
  }

  @Test
  void tasksThatWaitForOneAnotherAreRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                complete(
                    """
                    a: {command: x, after: 'task:b'}
                    b: {command: x, after: 'task:c'}
                    c: {command: x, after: 'task:a'}
                    d: {command: x, after: 'task:a'}
                    """));
    assertEquals(
        "tasks: a: after: c and it wait for one another: take task:a away", error.getMessage());
  }

  @Test
  void anotherProgramIsAnotherRevisionAndAnotherNumberIsNot() {
    ClusterSpec first = complete("t: {command: x}");
    ClusterSpec scaled = complete("t: {command: x, instances: 3, after: brokers}", first);
    assertEquals(0, scaled.tasks().get("t").revision());
    ClusterSpec other = complete("t: {command: y}", scaled);
    assertEquals(1, other.tasks().get("t").revision());
    assertEquals(1, complete("t: {command: y}", other).tasks().get("t").revision(), "kept");
    ClusterSpec ordered = complete("t: {command: y, revision: 5}", other);
    assertEquals(5, ordered.tasks().get("t").revision());
    assertEquals(6, complete("t: {command: y, env: {A: b}}", ordered).tasks().get("t").revision());
  }

  @Test
  void whatChangesIsToldByTaskAndFieldWithoutSecrets() {
    ClusterSpec before =
        complete(
            """
            gone: {command: x, kind: producer}
            t: {command: x, config: {acks: all, ssl.key.password: one}, env: {LEVEL: info}}
            """);
    ClusterSpec after =
        complete(
            """
            new: {command: y, instances: 2}
            t: {command: y, config: {acks: 1, ssl.key.password: two}, env: {API_TOKEN: abc}}
            """,
            before);
    assertEquals(
        List.of(
            "tasks gone: producer, 1 instance of: x -> (none)",
            "tasks new: (none) -> client, 2 instances of: y",
            "tasks t command: x -> y",
            "tasks t config acks: all -> 1",
            "tasks t config ssl.key.password: (hidden) -> (hidden)",
            "tasks t env LEVEL: info -> (default)",
            "tasks t env API_TOKEN: (default) -> (hidden)",
            "tasks t revision: 0 -> 1"),
        SpecDiff.between(before, after).lines());
  }

  @Test
  void tasksChangeWhileTheClusterRuns() {
    ClusterSpec spec = complete("t: {command: x}");
    StoredSpec stored = new StoredSpec(read("t: {command: x}"), spec, Optional.empty());
    Revision revision = RunningChange.of(read("t: {command: x, instances: 2}"), stored);
    assertEquals(List.of("tasks t instances: 1 -> 2"), revision.lines());
    assertEquals(2, revision.target().spec().generation());
  }

  @Test
  void aFileChangesTheTasksThatItNamesAndOneWithoutFieldsIsRemoved() {
    SpecChanges given = read("a: {command: x}\nb: {command: x}\nc: {command: x}");
    SpecChanges later = read("a: {command: y}\nb:\nd: {command: z}");
    ClusterSpec spec = SpecRules.complete(given.overlaid(later).settled(), 1, "hdfs:///k.tar");
    assertEquals(Set.of("a", "c", "d"), spec.tasks().keySet());
    assertEquals("y", spec.tasks().get("a").command());
    assertEquals(later, SpecFile.read(SpecFile.tree(later), "f"));
    SpecChanges nothing = SpecFile.read("tasks:", "f");
    assertEquals(given.settled(), given.overlaid(nothing).settled());
  }
}
