package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;

/** Verbs that order something, and those on what was ordered. */
class OperationCommandsTest {
  @TempDir private Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  private static OperationStatus operation(String status, String message, Integer... done) {
    boolean ended = List.of("done", "failed", "aborted").contains(status);
    return new OperationStatus(
        7,
        "restart",
        "restart brokers 0-1",
        status,
        Instant.EPOCH,
        ended ? Optional.of(Instant.EPOCH.plusSeconds(90)) : Optional.empty(),
        message,
        List.of(done),
        ended ? List.of() : Stream.of(0, 1).filter(id -> !List.of(done).contains(id)).toList(),
        Optional.empty());
  }

  private static ClusterStatus status(OperationStatus... operations) {
    ClusterStatus all = FakeAm.status(Phase.READY, "all is well");
    return new ClusterStatus(
        all.name(),
        all.user(),
        all.applicationId(),
        all.amAttempt(),
        all.amStarted(),
        all.kafkaClusterId(),
        all.specGeneration(),
        all.phase(),
        all.message(),
        all.bootstrapServers(),
        all.activeController(),
        all.nodes(),
        all.warnings(),
        all.offline(),
        List.of(operations),
        all.tasks(),
        all.timings());
  }

  private static String json(Object value) throws IOException {
    return AmClient.JSON.writeValueAsString(value);
  }

  private void ordered(String path, OperationStatus... then) throws IOException {
    client.am.answers.put("POST " + path, json(operation("running", "begins")));
    client.am.says.clear();
    Stream.of(then).map(OperationCommandsTest::status).forEach(client.am.says::add);
  }

  @Test
  void anOrderIsFollowedToItsEnd() throws IOException {
    ordered(
        "/brokers/restart",
        operation("running", "node 0: waits until orders-3 is in sync"),
        operation("running", "node 1 restarts", 0),
        operation("done", "all serve", 0, 1));
    assertEquals(
        0,
        client.run("broker", "restart", "0..1", "-canary", "60s", "-allow-unavailable"),
        client.err);
    assertEquals(
        List.of(
            "POST /brokers/restart"
                + " {\"brokers\":\"0..1\",\"unavailable\":\"allow\",\"canary\":\"60000ms\"}"),
        client.am.calls);
    assertEquals("operation 7, restart brokers 0-1: done, 2 of 2 nodes: all serve\n", client.out);
    assertTrue(
        client.err.contains(
            "operation 7, restart brokers 0-1: running, 1 of 2 nodes: node 1 restarts\n"),
        client.err);
  }

  @Test
  void anOrderThatFailsIsAFailure() throws IOException {
    ordered("/brokers/stop", operation("failed", "node 0 does not stop"));
    assertEquals(1, client.run("broker", "stop", "0"));
    assertEquals("operation 7, restart brokers 0-1: failed: node 0 does not stop", client.error());
  }

  @Test
  void anOrderThatPausesByItselfSaysHowToGoOn() throws IOException {
    ordered("/brokers/restart", operation("paused", "node 0 fails with the new settings"));
    assertEquals(1, client.run("broker", "restart", "*", "-output", "json"));
    assertEquals("paused", AmClient.JSON.readTree(client.out).path("status").asText());
    assertTrue(client.err.contains("go on: kafka-yarn operation resume 7 -name kafka"), client.err);
    assertTrue(client.err.contains("give up: kafka-yarn operation abort 7"), client.err);
  }

  @Test
  void whoDoesNotWaitIsToldHowToFollow() throws IOException {
    ordered("/brokers/start", operation("running", ""));
    assertEquals(0, client.run("broker", "start", "1", "-wait", "false"), client.err);
    assertEquals(
        List.of(
            "operation 7, restart brokers 0-1: running, 0 of 2 nodes: begins",
            "# Follow it: kafka-yarn operation follow 7 -name kafka"),
        client.out.lines().toList());
    assertEquals(3, client.run("broker", "start", "1", "-timeout", "0s"), client.err);
    assertEquals(
        "not done within 0s; operation 7 goes on. Follow it: kafka-yarn operation follow 7 -name"
            + " kafka",
        client.error());
  }

  @Test
  void aDryRunShowsWhatWouldBeDone() throws IOException {
    client.am.answers.put(
        "POST /brokers/restart?dryRun=true", "{\"lines\": [\"node 0 restarts in place\"]}");
    assertEquals(0, client.run("broker", "restart", "0", "-dry-run"), client.err);
    assertEquals(
        List.of("node 0 restarts in place", "# Dry run: nothing was changed."),
        client.out.lines().toList());
    client.am.answers.put(
        "POST /topics/rebalance?dryRun=true",
        "{\"partitions\": 2, \"bytes\": 4096, \"lines\": [\"rack r1 gets less\"], \"brokers\": [{"
            + "\"broker\": 0, \"replicasBefore\": 3, \"replicasAfter\": 2, \"leadersBefore\": 1,"
            + " \"leadersAfter\": 1, \"bytesBefore\": 8192, \"bytesAfter\": 4096}]}");
    assertEquals(0, client.run("topic", "rebalance", "orders*", "-dry-run"), client.err);
    assertEquals(
        List.of(
            "2 partitions get other replicas, 4.0 KiB are copied",
            "broker  replicas  leaders  data",
            "0       3 -> 2    1 -> 1   8.0 KiB -> 4.0 KiB",
            "rack r1 gets less",
            "# Dry run: nothing was changed."),
        client.out.lines().toList());
  }

  @Test
  void aMoveTellsHowMuchIsCopied() throws IOException {
    OperationStatus moves =
        new OperationStatus(
            7,
            "move",
            "rebalance all topics",
            "running",
            Instant.EPOCH,
            Optional.empty(),
            "copies",
            List.of(),
            List.of(),
            Optional.of(
                new MoveProgress(1, 4, 1 << 20, 4 << 20, 1 << 20, List.of("orders-0"), "")));
    ordered("/topics/realign", moves, operation("done", ""));
    assertEquals(
        0,
        client.run(
            "topic",
            "realign",
            "orders",
            "-brokers",
            "0..1",
            "-replication-factor",
            "2",
            "-throttle",
            "1m"),
        client.err);
    assertEquals(
        List.of(
            "POST /topics/realign"
                + " {\"topics\":\"orders\",\"brokers\":\"0..1\",\"replicationFactor\":2,\"throttle\":1048576}"),
        client.am.calls);
    assertTrue(
        client.err.contains(
            "running, 1 of 4 partitions, 1.0 MiB of 4.0 MiB, at most 1.0 MiB/s per broker: copies"),
        client.err);
  }

  @Test
  void operationsAreListed() throws IOException {
    client.am.answers.put("GET /operations", "[]");
    assertEquals(0, client.run("operation", "list"), client.err);
    assertEquals("nothing was ordered\n", client.out);
    client.am.answers.put("GET /operations", json(List.of(operation("done", "all serve", 0, 1))));
    assertEquals(0, client.run("operation", "list"), client.err);
    assertEquals(
        List.of(
            "operation  status  began                 took    what                 how far",
            "7          done    1970-01-01T00:00:00Z  1m 30s  restart brokers 0-1  2 of 2 nodes,"
                + " all serve"),
        client.out.lines().toList());
    assertEquals(0, client.run("operation", "list", "-output", "json"), client.err);
    assertEquals(7, AmClient.JSON.readTree(client.out).path(0).path("number").asInt());
  }

  @Test
  void anOperationIsFollowedThroughAPause() throws IOException {
    client.am.answers.put("GET /operations", json(List.of(operation("paused", "by hand"))));
    ordered("/", operation("paused", "by hand"), operation("done", "", 0, 1));
    assertEquals(0, client.run("operation", "follow"), client.err);
    assertEquals("operation 7, restart brokers 0-1: done, 2 of 2 nodes\n", client.out);
    assertEquals(1, client.run("operation", "follow", "8"));
    assertEquals("there is no operation 8: the last is 7", client.error());
  }

  @Test
  void operationsArePausedResumedAndAborted() throws IOException {
    ordered("/operations/7/pause", operation("paused", ""));
    assertEquals(0, client.run("operation", "pause", "7"), client.err);
    ordered("/operations/7/resume", operation("running", ""), operation("done", ""));
    assertEquals(0, client.run("operation", "resume", "7"), client.err);
    ordered("/operations/7/abort", operation("aborting", ""), operation("aborted", "as before"));
    assertEquals(0, client.run("operation", "abort", "7", "-back"), client.err);
    assertEquals(
        List.of(
            "POST /operations/7/pause {}",
            "POST /operations/7/resume {}",
            "POST /operations/7/abort {\"back\":true}"),
        client.am.calls);
    client.am.refusal = Optional.of(new ApiRefusal(404, "there is no operation 9"));
    assertEquals(1, client.run("operation", "pause", "9"));
    assertEquals("there is no operation 9", client.error());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("broker restart x", "BROKERS: not a broker expression: x"),
        Arguments.of("broker restart 0 -timeout soon", "-timeout: not a duration: soon"),
        Arguments.of("broker restart 0 -canary soon", "-canary: not a duration: soon"),
        Arguments.of("broker restart 0 -at-once 0", "-at-once 0: a number from 1 on"),
        Arguments.of("broker restart 0 -unavailable no", "-unavailable no: refuse, wait or allow"),
        Arguments.of(
            "broker restart 0 -unavailable wait -allow-unavailable",
            "-allow-unavailable and -unavailable wait: give one"),
        Arguments.of("broker remove", "which brokers? Give BROKERS or -count N"),
        Arguments.of("broker remove 0 -count 1", "which brokers? Give BROKERS or -count N"),
        Arguments.of(
            "broker remove 0 -throttle fast", "-throttle: not a number of bytes per second"),
        Arguments.of("broker add *", "IDS: * names no new brokers"),
        Arguments.of("broker add 3 -rebalance -wait false", "-rebalance: replicas move when"),
        Arguments.of("broker update", "what is to change? Give -kafka, -config"),
        Arguments.of("topic rebalance a/b", "TOPICS: not a topic: a/b"),
        Arguments.of(
            "topic realign -replication-factor 0", "-replication-factor 0: a number from"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldAndNothingIsAsked(String words, String line) {
    assertEquals(2, client.run(words.split(" ", -1)), client.err);
    assertTrue(client.error().startsWith(line), client.err);
    assertEquals(List.of(), client.am.calls);
    assertEquals(List.of(), client.am.changes);
  }

  @Test
  void completionKnowsVerbsAndOptions() {
    assertEquals(0, client.run("completion"), client.err);
    assertTrue(client.out.contains("complete -F"), client.out);
    assertTrue(client.out.contains("-allow-unavailable"), "options of verbs within verbs");
  }

  @ParameterizedTest
  @CsvSource({
    "broker,restart",
    "broker,stop",
    "broker,start",
    "broker,add",
    "broker,remove",
    "broker,update",
    "broker,list",
    "controller,list",
    "operation,list",
    "operation,follow",
    "operation,pause",
    "operation,resume",
    "operation,abort",
    "topic,rebalance",
    "topic,realign"
  })
  void helpHasExamples(String group, String verb) {
    assertEquals(0, client.run("help", group, verb), client.err);
    assertTrue(client.out.contains("Examples:"), client.out);
    assertTrue(client.out.contains("kafka-yarn " + group + " " + verb), client.out);
  }
}
