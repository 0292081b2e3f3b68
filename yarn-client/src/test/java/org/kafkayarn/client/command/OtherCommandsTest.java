package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.client.yarn.AmClient;

/** {@code status}, {@code stop} and {@code client-config} of a cluster that was submitted. */
class OtherCommandsTest {
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

  private void end(YarnApplicationState state, FinalApplicationStatus status) {
    report.setYarnApplicationState(state);
    report.setFinalApplicationStatus(status);
    report.setFinishTime(1_700_000_100_000L);
  }

  @Test
  void statusShowsTheApplicationMasterAndEveryNode() {
    assertEquals(0, client.run("status"), client.err);
    List<String> lines = client.out.lines().toList();
    assertEquals("cluster kafka: READY: all is well", lines.get(0));
    assertEquals("bootstrap.servers=host1:29092", lines.get(1));
    assertTrue(lines.get(2).contains("ApplicationMaster attempt 1 since 3h 5m"), lines.get(2));
    assertEquals(
        "node  state    since  host   client  quorum  control  restarts  container              "
            + "  roles              why",
        lines.get(lines.size() - 2));
    assertEquals(
        "0     running  2h 5m  host1  29092   29093   29094    1         container_1_1_01_000002"
            + "  broker,controller  last failure: it was killed (137)",
        lines.get(lines.size() - 1));
  }

  @Test
  void statusAsJsonIsWhatTheApplicationMasterSays() throws IOException {
    assertEquals(0, client.run("status", "-output", "json"), client.err);
    assertEquals(
        AmClient.JSON.valueToTree(client.am.says.peek()).toString(),
        AmClient.JSON.readTree(client.out).toString());
  }

  @Test
  void statusOfAClusterThatDoesNotRunTellsHowItEndedAndWhatIsKept() throws IOException {
    end(YarnApplicationState.KILLED, FinalApplicationStatus.KILLED);
    client
        .home("kafka")
        .writeLedger(
            Ledger.empty("mE3ZxXHRQ3eAHHDzkPVnPg")
                .with(
                    NodeRecord.placed(0, true, "host1", "/r", "dir", 0)
                        .withPorts(29092, 29093, 29094)
                        .withData(List.of("/data/0"))
                        .stopped(Instant.EPOCH, true, 0))
                .with(
                    NodeRecord.placed(1, true, "host2", "/r", "dir", 0)
                        .withPorts(29095, 29096, 29097)
                        .withData(List.of("/data/1"))
                        .stopped(Instant.EPOCH.plusSeconds(1), true, 0)
                        .startedIn("container", Instant.EPOCH.plusSeconds(2))));
    assertEquals(1, client.run("status"));
    assertEquals(
        List.of(
            "cluster kafka is not running: "
                + FakeYarn.ID
                + " ended as KILLED at 2023-11-14T22:15:00Z",
            "Kafka cluster id mE3ZxXHRQ3eAHHDzkPVnPg; its nodes, for the next start:",
            "node  host   client  quorum  last stop                   data",
            "0     host1  29092   29093   1970-01-01T00:00:00Z clean  /data/0",
            "1     host2  29095   29096   unknown                     /data/1"),
        client.out.lines().toList());
    assertEquals(1, client.run("status", "-output", "json"));
    var json = AmClient.JSON.readTree(client.out);
    assertEquals("NOT_RUNNING", json.path("phase").asText());
    assertEquals("KILLED", json.path("lastApplication").path("state").asText());
    assertEquals("host1", json.path("ledger").path("nodes").path("0").path("host").asText());
  }

  @Test
  void statusBeforeTheApplicationMasterServesSaysWhy() {
    report.setYarnApplicationState(YarnApplicationState.ACCEPTED);
    report.setDiagnostics("waiting for AM container to be allocated");
    assertEquals(1, client.run("status"));
    assertTrue(client.out.contains("is ACCEPTED: waiting for the ApplicationMaster's container"));
    report.setYarnApplicationState(YarnApplicationState.RUNNING);
    client.am.trouble = Optional.of(new ConnectException("Connection refused"));
    assertEquals(1, client.run("status"));
    assertTrue(client.out.contains("am-host:4711 does not answer: Connection refused"), client.out);
  }

  @Test
  void aClusterThatNeverWasIsToldSo() throws IOException {
    var before = client.snapshot();
    for (String verb : List.of("status", "stop", "client-config", "events")) {
      assertEquals(1, client.run(verb, "-name", "other"));
      assertTrue(client.error().startsWith("there is no cluster other of user "), client.err);
      assertTrue(client.error().endsWith("Start one: kafka-yarn submit -name other"), client.err);
    }
    assertEquals(before, client.snapshot());
  }

  @Test
  void stopWaitsForTheOrderlyEnd() {
    client.am.onStop =
        () -> {
          client.am.says.clear();
          client.am.says.add(FakeAm.status(Phase.STOPPING, "1 of 3 nodes still runs"));
          client.am.says.add(FakeAm.status(Phase.STOPPED, "all nodes have stopped"));
          client.yarn.report =
              () -> {
                if (client.am.says.size() == 1) {
                  end(YarnApplicationState.FINISHED, FinalApplicationStatus.SUCCEEDED);
                }
                return report;
              };
        };
    assertEquals(0, client.run("stop"), client.err);
    assertEquals(1, client.am.stops);
    assertEquals("cluster kafka has stopped", client.out.strip());
    assertTrue(client.err.contains("1 of 3 nodes still runs"), client.err);
    assertEquals(0, client.run("stop"), "stopping what is stopped is no failure");
    assertEquals("cluster kafka is not running", client.out.strip());
  }

  @Test
  void anotherEndThanAnOrderlyOneIsAFailureOfTheStop() {
    client.am.onStop = () -> end(YarnApplicationState.KILLED, FinalApplicationStatus.KILLED);
    assertEquals(1, client.run("stop"));
    assertEquals(FakeYarn.ID + " ended as KILLED, not by an orderly stop", client.error());
  }

  @Test
  void aStopThatTakesTooLongGoesOn() {
    client.am.says.add(FakeAm.status(Phase.STOPPING, "3 of 3 nodes still run"));
    assertEquals(3, client.run("stop", "-timeout", "50ms"));
    assertTrue(client.error().startsWith("not stopped within 0s; it goes on"), client.err);
  }

  @Test
  void clientConfigIsAFileOfProperties() throws IOException {
    assertEquals(0, client.run("client-config"), client.err);
    Properties properties = new Properties();
    properties.load(new StringReader(client.out));
    assertEquals("host1:29092", properties.getProperty("bootstrap.servers"));
    assertEquals("PLAINTEXT", properties.getProperty("security.protocol"));
    assertEquals(2, properties.size());
    end(YarnApplicationState.KILLED, FinalApplicationStatus.KILLED);
    assertEquals(1, client.run("client-config"));
    assertEquals(
        "cluster kafka is not running: start it: kafka-yarn submit -name kafka", client.error());
  }

  @Test
  void aCommandWaitsForTheNextApplicationMaster() {
    AtomicInteger looks = new AtomicInteger();
    client.yarn.report =
        () -> {
          report.setYarnApplicationState(
              looks.incrementAndGet() < 5
                  ? YarnApplicationState.ACCEPTED
                  : YarnApplicationState.RUNNING);
          return report;
        };
    report.setYarnApplicationState(YarnApplicationState.ACCEPTED);
    assertEquals(0, client.run("client-config"), client.err);
    assertEquals(5, looks.get());
  }

  @Test
  void aCommandSaysWhatItHasWaitedForWhenNoApplicationMasterComes() {
    report.setYarnApplicationState(YarnApplicationState.ACCEPTED);
    assertEquals(1, client.run("client-config"));
    assertEquals(
        FakeYarn.ID
            + " does not serve yet, after 30 s: waiting for the ApplicationMaster's container in queue default."
            + " Give the command again when kafka-yarn status -name kafka shows its nodes",
        client.error());
  }

  @Test
  void helpTellsOfVerbsAndOptions() {
    assertEquals(0, client.run("help"));
    for (String verb : List.of("submit", "status", "stop", "client-config", "events")) {
      assertTrue(client.out.contains(verb), client.out);
    }
    assertEquals(0, client.run("help", "submit"));
    assertTrue(client.out.contains("-brokers"), client.out);
    assertEquals(0, client.run("submit", "-help"));
    assertTrue(client.out.contains("-brokers"), client.out);
    assertEquals(2, client.run("help", "stauts"));
    assertEquals("unknown verb: stauts. Did you mean status?", client.error());
  }
}
