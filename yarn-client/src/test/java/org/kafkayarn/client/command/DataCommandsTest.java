package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.inventory.InventoryRequest;
import org.kafkayarn.am.inventory.InventoryRequest.Target;
import org.kafkayarn.am.inventory.InventoryResult;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.state.DynamicKeys;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.am.state.LeftBehinds;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Operations;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.store.InventoryFiles;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.launcher.contract.DataAnswer;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;
import org.kafkayarn.launcher.contract.DataQuestion.Act;

/** {@code data} and {@code destroy}, with a short application that answers at once. */
class DataCommandsTest {
  private static final String ROOT = "/disk/kafka-yarn/u/kafka";
  private static final Instant LEFT = Instant.parse("2026-07-01T12:00:00Z");
  private static final Instant SEEN = LEFT.plusSeconds(3 * 3600 + 600);

  @TempDir Path directory;
  private ClientFixture client;
  private final List<InventoryRequest> requests = new ArrayList<>();

  /** What lies on which host: by host, then by the directory's path. */
  private final Map<String, Map<String, Directory>> disks = new TreeMap<>();

  private Optional<String> hostB = Optional.empty();
  private List<String> missing = List.of();
  private List<String> unread = List.of();

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    client.home("kafka").writeLedger(ledger());
    client.yarn.onSubmit = this::visit;
    put("a", "0", 0, "id-0");
    put("a", "1", 1, "old-1");
    put("b", "1", 1, "new-1");
  }

  private static Ledger ledger() {
    return new Ledger(
            "our-cluster",
            "",
            new TreeMap<>(),
            Optional.empty(),
            new TreeMap<>(),
            new LeftBehinds(
                List.of(new LeftBehind(1, "a", List.of(ROOT + "/1"), LEFT, List.of("old-1")))),
            Optional.empty(),
            new TreeMap<>(),
            Operations.NONE,
            new TreeSet<>(),
            DynamicKeys.NONE,
            TaskLedger.NONE)
        .with(node(0, "a", "id-0"))
        .with(node(1, "b", "new-1"));
  }

  private static NodeRecord node(int id, String host, String directoryId) {
    String dir = ROOT + "/" + id;
    return NodeRecord.placed(id, true, host, "/r", directoryId, 0)
        .startedIn("c" + id, LEFT)
        .withData(List.of(dir), Map.of(dir, directoryId), Optional.of(directoryId));
  }

  private void put(String host, String name, int node, String id) {
    Directory found =
        new Directory(
            ROOT + "/" + name,
            node,
            id,
            3L << 30,
            LEFT,
            Optional.empty(),
            Outcome.KEPT,
            Optional.empty());
    disks.computeIfAbsent(host, h -> new TreeMap<>()).put(found.path(), found);
  }

  /** What the application would do, on disks that are a map. */
  private void visit(ApplicationSubmissionContext context) {
    try {
      InventoryFiles files = client.home("kafka").inventory(context.getApplicationId().toString());
      InventoryRequest request = files.readRequest();
      requests.add(request);
      List<HostFindings> hosts = new ArrayList<>();
      for (String host : request.hosts()) {
        boolean lost = host.equals("b") && hostB.isPresent();
        hosts.add(
            new HostFindings(
                host,
                lost ? hostB : Optional.empty(),
                lost
                    ? new DataAnswer(List.of(), List.of(), List.of(), List.of(), List.of())
                    : new DataAnswer(
                        look(host, request), List.of(ROOT), missing, unread, List.of())));
      }
      files.writeResult(new InventoryResult(SEEN, hosts));
      ApplicationReport end = FakeYarn.report("data of kafka", YarnApplicationState.FINISHED);
      end.setFinalApplicationStatus(FinalApplicationStatus.SUCCEEDED);
      client.yarn.report = () -> end;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Directory> look(String host, InventoryRequest request) {
    List<Directory> seen = new ArrayList<>();
    for (Directory found : List.copyOf(disks.getOrDefault(host, Map.of()).values())) {
      boolean goes =
          request.act() == Act.REMOVE_ALL
              || request.targets().contains(new Target(host, found.nodeId(), found.directoryId()));
      if (goes) {
        disks.get(host).remove(found.path());
      }
      seen.add(goes ? found.removed() : found);
    }
    return seen;
  }

  private void runsAsAnApplication() {
    client.yarn.applications.add(FakeYarn.report("kafka", YarnApplicationState.RUNNING));
  }

  @Test
  void listShowsEveryDirectoryAndWhatItIs() throws IOException {
    assertEquals(0, client.run("data", "list"), client.err);
    List<String> lines = client.out.lines().toList();
    assertEquals(
        "a     1     left behind  3h 10m  3.0 GiB  old-1         "
            + ROOT
            + "/1  its node lives on b",
        lines.get(2));
    assertTrue(
        lines.get(1).startsWith("a     0     home         -       3.0 GiB  id-0"), client.out);
    assertEquals(4, lines.size());
    ApplicationSubmissionContext context = client.yarn.submitted.get(1);
    assertEquals("KAFKA-DATA", context.getApplicationType());
    assertEquals(1, context.getMaxAppAttempts());
    assertEquals(List.of("a", "b"), requests.get(0).hosts());
    assertEquals(60, requests.get(0).limitSeconds());
    assertFalse(
        client.snapshot().keySet().stream().anyMatch(file -> file.matches(".*inventory/.+")),
        "nothing of the visit stays in the home");
  }

  @Test
  void listAsJsonHasTheHostsThatWereNotReached() throws IOException {
    hostB = Optional.of("YARN says that the host is LOST");
    assertEquals(0, client.run("data", "list", "-output", "json"), client.err);
    JsonNode json = AmClient.JSON.readTree(client.out);
    assertEquals("our-cluster", json.get("kafkaClusterId").asText());
    assertEquals("LEFT_BEHIND", json.at("/hosts/0/directories/1/data").asText());
    assertFalse(json.at("/hosts/1/reached").asBoolean());
    assertEquals("YARN says that the host is LOST", json.at("/hosts/1/reason").asText());
    assertEquals(0, client.run("data", "list"), client.err);
    assertTrue(
        client.out.contains("b was not reached: YARN says that the host is LOST"), client.out);
  }

  @Test
  void purgeWithoutATerminalIsRefused() {
    assertEquals(2, client.run("data", "purge"));
    assertEquals("there is no terminal to ask at: say -yes, or -dry-run", client.error());
    assertEquals(1, requests.size());
  }

  @Test
  void aDryRunRemovesNothing() throws IOException {
    assertEquals(0, client.run("data", "purge", "-dry-run"), client.err);
    assertTrue(client.out.contains("left behind: 1 directory, 3.0 GiB"), client.out);
    assertEquals(List.of(Act.LIST), requests.stream().map(InventoryRequest::act).toList());
    assertEquals(Optional.of(ledger()), client.home("kafka").readLedger());
  }

  @Test
  void purgeRemovesWhatIsLeftBehindAndTheLedgerForgetsIt() throws IOException {
    client.answers.add("yes");
    assertEquals(0, client.run("data", "purge"), client.err);
    assertEquals(List.of("Remove 1 directory, 3.0 GiB for ever? (yes/no)"), client.questions);
    assertEquals(List.of(new Target("a", 1, "old-1")), requests.get(1).targets());
    assertEquals(List.of("a"), requests.get(1).hosts());
    assertTrue(client.out.contains("removed: 1 directory, 3.0 GiB"), client.out);
    assertEquals(LeftBehinds.NONE, client.home("kafka").readLedger().orElseThrow().leftBehind());
    assertEquals(1, client.home("kafka").readLedger().orElseThrow().node(1).stream().count());
  }

  @Test
  void anotherAnswerThanYesRemovesNothing() {
    client.answers.add("y");
    assertEquals(2, client.run("data", "purge"));
    assertEquals(1, requests.size());
  }

  @Test
  void ofARunningClusterTheApplicationMasterForgets() throws IOException {
    runsAsAnApplication();
    assertEquals(0, client.run("data", "purge", "-yes"), client.err);
    assertEquals(List.of(new Gone(1, "a", "old-1")), client.am.gone);
    assertEquals(1, client.home("kafka").readLedger().orElseThrow().leftBehind().all().size());
  }

  @Test
  void purgeCanBeOfSomeNodesAndHosts() {
    assertEquals(0, client.run("data", "purge", "-yes", "-node", "0,2-5"), client.err);
    assertEquals(0, client.run("data", "purge", "-yes", "-host", "b"), client.err);
    assertEquals(
        List.of(Act.LIST, Act.LIST), requests.stream().map(InventoryRequest::act).toList());
    assertEquals(0, client.run("data", "purge", "-yes", "-node", "1", "-host", "a"), client.err);
    assertFalse(disks.get("a").containsKey(ROOT + "/1"));
  }

  @Test
  void aRunningClusterIsNotDestroyed() {
    runsAsAnApplication();
    assertEquals(2, client.run("destroy", "-yes"));
    assertTrue(client.error().contains("Stop it first: kafka-yarn stop -name kafka"));
    assertEquals(List.of(), requests);
  }

  @Test
  void destroyTakesTheDataAndThenTheDefinition() throws IOException {
    client.answers.add("kafka");
    assertEquals(0, client.run("destroy"), client.err);
    assertEquals(List.of("Type the cluster's name to destroy it:"), client.questions);
    assertTrue(client.out.contains("3 directories, 9.0 GiB, and the definition"), client.out);
    assertFalse(client.home("kafka").exists());
    assertEquals(Map.of(), disks.get("a"));
  }

  @Test
  void destroyIsNotDoneAtAWrongName() throws IOException {
    client.answers.add("kafak");
    assertEquals(2, client.run("destroy"));
    assertEquals(Optional.empty(), client.home("kafka").destroyedMark().since());
    assertEquals(2, client.run("destroy"));
    assertEquals("there is no terminal to ask at: say -yes", client.error());
  }

  @Test
  void aHalfDestroyedClusterIsNotStartedAndCanBeEnded() throws IOException {
    hostB = Optional.of("YARN says that the host is LOST");
    assertEquals(1, client.run("destroy", "-yes"));
    assertTrue(
        client.err.contains(
            "  what lies on b: it was not reached: YARN says that the host is LOST"),
        client.err);
    assertTrue(client.home("kafka").exists());

    assertEquals(2, client.run("submit"));
    assertTrue(client.error().contains("end it with kafka-yarn destroy -name kafka"), client.err);

    assertEquals(2, client.run("destroy", "-yes", "-forget-unreachable", "c"));
    assertTrue(client.error().contains("Its hosts: a, b"), client.err);
    assertEquals(0, client.run("destroy", "-yes", "-forget-unreachable", "b"), client.err);
    assertTrue(client.out.contains("given up: what lies on b"), client.out);
    assertFalse(client.home("kafka").exists());
  }

  @Test
  void aDiskThatIsAwayOrCannotBeReadKeepsTheDefinition() throws IOException {
    missing = List.of(ROOT);
    assertEquals(1, client.run("destroy", "-yes"));
    assertTrue(client.err.contains("what lies on a: " + ROOT + " is not there"), client.err);
    missing = List.of("/named/by/the/spec/alone");
    unread = List.of(ROOT + "/7: java.io.IOException: Input/output error");
    assertEquals(1, client.run("destroy", "-yes"));
    assertTrue(client.err.contains("what lies on b: " + unread.get(0)), client.err);
    assertTrue(client.home("kafka").exists());
    unread = List.of();
    assertEquals(0, client.run("destroy", "-yes"), client.err);
    assertFalse(client.home("kafka").exists());
  }

  @Test
  void aHomeWithoutASpecIsNotMarked() throws IOException {
    Files.delete(Path.of(client.home("kafka").uri()).resolve("spec.json"));
    assertEquals(2, client.run("destroy", "-yes"));
    assertEquals(Optional.empty(), client.home("kafka").destroyedMark().since());
  }

  @Test
  void aDamagedLedgerCanBeReplaced() throws IOException {
    String file = directory.resolve("export.json").toString();
    assertEquals(0, client.run("data", "export", file), client.err);
    Path damaged = Path.of(client.home("kafka").uri()).resolve("ledger.json");
    Files.writeString(damaged, "{");
    assertEquals(2, client.run("data", "restore", file));
    assertEquals(0, client.run("data", "restore", file, "-replace"), client.err);
    assertEquals(Optional.of(ledger()), client.home("kafka").readLedger());
  }

  @Test
  void anExportBringsBackALostHome() throws IOException {
    String file = directory.resolve("export.json").toString();
    assertEquals(0, client.run("data", "export", file), client.err);
    assertEquals(0, client.run("data", "export", file), "the same cluster's may be replaced");
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))));
    String token = client.home("kafka").secrets().apiToken();
    assertFalse(Files.readString(Path.of(file)).contains(token));
    var spec = client.home("kafka").readSpec();
    client.home("kafka").delete();

    assertEquals(0, client.run("data", "restore", file), client.err);
    assertEquals(Optional.of(ledger()), client.home("kafka").readLedger());
    assertEquals(spec, client.home("kafka").readSpec());
    assertEquals(0, client.run("data", "restore", file), "the same again changes nothing");
  }

  @Test
  void aRestoreDoesNotOverwriteWhatDiffers() throws IOException {
    String file = directory.resolve("export.json").toString();
    assertEquals(0, client.run("data", "export", file), client.err);
    client.home("kafka").writeLedger(Ledger.empty("another-cluster"));
    assertEquals(2, client.run("data", "restore", file));
    assertTrue(client.error().contains("another Kafka cluster, another-cluster"), client.err);
    assertEquals(2, client.run("data", "export", file));
    assertTrue(client.error().contains("name another file"), client.err);

    runsAsAnApplication();
    assertEquals(2, client.run("data", "restore", file, "-replace"));
    assertTrue(client.error().contains("Stop it first"), client.err);
    client.yarn.applications.clear();
    assertEquals(0, client.run("data", "restore", file, "-replace"), client.err);
    assertEquals(Optional.of(ledger()), client.home("kafka").readLedger());
  }

  @Test
  void whatIsNoExportIsRefusedInOneLine() throws IOException {
    Path file = directory.resolve("not-one.json");
    for (String text : List.of("", "{}", "{\"version\":1}", "{\"version\":7}", "[1]")) {
      Files.writeString(file, text);
      assertEquals(2, client.run("data", "restore", file.toString()), text);
      assertTrue(client.error().contains("not-one.json"), client.err);
    }
    assertEquals(2, client.run("data", "restore", directory.resolve("none").toString()));
    assertTrue(client.error().contains("there is no such file"), client.err);
  }
}
