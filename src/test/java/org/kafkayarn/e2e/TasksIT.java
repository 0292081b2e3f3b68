package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.plan.task.LagScaling;

/**
 * A pipeline of tasks around the stock console tools and a Streams application, as an operator has
 * it: started in order, killed, scaled, restarted, removed, stopped before the broker.
 */
@Tag("slow")
@Timeout(1200)
class TasksIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String NAME = "tasked";
  private static final String KAFKA =
      """
          with-kafka: true
          memory: 320m
          env:
            KAFKA_HEAP_OPTS: -Xmx64m
            KAFKA_OPTS: -XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=48m
            MALLOC_ARENA_MAX: 1
      """;

  /** Of a NodeManager: yarn.resourcemanager.nodemanagers.heartbeat-interval-ms. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;
  private static WatchedCluster cluster;

  @BeforeAll
  static void submit() throws Exception {
    yarn =
        TestYarn.start(
            root, options -> options.network("127.0.43").nodeManagers(2).memoryMb(3_072));
    cli = yarn.cli();
    Path spec = root.resolve("tasked.yaml");
    Files.writeString(spec, spec());
    cli.kafkaYarn("submit", "-spec", spec.toString()).expect(0);
    cluster = yarn.cluster(NAME);
  }

  private static String spec() throws Exception {
    return String.join(
        "",
        """
        name: tasked
        brokers: 1
        heap: 256m
        ports: 30800-30899
        tasks:
          create:
            after: brokers
            restart: on-failure
            command: |
              for topic in numbers shouted; do
                kafka-topics.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --create --if-not-exists \\
                  --command-config client.properties --topic $topic --partitions 3 || exit
              done
        """,
        KAFKA,
        // Long lines: what waits in a pipe counts as read.
        """
          write:
            kind: producer
            instances: 2
            after: task:create
            command: |
              for ((n = 0; ; n++)); do
                printf '%s\\t%s %0200d\\n' "$KAFKA_CLIENT_ID" "$KAFKA_CLIENT_ID" $n
                sleep 0.05
              done | kafka-console-producer.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \\
                --command-config producer.properties --topic numbers --reader-property parse.key=true
        """,
        KAFKA,
        """
          read:
            kind: consumer
            group: readers
            after: task:create
            scale-lag: group=readers,target=50,min=1,max=3
            config:
              auto.offset.reset: earliest
              max.poll.records: 5
            command: |
              kafka-console-consumer.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \\
                --command-config consumer.properties --topic numbers |
              while read -r record; do
                [ -e ROOT/fast ] || sleep 0.2
              done
        """
            .replace("ROOT", root.toString()),
        KAFKA,
        """
          shout:
            kind: consumer
            group: shout
            after: task:create
            files:
              shout.jar: JAR
              streams.jar: LIBRARY
            config:
              auto.offset.reset: earliest
            command: exec java -Xmx96m -cp "$CLASSPATH:shout.jar:streams.jar" Shout client.properties
        """
            .replace("JAR", StreamsJar.in(root).toString())
            .replace("LIBRARY", StreamsJar.library().toString()),
        KAFKA.replace("320m", "384m"),
        """
          last:
            after: brokers
            command: |
              tell() {
                kafka-get-offsets.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \\
                  --command-config client.properties --topic numbers > ROOT/offsets &&
                  mv ROOT/offsets ROOT/at-stop
                exit
              }
              trap tell TERM
              while :; do sleep 0.2; done
        """
            .replace("ROOT", root.toString()),
        KAFKA,
        """
          crash:
            memory: 128m
            command: exit 9
        """,
        // A client that is not of Java, if this host has it.
        Cli.onPath("kcat").isPresent()
            ? """
                foreign:
                  kind: consumer
                  memory: 128m
                  after: topic:numbers
                  command: exec kcat -F consumer.properties -q -u -G "$KAFKA_GROUP_ID" numbers > ROOT/foreign
              """
                .replace("ROOT", root.toString())
            : "");
  }

  @Test
  void aPipelineOfTasksIsLookedAfterUntilItIsStopped() throws Exception {
    cli.kafkaYarn("task", "wait", "create", "-name", NAME).expect(0);
    JsonNode running =
        awaitTasks(
            "all run",
            status ->
                runs(status, "write", 2)
                    && runs(status, "shout", 1)
                    && runs(status, "last", 1)
                    && WatchedCluster.task(status, "read").path("running").asInt() >= 1);
    theyWorkAndTheLagBringsMoreReaders(running);
    if (Cli.onPath("kcat").isPresent()) {
      long read =
          Until.isTrue(
              "kcat reads with the settings that it is given",
              SOON,
              () -> root.resolve("foreign").toFile().length(),
              length -> length > 10_000);
      assertTrue(read > 10_000);
    }
    aCrashLoopHarmsNobody();
    aKilledProcessIsReplaced();
    anotherMasterKeepsTheContainers();
    operatorsChangeThem();
    withoutALagThereAreFewerReaders();

    cli.kafkaYarn("stop", "-name", NAME).expect(0);
    String offsets = Files.readString(root.resolve("at-stop"));
    assertTrue(
        offsets.contains("numbers:0:"), "the broker served when its tasks ended: " + offsets);
  }

  private void theyWorkAndTheLagBringsMoreReaders(JsonNode running) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", running.get("bootstrapServers").asText(),
            "group.id", "test",
            "auto.offset.reset", "earliest");
    Set<String> writers = new TreeSet<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("shouted"));
      Set<String> unused =
          Until.isTrue(
              "the Streams application has answered both producers",
              SOON,
              () -> {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofSeconds(1))) {
                  assertTrue(each.value().matches(each.key() + " 0*[0-9]+!"), each.value());
                  writers.add(each.key());
                }
                return writers;
              },
              Set.of("write-0", "write-1")::equals);
    }
    JsonNode more = awaitTasks("the lag brings readers", status -> runs(status, "read", 3));
    assertTrue(WatchedCluster.task(more, "read").get("lag").asLong() > 0, more.toString());
  }

  private void aCrashLoopHarmsNobody() throws Exception {
    JsonNode status =
        awaitTasks("it crashes", now -> instance(now, "crash", 0).path("restarts").asInt() >= 2);
    assertTrue(WatchedCluster.isReady(status), status.toString());
    for (String task : List.of("write", "shout", "last")) {
      assertEquals(0, instance(status, task, 0).get("restarts").asInt(), task);
    }
  }

  private void aKilledProcessIsReplaced() throws Exception {
    JsonNode before = instance(cluster.status(), "write", 0);
    String container = before.get("containerId").asText();
    List<Long> pids = LinuxProcess.inContainer(container);
    assertTrue(pids.size() >= 3, "the script, its shells and Java: " + pids);
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    JsonNode after =
        awaitTasks(
            "write/0 runs again",
            status ->
                runs(status, "write", 2)
                    && !container.equals(
                        instance(status, "write", 0).path("containerId").asText()));
    assertEquals(1, instance(after, "write", 0).get("restarts").asInt());
    assertEquals(0, instance(after, "write", 1).get("restarts").asInt());
  }

  private void anotherMasterKeepsTheContainers() throws Exception {
    Map<String, String> before = containers(afterEveryHeartbeat());
    ClusterProcesses.applicationMaster(cluster.id()).destroyForcibly();
    JsonNode after =
        awaitTasks(
            "a second master has all of them",
            status ->
                status.path("amAttempt").asInt() == 2
                    && WatchedCluster.isReady(status)
                    && runs(status, "write", 2)
                    && runs(status, "shout", 1)
                    && runs(status, "last", 1)
                    && WatchedCluster.task(status, "read").path("running").asInt() >= 1);
    assertEquals(before, containers(after), "the containers are the same");
    assertEquals(
        1, WatchedCluster.task(after, "create").get("completed").asInt(), "a batch task runs once");
  }

  /**
   * With its master, the RM kills what no node's heartbeat has told it of yet (Hadoop 3.5,
   * CapacityScheduler.doneApplicationAttempt: only RUNNING containers are kept). Nobody can ask it:
   * its reports call every container RUNNING that has not ended (RMContainerImpl).
   */
  private static JsonNode afterEveryHeartbeat() throws Exception {
    return awaitTasks(
        "all have run for longer than the time between two heartbeats",
        status -> {
          Instant late = Instant.now().minus(HEARTBEAT.multipliedBy(3));
          return Stream.of("write", "shout", "last")
              .flatMap(
                  task ->
                      WatchedCluster.task(status, task)
                          .path("instances")
                          .findValues("since")
                          .stream())
              .allMatch(since -> Instant.parse(since.asText()).isBefore(late));
        });
  }

  private void operatorsChangeThem() throws Exception {
    String shout = instance(cluster.status(), "shout", 0).get("containerId").asText();
    cli.kafkaYarn("task", "restart", "shout", "-name", NAME).expect(0);
    JsonNode restarted =
        awaitTasks(
            "shout runs in another container",
            status ->
                runs(status, "shout", 1)
                    && !shout.equals(instance(status, "shout", 0).path("containerId").asText()));
    assertNotEquals(shout, instance(restarted, "shout", 0).get("containerId").asText());

    cli.kafkaYarn("task", "scale", "write", "-instances", "3", "-name", NAME).expect(0);
    JsonNode scaled = awaitTasks("a third one writes", status -> runs(status, "write", 3));
    assertEquals(3, WatchedCluster.task(scaled, "write").get("instances").size());

    cli.kafkaYarn("task", "remove", "crash", "-name", NAME).expect(0);
    JsonNode unused =
        awaitTasks("crash is gone", status -> WatchedCluster.task(status, "crash").isMissingNode());
  }

  private void withoutALagThereAreFewerReaders() throws Exception {
    Files.createFile(root.resolve("fast"));
    cli.kafkaYarn("task", "scale", "write", "-instances", "0", "-name", NAME).expect(0);
    JsonNode fewer =
        cluster.await(
            "one reader is enough",
            LagScaling.DOWN_COOLDOWN.multipliedBy(2).plus(SOON),
            status -> runs(status, "write", 0) && runs(status, "read", 1));
    assertEquals(1, WatchedCluster.task(fewer, "read").get("wanted").asInt());
  }

  private static JsonNode awaitTasks(String what, Predicate<JsonNode> condition) throws Exception {
    return cluster.await(what, SOON, condition);
  }

  private static boolean runs(JsonNode status, String name, int instances) {
    JsonNode task = WatchedCluster.task(status, name);
    return task.path("running").asInt(-1) == instances
        && task.path("wanted").asInt(-1) == instances;
  }

  private static JsonNode instance(JsonNode status, String name, int index) {
    for (JsonNode instance : WatchedCluster.task(status, name).path("instances")) {
      if (instance.path("index").asInt() == index) {
        return instance;
      }
    }
    return MissingNode.getInstance();
  }

  /** Of all whose number does not depend on the lag, and that do not crash. */
  private static Map<String, String> containers(JsonNode status) {
    Map<String, String> containers = new TreeMap<>();
    for (String name : List.of("write", "shout", "last")) {
      for (JsonNode instance : WatchedCluster.task(status, name).path("instances")) {
        containers.put(name + "/" + instance.get("index"), instance.path("containerId").asText());
      }
    }
    return containers;
  }
}
