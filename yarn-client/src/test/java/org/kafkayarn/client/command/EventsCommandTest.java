package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
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

/** {@code events} of a cluster that runs, of one that has stopped, and of one that is followed. */
@Timeout(60)
class EventsCommandTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

  @TempDir Path directory;
  private ClientFixture client;
  private ApplicationReport report;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  private static ClusterEvent event(long sequence, Instant at) {
    boolean ofNode = sequence % 2 == 1;
    return new ClusterEvent(
        sequence,
        at,
        1,
        ofNode ? Optional.of(7) : Optional.empty(),
        ofNode ? Optional.of("host1") : Optional.empty(),
        ofNode ? "Granted" : "ClusterReady",
        "why " + sequence);
  }

  private void serves(long first, long last) {
    for (long i = first; i <= last; i++) {
      client.am.events.add(event(i, AT));
    }
  }

  /** Puts into the home what an ApplicationMaster would have put there. */
  private void kept(long first, long last) throws IOException {
    Path events = Files.createDirectories(client.homes.resolve("kafka").resolve("events"));
    List<String> lines = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      lines.add(AmClient.JSON.valueToTree(event(i, AT)).toString());
    }
    Files.write(events.resolve("%018d.jsonl".formatted(first)), lines);
  }

  private List<String> sequences() {
    return client.out.lines().map(line -> line.replaceFirst(".*why (\\d+).*", "$1")).toList();
  }

  @Test
  void eachEventIsALineWithTimeNodeKindReasonAndHost() {
    serves(1, 2);
    assertEquals(0, client.run("events"), client.err);
    assertEquals(
        List.of(
            "2026-01-01T00:00:00Z  node 7   Granted          why 1  (host1)",
            "2026-01-01T00:00:00Z  cluster  ClusterReady     why 2"),
        client.out.lines().toList());
    assertEquals(0, client.run("events", "-output", "json"));
    assertEquals(
        "{\"sequence\":1,\"at\":\"2026-01-01T00:00:00.123Z\",\"attempt\":1,\"node\":7,"
            + "\"host\":\"host1\",\"kind\":\"Granted\",\"reason\":\"why 1\"}",
        client.out.lines().findFirst().orElseThrow());
    assertEquals(2, client.out.lines().count());
  }

  @Test
  void theLastFiftyAreShownOrAsManyAsAreAskedFor() {
    serves(1, 120);
    assertEquals(0, client.run("events"));
    assertEquals(50, sequences().size());
    assertEquals("120", sequences().get(49));
    assertEquals(0, client.run("events", "-lines", "2"));
    assertEquals(List.of("119", "120"), sequences());
    assertEquals(0, client.run("events", "-lines", "2", "-node", "7"));
    assertEquals(List.of("117", "119"), sequences());
    assertEquals(0, client.run("events", "-lines", "0"));
    assertEquals("", client.out);
    assertEquals(2, client.run("events", "-lines", "-1"));
    assertTrue(client.error().startsWith("-lines -1"), client.err);
  }

  @Test
  void onlyWhatIsYoungEnoughIsShown() {
    serves(1, 60);
    for (long i = 61; i <= 130; i++) {
      client.am.events.add(event(i, Instant.now()));
    }
    assertEquals(0, client.run("events", "-since", "1h"), client.err);
    assertEquals(70, sequences().size());
    assertEquals(2, client.run("events", "-since", "soon"));
    assertTrue(client.error().startsWith("-since: not a duration: soon"), client.err);
  }

  @Test
  void aClusterThatDoesNotRunHasItsEventsInItsHome() throws IOException {
    report.setYarnApplicationState(YarnApplicationState.FINISHED);
    assertEquals(0, client.run("events"), client.err);
    assertEquals("", client.out);
    kept(1, 3);
    var before = client.snapshot();
    for (String follow : List.of("-lines", "-follow")) {
      String[] words =
          follow.equals("-follow")
              ? new String[] {"events", follow}
              : new String[] {"events", follow, "50"};
      assertEquals(0, client.run(words), client.err);
      assertEquals(List.of("1", "2", "3"), sequences());
    }
    assertEquals(before, client.snapshot(), "it reads only");
  }

  @Test
  void whileTheApplicationMasterIsAwayTheHomeIsRead() throws IOException {
    kept(1, 3);
    client.am.trouble = Optional.of(new ConnectException("Connection refused"));
    assertEquals(0, client.run("events"), client.err);
    assertEquals(List.of("1", "2", "3"), sequences());
    assertTrue(client.err.contains("does not answer: Connection refused"), client.err);
    report.setYarnApplicationState(YarnApplicationState.ACCEPTED);
    assertEquals(0, client.run("events"), client.err);
    assertEquals(List.of("1", "2", "3"), sequences());
  }

  @Test
  void whoFollowsGoesOnWithTheNextApplicationMasterToTheEnd() throws IOException {
    serves(1, 3);
    kept(1, 3);
    List<Runnable> steps =
        new ArrayList<>(
            List.of(
                () -> {}, // the first answer
                () -> serves(4, 5),
                () -> client.am.trouble = Optional.of(new ConnectException("Connection refused")),
                () -> {
                  // The next attempt serves what the last one has kept, and its own.
                  report.setHost("other-host");
                  serves(1_001, 1_002);
                },
                () -> {},
                () -> {
                  report.setYarnApplicationState(YarnApplicationState.FINISHED);
                  try {
                    kept(4, 5);
                    kept(1_001, 1_004);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
    client.am.onEvents =
        () -> {
          if (!steps.isEmpty()) {
            steps.remove(0).run();
          }
        };
    assertEquals(0, client.run("events", "-follow", "-lines", "1"), client.err);
    assertEquals(
        List.of("3", "4", "5", "1001", "1002", "1003", "1004"),
        sequences(),
        "each once, and those of the end from the home");
  }
}
