package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job, as an operator does it, on three hosts whose NodeManagers keep every default:
 * memory checks, 250 ms from SIGTERM to SIGKILL, no recovery.
 */
@Timeout(900)
class ClusterLifecycleIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int RECORDS = 10_000;

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  @BeforeAll
  static void startYarn() {
    yarn =
        TestYarn.start(
            root,
            options ->
                options.nodeManagers(3).memoryMb(3_072).racks("/rack-1", "/rack-2", "/rack-3"));
    cli = yarn.cli();
  }

  @Test
  void aClusterKeepsItsRecordsWhateverIsKilled() throws Exception {
    Cli.Result submitted = cli.yarnJar("-brokers", "3", "-name", "whole", "-heap", "256m");
    submitted.expect(0);
    NumberedRecords records = new NumberedRecords(submitted.value("bootstrap.servers"), "numbered");
    records.createTopic(6);
    records.write(0, RECORDS);
    JsonNode first = cli.status("whole");
    assertEquals(3, distinct(first, "host").size(), "three hosts have room: one node each");
    assertEquals(3, distinct(first, "rack").size());

    aKilledBrokerIsStartedAgainInItsContainer(first);
    aKilledMasterIsReplacedAndTouchesNoBroker();
    assertNothingMissing(records, "after-kills");

    killApplication(applicationId(first));
    Cli.Result again =
        cli.yarnJar("-brokers", "3", "-name", "whole", "-config", "num.partitions=7").expect(0);
    assertTrue(again.err().contains("num.partitions"), "it says what changes: " + again.err());
    JsonNode second = cli.status("whole");
    assertNotEquals(applicationId(first), applicationId(second));
    assertEquals(first.get("kafkaClusterId"), second.get("kafkaClusterId"));
    assertEquals(places(first), places(second));
    assertNothingMissing(records, "after-resubmit");

    List<String> live = theEventsTell(first, second);
    cli.kafkaYarn("stop", "-name", "whole").expect(0);
    List<String> kept = eventKinds();
    assertEquals(live, kept.subList(0, live.size()), "the home has what the master had told");
    assertEquals("Finished", kept.get(kept.size() - 1));
    ApplicationReport report = report(second);
    assertEquals(FinalApplicationStatus.SUCCEEDED, report.getFinalApplicationStatus());
    for (JsonNode node : second.get("nodes")) {
      Path data = Path.of(node.get("dataDirs").get(0).asText());
      assertTrue(Files.exists(data.resolve(".kafka_cleanshutdown")), "clean: " + data);
    }
    assertTrue(ClusterProcesses.kafkas(second).isEmpty(), "nothing is left running");
  }

  private static void aKilledBrokerIsStartedAgainInItsContainer(JsonNode before) throws Exception {
    Map<String, Long> kafkas = ClusterProcesses.kafkas(before);
    Map.Entry<String, Long> victim = kafkas.entrySet().iterator().next();
    ProcessHandle.of(victim.getValue()).orElseThrow().destroyForcibly();
    JsonNode after =
        Until.isTrue(
            "the killed broker serves again",
            SOON,
            () -> cli.status("whole"),
            status ->
                status.path("phase").asText().equals("READY")
                    && restarts(status, victim.getKey()) == 1);
    Map<String, Long> now = ClusterProcesses.kafkas(after);
    assertEquals(kafkas.keySet(), now.keySet(), "the same containers");
    assertNotEquals(victim.getValue(), now.get(victim.getKey()));
  }

  private static void aKilledMasterIsReplacedAndTouchesNoBroker() throws Exception {
    JsonNode before = cli.status("whole");
    ClusterProcesses.applicationMaster(applicationId(before)).destroyForcibly();
    JsonNode after =
        Until.isTrue(
            "a second attempt has adopted all nodes",
            SOON,
            () -> cli.status("whole"),
            status ->
                status.path("amAttempt").asInt() == 2
                    && status.path("phase").asText().equals("READY"));
    assertEquals(ClusterProcesses.kafkas(before), ClusterProcesses.kafkas(after));
  }

  /** Of three masters and two applications; gives the kinds of all events, oldest first. */
  private static List<String> theEventsTell(JsonNode first, JsonNode second) throws Exception {
    List<JsonNode> events = events();
    for (JsonNode node : first.get("nodes")) {
      for (String kind : List.of("Requested", "Granted", "Launched", "Started", "Serving")) {
        assertTrue(
            events.stream()
                .filter(event -> event.get("kind").asText().equals(kind))
                .filter(event -> event.get("node").asInt(-1) == node.get("id").asInt())
                .filter(event -> !event.get("reason").asText().isEmpty())
                .anyMatch(
                    event ->
                        kind.equals("Requested") || event.get("host").equals(node.get("host"))),
            () -> "no " + kind + " of node " + node.get("id") + " in " + events);
      }
    }
    assertTrue(
        events.stream()
            .filter(event -> event.get("kind").asText().equals("Failed"))
            .anyMatch(event -> event.get("reason").asText().contains("SIGKILL (exit 137)")),
        events::toString);
    assertEquals(
        List.of(
            "attempt 1 of " + applicationId(first),
            "attempt 2 of " + applicationId(first),
            "attempt 1 of " + applicationId(second)),
        events.stream()
            .filter(event -> event.get("kind").asText().equals("AttemptBegan"))
            .map(event -> event.get("reason").asText().replaceFirst(",.*", ""))
            .toList());
    assertEquals(3, events.stream().filter(e -> e.get("kind").asText().equals("Adopted")).count());
    return events.stream().map(event -> event.get("kind").asText()).toList();
  }

  private static List<JsonNode> events() throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> events = new ArrayList<>();
    for (String line :
        cli.kafkaYarn("events", "-name", "whole", "-lines", "10000", "-output", "json")
            .expect(0)
            .out()
            .lines()
            .toList()) {
      events.add(json.readTree(line));
    }
    return events;
  }

  private static List<String> eventKinds() throws Exception {
    return events().stream().map(event -> event.get("kind").asText()).toList();
  }

  private static int restarts(JsonNode status, String container) {
    for (JsonNode node : status.path("nodes")) {
      if (node.path("containerId").asText().equals(container)) {
        return node.path("restarts").asInt();
      }
    }
    return -1;
  }

  private static void killApplication(String id) throws Exception {
    yarn.client().killApplication(ApplicationId.fromString(id));
    Until.isTrue(
        "the application has ended",
        SOON,
        () -> yarn.client().getApplicationReport(ApplicationId.fromString(id)).getFinishTime(),
        finished -> finished > 0);
  }

  private static void assertNothingMissing(NumberedRecords records, String group) {
    assertEquals(new BitSet(), records.missing(RECORDS, group), "acknowledged records are lost");
  }

  private static String applicationId(JsonNode status) {
    return status.get("applicationId").asText();
  }

  private static ApplicationReport report(JsonNode status) throws Exception {
    return yarn.client().getApplicationReport(ApplicationId.fromString(applicationId(status)));
  }

  private static List<String> distinct(JsonNode status, String field) {
    return Stream.iterate(0, i -> i < status.get("nodes").size(), i -> i + 1)
        .map(i -> status.get("nodes").get(i).get(field).asText())
        .distinct()
        .toList();
  }

  /** What must be the same after a kill and a resubmit, by node id. */
  private static Map<Integer, List<String>> places(JsonNode status) {
    Map<Integer, List<String>> places = new TreeMap<>();
    for (JsonNode node : status.get("nodes")) {
      places.put(
          node.get("id").asInt(),
          Stream.of("host", "rack", "listener", "controllerPort", "controlPort", "dataDirs")
              .map(field -> node.get(field).toString())
              .toList());
    }
    return places;
  }
}
