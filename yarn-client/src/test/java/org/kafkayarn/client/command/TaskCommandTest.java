package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.client.yarn.AmClient;

/** {@code task add|list|update|restart|remove|scale|wait|log}. */
class TaskCommandTest {
  private static final String CHANGED =
      "{\"generation\":2,\"dryRun\":false,\"changes\":[\"tasks load: (none) -> client\"]}";
  private static final String CONTAINER = "container_1700000000000_0007_01_000005";

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

  private static TaskStatus status(String state, int running, Integer... exits) {
    return new TaskStatus(
        "load",
        "client",
        exits.length,
        running,
        (int) List.of(exits).stream().filter(code -> code == 0).count(),
        (int) List.of(exits).stream().filter(code -> code > 0).count(),
        Optional.empty(),
        "",
        IntStream.range(0, exits.length)
            .mapToObj(
                index ->
                    new TaskStatus.Instance(
                        index,
                        1_000_000 + index,
                        exits[index] < 0 ? state : exits[index] == 0 ? "completed" : "failed",
                        Optional.of("host1"),
                        exits[index] < 0
                            ? Optional.of(CONTAINER.replaceFirst("5$", (5 + index) + ""))
                            : Optional.empty(),
                        Optional.of(Instant.now()),
                        0,
                        Optional.of(exits[index]).filter(code -> code >= 0),
                        ""))
            .toList());
  }

  private void says(TaskStatus... tasks) {
    ClusterStatus all = FakeAm.status(ClusterStatus.Phase.READY, "all is well");
    client.am.says.add(
        new ClusterStatus(
            all.name(),
            all.user(),
            all.applicationId(),
            all.amAttempt(),
            all.amStarted(),
            all.kafkaClusterId(),
            2,
            all.phase(),
            all.message(),
            all.bootstrapServers(),
            all.activeController(),
            all.nodes(),
            all.warnings(),
            all.offline(),
            all.operations(),
            List.of(tasks),
            all.timings()));
    while (client.am.says.size() > 1) {
      client.am.says.poll();
    }
  }

  private JsonNode body(String call) throws IOException {
    String asked =
        client.am.calls.stream().filter(each -> each.startsWith(call)).findFirst().orElseThrow();
    return AmClient.JSON.readTree(asked.substring(call.length()));
  }

  @Test
  void aTaskIsAddedWithItsFilesUploaded() throws IOException {
    client.am.answers.put("POST /tasks?dryRun=false", CHANGED);
    Path archive = ClientFixture.tar(directory.resolve("app-1.tgz"), "bin/run.sh");
    Path secret = Files.writeString(directory.resolve("keys.jks"), "secret");
    assertEquals(
        0,
        client.run(
            "task",
            "add",
            "-with-kafka",
            "load",
            "-kind",
            "producer",
            "-command",
            "app/bin/run.sh --x=1",
            "-archive",
            "app=" + archive,
            "-file",
            secret.toString(),
            "-config",
            "acks=all",
            "-env",
            "LEVEL=a=b",
            "-after",
            "brokers,topic:t",
            "-start-at",
            "+30m"),
        client.err);
    JsonNode body = body("POST /tasks?dryRun=false ");
    assertEquals("load", body.path("name").asText());
    assertEquals("app/bin/run.sh --x=1", body.path("command").asText());
    assertEquals("all", body.path("config").path("acks").asText());
    assertEquals("a=b", body.path("env").path("LEVEL").asText());
    assertEquals("2026-07-01T12:30:00Z", body.path("start-at").asText());
    assertTrue(body.path("with-kafka").asBoolean());
    assertFalse(body.has("group"), body.toString());
    Path uploaded = Path.of(URI.create(body.path("files").path("keys.jks").asText()));
    assertEquals("secret", Files.readString(uploaded));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(uploaded)));
    assertTrue(
        body.path("archives").path("app").asText().matches("file:.*/\\.archives/\\w+/app-1.tgz"),
        body.toString());
    assertEquals(
        List.of("tasks load: (none) -> client", "# Its progress: kafka-yarn task list -name kafka"),
        client.out.lines().toList());
  }

  @Test
  void aDryRunUploadsNothing() throws IOException {
    client.am.answers.put("POST /tasks?dryRun=true", CHANGED);
    Path file = Files.writeString(directory.resolve("big.jar"), "jar");
    Map<String, String> before = client.snapshot();
    assertEquals(
        0,
        client.run("task", "add", "load", "-command", "x", "-file", file + "", "-dry-run"),
        client.err);
    assertEquals(before, client.snapshot());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "load|what is it to run? Give -command",
        "load -command x -kind y|task: load: kind: not known: y. Use producer, consumer, client",
        "load -command x -config acks|-config: not KEY=VALUE: acks",
        "load -command x -env A=1 -env A=2|-env: A is there twice: give it once",
        "load -command x -config ssl.key.password=abc|-config ssl.key.password: a secret does not"
            + " belong on a command line. Put it into a file that the program reads, and give that"
            + " with -file; or write it into a specification: kafka-yarn spec apply -spec FILE",
        "load -command x -env API_TOKEN=abc|-env API_TOKEN: a secret does not belong on a command"
            + " line. Put it into a file that the program reads, and give that with -file; or write"
            + " it into a specification: kafka-yarn spec apply -spec FILE",
        "load -command x -file /nowhere/f|tasks: load: files /nowhere/f: there is no such file",
        "a/b -command x|task: not a task's name: \"a/b\". Use 1 to 63 letters, digits, dots, dashes"
            + " and underscores, a letter or digit first",
      })
  void whatCannotBeAddedIsRefusedBeforeAnythingIsAsked(String arguments, String line) {
    String[] args = ("task add " + arguments).split(" ", -1);
    assertEquals(2, client.run(args), client.err);
    assertEquals(line, client.error());
    assertEquals(List.of(), client.am.calls);
  }

  @Test
  void anUpdateSendsOnlyWhatWasSaid() throws IOException {
    client.am.answers.put("PATCH /tasks/load?dryRun=false", CHANGED);
    assertEquals(
        0,
        client.run(
            "task",
            "update",
            "load",
            "-memory",
            "1g",
            "-env",
            "A=",
            "-group=",
            "-scale-lag",
            "target=5,max=3"),
        client.err);
    assertEquals(
        AmClient.JSON.readTree(
            "{\"memory\":\"1g\",\"env\":{\"A\":null},\"group\":null,\"scale-lag\":\"target=5,max=3\"}"),
        body("PATCH /tasks/load?dryRun=false "));
    assertEquals(2, client.run("task", "update", "load"));
  }

  @Test
  void aTaskIsScaledRestartedAndRemovedAndWaitedFor() {
    client.am.answers.put("POST /tasks/load/scale?dryRun=false", CHANGED);
    client.am.answers.put("POST /tasks/load/restart?dryRun=false", CHANGED);
    client.am.answers.put("DELETE /tasks/load?dryRun=false", CHANGED);
    says(status("running", 2, -1, -1));
    assertEquals(0, client.run("task", "scale", "load", "-instances", "2", "-wait"), client.err);
    assertTrue(
        client.am.calls.get(0).contains("\"instances\" : 2")
            || client.am.calls.get(0).contains("\"instances\":2"));
    says(status("starting", 1, -1, -1));
    assertEquals(3, client.run("task", "restart", "load", "-timeout", "10ms"), client.err);
    says();
    assertEquals(0, client.run("task", "remove", "load", "-wait"), client.err);
    assertTrue(client.err.contains("task load is gone"), client.err);
    assertEquals(2, client.run("task", "remove", "../x"));
  }

  @Test
  void tasksAndTheirInstancesAreListed() {
    client.am.answers.put(
        "GET /tasks",
        """
        {"tasks":[{"name":"load","kind":"producer","wanted":2,"running":1,"completed":0,"failed":0,
          "lag":7,"message":"load/1: waits for room","instances":[
          {"index":0,"id":1000000,"state":"running","host":"host1","containerId":"c1","restarts":2,
           "message":""},
          {"index":1,"id":1000001,"state":"requested","restarts":0,"message":"waits for room"}]}]}
        """);
    assertEquals(0, client.run("task", "list"), client.err);
    assertEquals(
        List.of(
            "task  kind      wanted  running  completed  failed  lag  why",
            "load  producer  2       1        0          0       7    load/1: waits for room",
            "",
            "instance  state      since  host   restarts  exit  container  why",
            "load/0    running    -      host1  2         -     c1",
            "load/1    requested  -      -      0         -     -          waits for room"),
        client.out.lines().toList());
  }

  @Test
  void aBatchTaskIsWaitedForAndItsExitCodesCount() {
    client.am.answers.put("GET /tasks/load", "{\"spec\":{\"restart\":\"never\"}}");
    says(status("running", 0, 0, 0));
    assertEquals(0, client.run("task", "wait", "load"), client.err);
    assertEquals(
        List.of("load/0: exit code 0", "load/1: exit code 0"), client.out.lines().toList());
    says(status("running", 0, 0, 3));
    assertEquals(1, client.run("task", "wait", "load"), client.err);
    assertEquals(
        List.of("load/0: exit code 0", "load/1: exit code 3"), client.out.lines().toList());
    says(status("running", 1, 0, -1));
    assertEquals(3, client.run("task", "wait", "load", "-timeout", "10ms"), client.err);
    client.am.answers.put("GET /tasks/load", "{\"spec\":{\"restart\":\"always\"}}");
    assertEquals(2, client.run("task", "wait", "load"));
  }

  @Test
  void aLogIsReadFromYarn() {
    says(status("running", 2, -1, -1));
    client.yarn.log = List.of("one", "two", "three");
    assertEquals(0, client.run("task", "log", "load/1", "-lines", "2"), client.err);
    assertEquals(List.of("two", "three"), client.out.lines().toList());
    assertEquals(
        List.of(FakeYarn.ID + " " + CONTAINER.replaceFirst("5$", "6") + " host1 stdout"),
        client.yarn.logsAsked);
    assertEquals(2, client.run("task", "log", "load"));
    assertEquals("task load has more than one instance. Name one: load/0, load/1", client.error());
    assertEquals(1, client.run("task", "log", "other"));
  }

  @Test
  void onlyNewLinesOfAFollowedLogArePrinted() {
    assertEquals(2, TaskLogCommand.known(List.of("a", "b"), List.of("a", "b", "c")));
    assertEquals(1, TaskLogCommand.known(List.of("a", "b"), List.of("b", "c")));
    assertEquals(0, TaskLogCommand.known(List.of("a", "b"), List.of("c")));
    assertEquals(0, TaskLogCommand.known(List.of(), List.of("c")));
  }
}
