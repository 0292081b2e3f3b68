package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.am.state.ControllerStatus;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;

/** What is shown of nodes, and changes of them by way of the specification. */
class BrokerCommandsTest {
  @TempDir private Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
    client.am.changed = new AmApi.SpecAnswer(1, false, List.of("brokers: 1 -> 3"));
    client.am.answers.put("GET /spec", "{\"spec\": {\"brokers\": 1}}");
    client.am.answers.put("GET /controllers", "[]");
  }

  private static BrokerStatus broker(int id, boolean pending) {
    return new BrokerStatus(
        id,
        "broker,controller",
        "fast",
        "running",
        "",
        Optional.of("host" + id),
        Optional.of("/r1"),
        "host" + id + ":29092",
        id == 0,
        pending,
        false,
        Optional.of(30),
        Optional.of(10),
        Optional.of(2),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.of("container_1"));
  }

  private void brokers(BrokerStatus... brokers) throws IOException {
    client.am.answers.put("GET /brokers", AmClient.JSON.writeValueAsString(List.of(brokers)));
  }

  @Test
  void whatABrokerRunsWithIsShownBesideWhatIsWanted() {
    client.am.answers.put(
        "GET /brokers/3/config?pending=false",
        "{\"id\":3,\"settings\":[{\"key\":\"heap\",\"running\":\"1g\",\"wanted\":\"2g\",\"origin\":\"cluster\","
            + "\"dynamic\":false,\"pending\":true,\"change\":\"restart\"},{\"key\":\"log.a\",\"running\":\"1\","
            + "\"wanted\":\"x\",\"origin\":\"group g\",\"dynamic\":true,\"pending\":true,\"change\":\"dynamic\","
            + "\"refusal\":\"no\"},{\"key\":\"log.b\",\"wanted\":\"1\",\"origin\":\"cluster\"}]}");
    client.am.answers.put("GET /brokers/3/config?pending=true", "{\"id\":3,\"settings\":[]}");
    assertEquals(0, client.run("broker", "config", "3"), client.err);
    assertEquals(
        List.of(
            "setting  running    wanted  from     pending",
            "heap     1g         2g      cluster  restart",
            "log.a    1 *        x       group g  dynamic: refused: no",
            "log.b    (default)  1       cluster"),
        client.out.lines().map(String::stripTrailing).toList());
    assertEquals(0, client.run("broker", "config", "3", "-pending"), client.err);
    assertEquals("broker 3 runs with all that is wanted of it\n", client.out);
  }

  @Test
  void brokersAreListed() throws IOException {
    brokers(broker(0, false), broker(1, true));
    assertEquals(0, client.run("broker", "list"), client.err);
    assertEquals(
        List.of(
            "broker  state    since  host   rack  listener     group  replicas  leaders  behind  offline  roles              notes",
            "0*      running  -      host0  /r1   host0:29092  fast   30        10       2       ?        broker,controller",
            "1       running  -      host1  /r1   host1:29092  fast   30        10       2       ?        broker,controller  restart pending"),
        client.out.lines().toList());
    assertEquals(0, client.run("broker", "list", "-output", "json"), client.err);
    assertTrue(AmClient.JSON.readTree(client.out).path(1).path("pendingRestart").asBoolean());
  }

  @Test
  void controllersAreListed() throws IOException {
    client.am.answers.put(
        "GET /controllers",
        AmClient.JSON.writeValueAsString(
            List.of(
                new ControllerStatus(
                    10_000,
                    "controller",
                    "running",
                    "",
                    Optional.of("host1"),
                    Optional.of("/r1"),
                    Optional.of("host1:29093"),
                    true,
                    true,
                    Optional.of(true),
                    Optional.of("d")))));
    assertEquals(0, client.run("controller", "list"), client.err);
    assertEquals(
        List.of(
            "node   state    host   rack  endpoint     vote  leads  caught up  roles       why",
            "10000  running  host1  /r1   host1:29093  yes   yes    yes        controller"),
        client.out.lines().toList());
  }

  @Test
  void theHighestIdsGoWhenOnlyTheirNumberIsSaid() throws IOException {
    brokers(broker(0, false), broker(1, false), broker(2, false));
    client.am.answers.put("POST /brokers/remove?dryRun=true", "{\"lines\": []}");
    assertEquals(0, client.run("broker", "remove", "-count", "2", "-dry-run"), client.err);
    assertEquals(
        "POST /brokers/remove?dryRun=true {\"brokers\":\"1,2\"}",
        client.am.calls.get(client.am.calls.size() - 1));
    assertEquals(2, client.run("broker", "remove", "-count", "3"));
    assertEquals("-count 3 of 3 brokers: at least one has to stay", client.error());
  }

  @Test
  void anotherArchiveIsUploadedBeforeItIsWanted() throws IOException {
    Path archive =
        ClientFixture.tar(directory.resolve("kafka_2.13-4.4.0.tgz"), ClientFixture.KAFKA_JAR);
    assertEquals(0, client.run("broker", "update", "-kafka", archive.toString()), client.err);
    SpecChanges last = client.am.changes.get(client.am.changes.size() - 1);
    Path uploaded = Path.of(java.net.URI.create(last.get(SpecKey.KAFKA).orElseThrow()));
    assertEquals(-1, Files.mismatch(archive, uploaded));
    assertEquals(
        List.of(
            "brokers: 1 -> 3",
            "# Specification 1 of cluster kafka; its progress: kafka-yarn status -name kafka"),
        client.out.lines().toList());
  }

  @Test
  void anArchiveForARefusedChangeIsNotUploaded() throws IOException {
    Path archive =
        ClientFixture.tar(directory.resolve("kafka_2.13-4.4.0.tgz"), ClientFixture.KAFKA_JAR);
    client.am.refusal = Optional.of(new ApiRefusal(409, "a change is under way"));
    assertEquals(1, client.run("broker", "update", "-kafka", archive.toString()));
    try (Stream<Path> files = Files.walk(client.homes)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().contains("4.4.0")));
    }
  }

  @Test
  void anUpdateRestartsThoseThatNeedIt() throws IOException {
    brokers(broker(0, true));
    client.am.answers.put(
        "POST /brokers/restart",
        "{\"number\": 3, \"kind\": \"restart\", \"title\": \"restart\", \"status\": \"running\","
            + " \"began\": \"2026-01-01T00:00:00Z\", \"message\": \"\", \"done\": [], \"left\": [0]}");
    String[] update = {
      "broker", "update", "-config", "num.io.threads=4", "-restart", "-wait", "false"
    };
    assertEquals(0, client.run(update), client.err);
    assertEquals(List.of(SpecFile.read("config: {num.io.threads: 4}", "f")), client.am.changes);
    assertTrue(
        client.am.calls.contains("POST /brokers/restart {\"brokers\":\"*\",\"pendingOnly\":true}"),
        client.am.calls.toString());
    brokers(broker(0, false));
    client.am.calls.clear();
    assertEquals(0, client.run(update), client.err);
    assertTrue(client.out.endsWith("no node needs a restart\n"), client.out);
    assertEquals(List.of("GET /brokers", "GET /controllers"), client.am.calls);
  }

  @Test
  void brokersAreAddedAndAwaited() throws IOException {
    assertEquals(2, client.run("broker", "add", "2"));
    assertEquals(
        "IDS: a cluster without groups has the ids from 0 on: the next ones are 1..1",
        client.error());
    assertEquals(2, client.run("broker", "add", "0..1"));
    assertEquals("IDS: there is a broker 0 already: the next is 1", client.error());
    assertEquals(0, client.run("broker", "add", "1,2", "-dry-run"), client.err);
    assertEquals(List.of(SpecFile.read("brokers: 3", "f")), client.am.changes);
    assertEquals(3, client.run("broker", "add", "1,2", "-timeout", "0s"), client.err);
    assertEquals(
        "brokers 1,2 do not serve within 0s; they go on starting. Their state: kafka-yarn status -name"
            + " kafka",
        client.error());
  }

  @Test
  void aGroupGetsMoreIds() throws IOException {
    client.am.answers.put(
        "GET /spec",
        "{\"spec\": {\"groups\": [{\"name\": \"fast\", \"ids\": \"0-2\"}, {\"name\": \"slow\","
            + " \"ids\": \"10\", \"memory\": \"2g\"}]}}");
    assertEquals(0, client.run("broker", "add", "11,12", "-group", "slow", "-dry-run"), client.err);
    assertEquals(
        List.of(
            SpecFile.read(
                "groups: [{name: fast, ids: 0-2}, {name: slow, ids: '10-12', memory: 2g}]", "f")),
        client.am.changes);
    assertEquals(2, client.run("broker", "add", "11"));
    assertEquals("-group: of which group are they? There are fast, slow", client.error());
    assertEquals(2, client.run("broker", "add", "11", "-group", "none"));
    assertTrue(client.error().startsWith("-group none: there is no such group"), client.err);
  }
}
