package org.kafkayarn.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running cluster gets a newer Kafka, the older one again, and the newer one for good, under a
 * producer with acks=all that never stops and a reader: nobody notices.
 */
@Tag("slow")
@Timeout(900)
class UpgradeIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String TOPIC = "numbered";
  private static final String NAME = "upgraded";
  private static final Pattern VERSION = Pattern.compile("/kafka_2\\.[0-9]+-([0-9.]+)\\.jar");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path root;

  private Path older;
  private Path newer;
  private String from;
  private String to;
  @AutoClose private TestYarn yarn;
  private Cli cli;
  private WatchedCluster cluster;
  private SteadyWriter writer;
  private SteadyReader reader;
  private InSyncWatch inSync;

  @BeforeEach
  void startWithTheOlder() throws Exception {
    older = Path.of(System.getProperty("kafka.older"));
    assertTrue(Files.exists(older), older + " is missing: mvn -P slow-tests builds it");
    try (Stream<Path> shipped = Files.list(Cli.distribution().resolve("kafka"))) {
      newer = shipped.filter(file -> file.toString().endsWith(".tar")).findFirst().orElseThrow();
    }
    from = version(older);
    to = version(newer);
    yarn =
        TestYarn.start(
            root, options -> options.network("127.0.49").nodeManagers(4).memoryMb(1_792));
    cli = yarn.cli();
    cli.kafkaYarn(
            "-name",
            NAME,
            "-brokers",
            "3",
            "-heap",
            "256m",
            "-ports",
            "30900-30999",
            "-kafka",
            older.toString())
        .expect(0);
    cluster = yarn.cluster(NAME);
    new NumberedRecords(servers(), TOPIC).createTopic(6);
    writer = new SteadyWriter(servers(), TOPIC);
    reader = new SteadyReader(servers(), TOPIC);
    inSync = new InSyncWatch(servers(), TOPIC, 2);
  }

  @Test
  void anotherKafkaComesAndGoesUntilItsMetadataIsFinalized() throws Exception {
    assertEquals(all(from), versions());
    String old = finalized();

    whatIsBrokenStopsAtTheFirst();

    update(newer.toString());
    assertEquals(all(to), versions());
    assertEquals(old, finalized(), "nobody has ordered another");

    update(older.toString());
    assertEquals(all(from), versions());

    Cli.Result early = cli.kafkaYarn("metadata", "upgrade", "-name", NAME, "-yes").expect(0);
    assertTrue(early.out().contains("is in force already"), early.out());

    updateWhileTheMasterDies();
    assertEquals(all(to), versions());
    cli.kafkaYarn("metadata", "upgrade", "-name", NAME, "-yes").expect(0);
    String now = finalized();
    assertFalse(now.equals(old), now);

    thereIsNoWayBack(now);
    everyRecordIsThere();
    cli.kafkaYarn("stop", "-name", NAME).expect(0);
  }

  private void whatIsBrokenStopsAtTheFirst() throws Exception {
    Path half = root.resolve("half.tar");
    try (OutputStream out = Files.newOutputStream(half)) {
      byte[] whole = Files.readAllBytes(newer);
      out.write(whole, 0, whole.length / 2);
    }
    Cli.Result refused = broker(half.toString()).expect(2);
    assertTrue(refused.err().contains("a broken archive"), refused.err());

    Map<String, Long> before = ClusterProcesses.kafkas(cluster.status());
    Cli.Result failed = broker(emptyJar().toString()).expect(1);
    assertTrue(failed.err().contains("does not come back"), failed.err());
    String wayBack = "kafka-yarn broker update -name " + NAME + " -kafka ";
    assertTrue(failed.err().contains(wayBack), failed.err());
    String archive = failed.err().replaceFirst("(?s).*" + wayBack, "").replaceFirst("(?s) .*", "");
    Map<String, Long> after = ClusterProcesses.kafkas(cluster.status());
    assertEquals(
        2, before.values().stream().filter(after::containsValue).count(), "others are untouched");
    update(archive);
    assertEquals(all(from), versions());
  }

  private static Path emptyJar() throws IOException {
    Path file = root.resolve("kafka-empty.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      byte[] content = "no jar".getBytes(UTF_8);
      TarArchiveEntry entry = new TarArchiveEntry("kafka/libs/kafka_2.13-4.3.9.jar");
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return file;
  }

  private void updateWhileTheMasterDies() throws Exception {
    JsonNode ordered =
        JSON.readTree(
            cli.kafkaYarn(
                    "broker",
                    "update",
                    "-name",
                    NAME,
                    "-kafka",
                    newer.toString(),
                    "-restart",
                    "-canary",
                    "5s",
                    "-wait",
                    "false",
                    "-output",
                    "json")
                .expect(0)
                .out());
    long number = ordered.get("number").asLong();
    JsonNode unused =
        cluster.await(
            "the first has restarted",
            SOON,
            status -> operation(status, number).path("done").size() > 0);
    ClusterProcesses.applicationMaster(cluster.id()).destroyForcibly();
    cli.kafkaYarn("operation", "follow", Long.toString(number), "-name", NAME).expect(0);
  }

  private static JsonNode operation(JsonNode status, long number) {
    for (JsonNode operation : status.path("operations")) {
      if (operation.get("number").asLong() == number) {
        return operation;
      }
    }
    return JSON.createObjectNode();
  }

  private void thereIsNoWayBack(String now) throws Exception {
    JsonNode before = cluster.awaitReady(SOON);
    for (Cli.Result refused :
        List.of(broker(older.toString()), cli.kafkaYarn("spec", "rollback", "-name", NAME))) {
      refused.expect(2);
      assertEquals(1, refused.err().lines().filter(line -> line.startsWith("Error")).count());
      assertTrue(refused.err().contains("Kafka " + from + " cannot run"), refused.err());
      assertTrue(refused.err().contains(now), refused.err());
    }
    assertEquals(ClusterProcesses.kafkas(before), ClusterProcesses.kafkas(cluster.status()));
  }

  private Cli.Result broker(String archive) throws Exception {
    return cli.kafkaYarn(
        "broker", "update", "-name", NAME, "-kafka", archive, "-restart", "-canary", "5s");
  }

  private void update(String archive) throws Exception {
    broker(archive).expect(0);
    JsonNode unused = cluster.awaitReady(SOON);
  }

  /** Every record that was acknowledged is there, once, and was read. */
  private void everyRecordIsThere() throws Exception {
    inSync.close();
    int written = writer.stop();
    assertTrue(written > 500, "the producer wrote on: " + written);
    assertEquals(
        new BitSet(), new NumberedRecords(servers(), TOPIC).missing(written, "at-the-end"));
    int read = Until.isTrue("all is read", SOON, reader::count, count -> count == written);
    reader.close();
    assertEquals(written, read);
    assertEquals(List.of(), inSync.belowMinIsr(), "below min.insync.replicas because of us");
  }

  private String finalized() throws Exception {
    String out = cli.kafkaYarn("metadata", "show", "-name", NAME, "-output", "json").out();
    return JSON.readTree(out).path("finalized").asText();
  }

  private String servers() throws Exception {
    return cluster.status().get("bootstrapServers").asText();
  }

  private static Map<Integer, String> all(String version) {
    return Map.of(0, version, 1, version, 2, version);
  }

  /** The Kafka that each node's process runs. */
  private Map<Integer, String> versions() throws Exception {
    JsonNode status = cluster.awaitReady(SOON);
    Map<Integer, String> versions = new TreeMap<>();
    for (JsonNode node : status.get("nodes")) {
      String container = node.get("containerId").asText();
      long pid = ClusterProcesses.kafkas(status).get(container);
      versions.put(node.get("id").asInt(), versionIn(LinuxProcess.commandLine(pid)));
    }
    return versions;
  }

  private static String version(Path archive) {
    return versionIn(archive.toString().replace(".tar", ".jar"));
  }

  private static String versionIn(String text) {
    Matcher found = VERSION.matcher(text);
    assertTrue(found.find(), text);
    return found.group(1);
  }
}
