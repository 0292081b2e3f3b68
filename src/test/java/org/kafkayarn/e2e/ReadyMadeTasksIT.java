package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tasks of conf/tasks, as their comments say how to run them. */
@Tag("slow")
@Timeout(900)
class ReadyMadeTasksIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final int NUMBERS = 2_000;

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn =
        TestYarn.start(
            root, options -> options.network("127.0.44").nodeManagers(2).memoryMb(5_120));
    cli = yarn.cli();
  }

  private static void submit(String name, String ports, String... more) throws Exception {
    Stream<String> options =
        Stream.of("-name", name, "-brokers", "1", "-heap", "256m", "-ports", ports);
    cli.kafkaYarn(Stream.concat(options, Stream.of(more)).toArray(String[]::new)).expect(0);
  }

  /** Changes of a sample as its comments ask for: each is a line of it, and what it becomes. */
  private static void apply(String cluster, String sample, String... changes) throws Exception {
    String text = Files.readString(Cli.distribution().resolve("conf/tasks").resolve(sample));
    for (int i = 0; i < changes.length; i += 2) {
      assertTrue(text.contains(changes[i]), sample + " has no " + changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Path spec = root.resolve(cluster + "-" + sample);
    Files.writeString(spec, text);
    cli.kafkaYarn("spec", "apply", "-name", cluster, "-spec", spec.toString()).expect(0);
  }

  @Test
  void allRecordsOfTheLoadAreThereAfterKillsOfItsProcessAndOfTheApplication() throws Exception {
    submit("soaked", "30900-30919");
    apply("soaked", "load.yaml");
    apply("soaked", "verify.yaml", "IDLE: 0", "IDLE: 30");
    Map<String, Long> before = awaitMore(Map.of("load-0", 0L, "load-1", 0L));

    JsonNode load = WatchedCluster.task(cluster("soaked").status(), "load");
    LinuxProcess.inContainer(load.at("/instances/0/containerId").asText())
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    before = awaitMore(before);

    yarn.client().killApplication(ApplicationId.fromString(cluster("soaked").id()));
    cli.kafkaYarn("submit", "-name", "soaked").expect(0);
    before = awaitMore(before);

    JsonNode unused = running("soaked", "verify", 1);
    cli.kafkaYarn("task", "remove", "load", "-name", "soaked").expect(0);
    cli.kafkaYarn("task", "wait", "verify", "-name", "soaked").expect(0);
    String log = cli.kafkaYarn("task", "log", "verify", "-name", "soaked").expect(0).out();
    for (Map.Entry<String, Long> writer : before.entrySet()) {
      String summary =
          log.lines()
              .filter(line -> line.startsWith(writer.getKey() + ": ") && line.contains(" lost, "))
              .reduce("", (one, next) -> next);
      assertTrue(summary.contains(": 0 lost, 0 missing yet, 0 repeated"), log);
      long last = Long.parseLong(summary.replaceFirst(".* to ([0-9]+): .*", "$1"));
      assertTrue(last >= writer.getValue(), log);
    }
    cli.kafkaYarn("stop", "-name", "soaked").expect(0);
  }

  /** The last number of each writer that is in the topic, when it is higher than before. */
  private static Map<String, Long> awaitMore(Map<String, Long> before) throws Exception {
    String servers = cluster("soaked").awaitReady(SOON).get("bootstrapServers").asText();
    return Until.isTrue(
        "both write on",
        SOON,
        () -> last(servers),
        now ->
            before.entrySet().stream()
                .allMatch(e -> now.getOrDefault(e.getKey(), 0L) > e.getValue()));
  }

  private static Map<String, Long> last(String servers) {
    Map<String, Object> settings = Map.of("bootstrap.servers", servers);
    Map<String, Long> last = new TreeMap<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      if (!consumer.listTopics().containsKey("load")) {
        return last;
      }
      List<TopicPartition> partitions =
          consumer.partitionsFor("load").stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          long number = Long.parseLong(record.value().replaceFirst(".* ", ""));
          last.merge(record.key(), number, Math::max);
        }
      }
    }
    return last;
  }

  @Test
  void aTopicIsMirroredFromAnotherClusterAndAConnectorWritesItToAFile() throws Exception {
    submit("source", "30920-30939");
    Path connect = Path.of(System.getProperty("kafka.connect"));
    assertTrue(Files.exists(connect), connect + " is missing: mvn -P slow-tests builds it");
    submit("target", "30940-30959", "-kafka", connect.toString());
    apply(
        "source",
        "load.yaml",
        "    after: brokers",
        "    after: brokers\n    restart: on-failure",
        "# LAST: 1000000",
        "LAST: " + NUMBERS,
        "RATE: 100",
        "RATE: 1000");
    String servers = cluster("source").awaitReady(SOON).get("bootstrapServers").asText();
    apply(
        "target",
        "mirror.yaml",
        "SOURCE: other-kafka.example.com:9092",
        "SOURCE: " + servers,
        "TOPIC: orders",
        "TOPIC: load");
    apply("target", "connect.yaml");
    cli.kafkaYarn("task", "wait", "load", "-name", "source").expect(0);
    JsonNode status = running("target", "mirror", 1);
    awaitTopic(status.get("bootstrapServers").asText());
    Path file = root.resolve("sunk.txt");
    addConnector(running("target", "connect", 2), file);

    List<String> lines =
        Until.isTrue(
            "all records are in the file",
            SOON,
            () -> Files.exists(file) ? Files.readAllLines(file) : List.<String>of(),
            read -> read.size() >= 2 * NUMBERS);
    TreeSet<String> expected = new TreeSet<>();
    for (int n = 1; n <= NUMBERS; n++) {
      expected.add("load-0 " + n);
      expected.add("load-1 " + n);
    }
    assertEquals(expected, new TreeSet<>(lines));
    cli.kafkaYarn("stop", "-name", "target").expect(0);
    cli.kafkaYarn("stop", "-name", "source").expect(0);
  }

  /** A consumer that does not find its topic looks again after five minutes. */
  private static void awaitTopic(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      Set<String> unused =
          Until.isTrue(
              "the topic is mirrored",
              SOON,
              () -> admin.listTopics().names().get(),
              names -> names.contains("load"));
    }
  }

  /** The worker that is asked hands it to the one that has the work to do. */
  private static void addConnector(JsonNode status, Path file) throws Exception {
    String connector =
        """
        {"name": "sink", "config": {
          "connector.class": "FileStreamSink", "topics": "load", "file": "%s",
          "key.converter": "org.apache.kafka.connect.storage.StringConverter",
          "value.converter": "org.apache.kafka.connect.storage.StringConverter",
          "consumer.override.auto.offset.reset": "earliest"}}
        """
            .formatted(file);
    String host = WatchedCluster.task(status, "connect").at("/instances/0/host").asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":28083/connectors"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(connector))
            .build();
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> unused =
        Until.isTrue(
            "the worker has taken the connector",
            SOON,
            () -> answer(http, request),
            answer -> answer != null && (answer.statusCode() == 201 || answer.statusCode() == 409));
  }

  /** None while the worker starts. */
  private static HttpResponse<String> answer(HttpClient http, HttpRequest request)
      throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    }
  }

  private static WatchedCluster cluster(String name) throws Exception {
    return yarn.cluster(name);
  }

  private static JsonNode running(String cluster, String name, int instances) throws Exception {
    return cluster(cluster)
        .await(
            name + " runs",
            SOON,
            status ->
                WatchedCluster.isReady(status)
                    && WatchedCluster.task(status, name).path("running").asInt() == instances);
  }
}
