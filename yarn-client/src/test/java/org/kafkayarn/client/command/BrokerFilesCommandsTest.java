package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;
import org.kafkayarn.launcher.contract.LogSlice;

/** {@code broker log} and {@code broker metrics}. */
@Timeout(60)
class BrokerFilesCommandsTest {
  private static final String METRICS =
      """
      # TYPE kafka_server_replicamanager_underreplicatedpartitions untyped
      kafka_server_replicamanager_underreplicatedpartitions 0
      # TYPE kafka_x untyped
      kafka_x{client_id="a \\\\n \\"b\\"",topic="t"} 1.5
      kafka_x{topic="u"} NaN
      # EOF
      """;

  @TempDir private Path directory;
  private ClientFixture client;
  private ApplicationReport report;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
    client.am.files.metrics = METRICS;
  }

  private void says(String text, String next) {
    client.am.files.slices.add(new LogSlice(text, next, false));
  }

  private void ended() {
    report = FakeYarn.report("kafka", YarnApplicationState.FINISHED);
    client.yarn.applications.clear();
    client.yarn.applications.add(report);
  }

  private static String container(int application, int number) {
    return "container_e03_1700000000000_%04d_01_%06d".formatted(application, number);
  }

  /** Puts into the home what an ApplicationMaster would have put there. */
  private void happened(List<ClusterEvent> events) throws IOException {
    Path kept = Files.createDirectories(client.homes.resolve("kafka").resolve("events"));
    List<String> lines = new ArrayList<>();
    for (ClusterEvent event : events) {
      lines.add(AmClient.JSON.valueToTree(event).toString());
    }
    Files.write(kept.resolve("%018d.jsonl".formatted(1)), lines);
  }

  private static ClusterEvent event(long sequence, int node, String kind, String reason) {
    return new ClusterEvent(
        sequence, Instant.EPOCH, 1, Optional.of(node), Optional.of("host" + node), kind, reason);
  }

  @Test
  void theEndOfALogIsPrintedAsItIs() {
    says("one\ntwo", "1-1-1");
    assertEquals(0, client.run("broker", "log", "3"), client.err);
    assertEquals("one\ntwo\n", client.out);
    says("", "1-1-1");
    assertEquals(0, client.run("broker", "log", "3", "-file", "stderr", "-lines", "5"), client.err);
    assertEquals("", client.out);
    assertEquals(List.of("3 server.log 100", "3 stderr 5"), client.am.files.asked);
  }

  @Test
  void theFilesAreListed() {
    assertEquals(0, client.run("broker", "log", "3", "-files"), client.err);
    assertEquals(
        List.of("file        size     written", "server.log  2.0 KiB  1970-01-01T00:00:00Z"),
        client.out.lines().toList());
  }

  @Test
  void aLogIsFollowedOverTroubleToTheEndOfTheApplication() {
    says("one\ntw", "a");
    says("o\n", "b");
    says("", "b");
    client.am.files.slices.add(new LogSlice("elsewhere\n", "c", true));
    client.am.files.onEnd = this::ended;
    assertEquals(0, client.run("broker", "log", "3", "-follow"), client.err);
    assertEquals("one\ntwo\nelsewhere\n", client.out);
    assertTrue(client.err.contains("another log begins"), client.err);
    assertEquals(
        List.of(
            "3 server.log 100",
            "3 server.log from a",
            "3 server.log from b",
            "3 server.log from b"),
        client.am.files.asked);
  }

  @Test
  void theLogOfABrokerWithoutALauncherIsYarns() throws IOException {
    happened(
        List.of(
            event(1, 3, "Launched", container(6, 9)),
            event(2, 3, "Launched", container(7, 1)),
            event(3, 3, "Launching", container(7, 2) + ": its container is granted"),
            event(4, 3, "Granted", container(7, 3)),
            event(5, 2, "Launched", container(7, 4)),
            event(6, 3, "Waiting", "no room")));
    client.am.files.trouble =
        Optional.of(new ApiRefusal(409, "the launcher of broker 3 does not run (waiting)"));
    client.yarn.log = List.of("one", "two", "three");
    assertEquals(0, client.run("broker", "log", "3", "-lines", "2"), client.err);
    assertEquals("two\nthree\n", client.out);
    assertEquals(
        List.of(FakeYarn.ID + " " + container(7, 2) + " host3 server.log"), client.yarn.logsAsked);
    assertTrue(
        client.err.contains(
            "the launcher of broker 3 does not run (waiting). Reading server.log of "
                + container(7, 2)
                + " on host3 from YARN: yarn logs -applicationId "
                + FakeYarn.ID),
        client.err);
  }

  @Test
  void theLogOfAClusterThatHasEndedIsYarns() throws IOException {
    ended();
    happened(List.of(event(2, 3, "Adopted", container(7, 1))));
    client.yarn.log = List.of("one");
    assertEquals(0, client.run("broker", "log", "3", "-follow"), client.err);
    assertEquals("one\n", client.out);
    assertTrue(client.err.contains("cluster kafka is not running. Reading"), client.err);
    assertEquals(1, client.run("broker", "log", "4"));
    assertTrue(client.error().contains("no container of broker 4 was started in"), client.err);
    client.yarn.log = List.of();
    assertEquals(1, client.run("broker", "log", "3"));
    assertTrue(client.error().startsWith("YARN does not give server.log of "), client.err);
    assertEquals(1, client.run("broker", "log", "3", "-files"));
    assertTrue(client.error().contains("its log files are not known"), client.err);
  }

  @Test
  void whatIsWrongIsSaidAndYarnIsNotAsked() {
    client.am.files.trouble =
        Optional.of(new ApiRefusal(400, "broker 3: there is no log file x here"));
    assertEquals(2, client.run("broker", "log", "3", "-file", "x"));
    assertEquals("broker 3: there is no log file x here", client.error());
    client.am.files.trouble = Optional.of(new ApiRefusal(404, "there is no broker 9"));
    assertEquals(1, client.run("broker", "log", "9"));
    assertEquals("there is no broker 9", client.error());
    assertEquals(2, client.run("broker", "log", "3", "-lines", "-1"));
    assertEquals(2, client.run("broker", "log", "three"));
    assertEquals(2, client.run("broker", "log"));
    assertTrue(client.error().startsWith("ID is missing"), client.err);
    assertEquals(List.of(), client.yarn.logsAsked);
  }

  @Test
  void metricsArePrintedAsTheyAreAndFiltered() {
    assertEquals(0, client.run("broker", "metrics", "3"), client.err);
    assertEquals(METRICS, client.out);
    assertEquals(0, client.run("broker", "metrics", "3", "-filter", "topic=\"[uv]"), client.err);
    assertEquals("kafka_x{topic=\"u\"} NaN\n", client.out);
    assertEquals(0, client.run("broker", "metrics", "3", "-partitions"), client.err);
    assertEquals(
        List.of("3 metrics", "3 metrics", "3 metrics of partitions"), client.am.files.asked);
    assertEquals(2, client.run("broker", "metrics", "3", "-filter", "("));
    assertTrue(client.error().startsWith("-filter (: no regular expression"), client.err);
  }

  @Test
  void metricsAreAListInJson() throws IOException {
    assertEquals(0, client.run("broker", "metrics", "3", "-output", "json"), client.err);
    JsonNode metrics = AmClient.JSON.readTree(client.out);
    assertEquals(3, metrics.size());
    assertEquals(0, metrics.path(0).path("value").asInt(-1));
    assertEquals("kafka_x", metrics.path(1).path("name").asText());
    assertEquals("a \\n \"b\"", metrics.path(1).path("labels").path("client_id").asText());
    assertEquals(1.5, metrics.path(1).path("value").asDouble());
    assertEquals("NaN", metrics.path(2).path("value").asText());
  }

  @Test
  void metricsThatBreakOffAreAnError() {
    client.am.files.metrics = "kafka_x 1\n";
    assertEquals(1, client.run("broker", "metrics", "3"));
    assertEquals("the metrics of broker 3 broke off. Try again", client.error());
    assertEquals("", client.out);
  }
}
