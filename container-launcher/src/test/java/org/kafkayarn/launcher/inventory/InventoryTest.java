package org.kafkayarn.launcher.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.DataAnswer;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.DataQuestion.Act;
import org.kafkayarn.launcher.contract.DataQuestion.Target;

/** Looks at, and removes, real directories. */
@Timeout(60)
class InventoryTest {
  private static final String OURS = "our-cluster";

  @TempDir Path disk;
  private Path root;

  @BeforeEach
  void prepare() throws IOException {
    root = Files.createDirectories(disk.resolve("kafka-yarn/alice/kafka"));
  }

  private Path data(String name, String cluster, int node, String id) throws IOException {
    Path directory = Files.createDirectories(root.resolve(name).resolve("topic-0"));
    Files.write(directory.resolve("00000000000000000000.log"), new byte[200_000]);
    Path parent = directory.getParent();
    Files.writeString(parent.resolve(".kafka-yarn.lock"), "pid 1 control 2");
    Files.writeString(
        parent.resolve("meta.properties"),
        "version=1\ncluster.id=%s\nnode.id=%d\ndirectory.id=%s\n".formatted(cluster, node, id));
    return parent;
  }

  private DataAnswer ask(Act act, List<Target> targets, List<Integer> nodes, List<String> ids) {
    return Inventory.answer(
        List.of(disk),
        new DataQuestion("alice", "kafka", OURS, act, List.of(), targets, nodes, ids));
  }

  private DataAnswer remove(Target... targets) {
    return ask(Act.REMOVE_TARGETS, List.of(targets), List.of(), List.of());
  }

  private static Map<String, Directory> byName(DataAnswer answer) {
    return answer.directories().stream()
        .collect(Collectors.toMap(d -> Path.of(d.path()).getFileName().toString(), d -> d));
  }

  @Test
  void everyDirectoryOfTheClusterIsFoundWithItsSize() throws IOException {
    Path home = data("0", OURS, 0, "dir-a");
    Path aside = data("1.left-behind-dir-b", OURS, 1, "dir-b");
    DataAnswer answer = ask(Act.LIST, List.of(), List.of(), List.of());

    assertEquals(
        List.of(home.toString(), aside.toString()),
        answer.directories().stream().map(Directory::path).toList());
    Directory found = answer.directories().get(1);
    assertEquals(1, found.nodeId());
    assertEquals("dir-b", found.directoryId());
    assertTrue(found.bytes() >= 190_000 && found.bytes() < 1_000_000, found::toString);
    assertEquals(List.of(root.toString()), answer.places());
    assertEquals(List.of(), answer.remarks());
    assertEquals(answer, DataAnswer.fromText(answer.toText()));
  }

  @Test
  void anotherClustersDataIsNeitherListedNorTouched() throws IOException {
    Path foreign = data("2", "their-cluster", 2, "dir-c");
    Path nameless = Files.createDirectories(root.resolve("3/topic-0"));
    DataAnswer answer = ask(Act.REMOVE_ALL, List.of(new Target(2, "dir-c")), List.of(), List.of());

    assertEquals(List.of(), answer.directories());
    assertTrue(answer.remarks().toString().contains("belongs to the Kafka cluster their-cluster"));
    assertTrue(answer.remarks().toString().contains(root.resolve("3") + " has no meta.properties"));
    assertEquals(List.of(), answer.places(), "what lies there is not wholly known");
    assertTrue(Files.exists(foreign.resolve("topic-0")));
    assertTrue(Files.exists(nameless));
  }

  @Test
  void aLockedDirectoryIsInUseAndIsNotRemoved() throws Exception {
    Path home = data("0", OURS, 0, "dir-a");
    Process launcher = LockHolder.hold(home.resolve(".kafka-yarn.lock"));
    try {
      assertEquals(
          "the launcher pid 1 control 2",
          ask(Act.LIST, List.of(), List.of(), List.of()).directories().get(0).user().orElseThrow());
      Directory refused = ask(Act.REMOVE_ALL, List.of(), List.of(), List.of()).directories().get(0);
      assertEquals(Outcome.REFUSED, refused.outcome());
      assertEquals("it is in use by the launcher pid 1 control 2", refused.why().orElseThrow());
    } finally {
      launcher.destroyForcibly().waitFor();
    }
    assertTrue(Files.exists(home.resolve("topic-0")));
    assertEquals(
        Outcome.REMOVED,
        ask(Act.REMOVE_ALL, List.of(), List.of(), List.of()).directories().get(0).outcome());
  }

  @Test
  void aDirectoryThatKafkaItselfHasLockedIsInUse() throws Exception {
    Path home = data("0", OURS, 0, "dir-a");
    Process kafka = LockHolder.hold(home.resolve(".lock"));
    try {
      Directory refused = remove(new Target(0, "dir-a")).directories().get(0);
      assertEquals("it is in use by a Kafka process", refused.why().orElseThrow());
    } finally {
      kafka.destroyForcibly().waitFor();
    }
    assertTrue(Files.exists(home.resolve("topic-0")));
  }

  @Test
  void onlyTheTargetsAreRemoved() throws IOException {
    Path stays = data("0", OURS, 0, "dir-a");
    Path goes = data("1", OURS, 1, "dir-b");
    Path sameNode = data("1.left-behind-dir-c", OURS, 1, "dir-c");
    Map<String, Directory> after = byName(remove(new Target(1, "dir-b")));

    assertEquals(Outcome.REMOVED, after.get("1").outcome());
    assertEquals(Outcome.KEPT, after.get("0").outcome());
    assertEquals(Outcome.KEPT, after.get("1.left-behind-dir-c").outcome());
    assertFalse(Files.exists(goes));
    assertTrue(Files.exists(stays.resolve("topic-0")));
    assertTrue(Files.exists(sameNode.resolve("topic-0")));
    assertEquals(2, ask(Act.LIST, List.of(), List.of(), List.of()).directories().size());
  }

  @Test
  void whatANodeOfThisHostStartsInIsSpared() throws IOException {
    Path home = data("1", OURS, 1, "dir-b");
    Path aside = data("1.left-behind-dir-c", OURS, 1, "dir-c");
    Path copied = data("2.left-behind-dir-d", OURS, 2, "dir-d");
    Map<String, Directory> after =
        byName(
            ask(
                Act.REMOVE_TARGETS,
                List.of(new Target(1, "dir-b"), new Target(1, "dir-c"), new Target(2, "dir-d")),
                List.of(1),
                List.of("dir-d")));

    assertEquals("node 1 has its home here", after.get("1").why().orElseThrow());
    assertEquals(
        "node 2 uses a directory of this id", after.get("2.left-behind-dir-d").why().orElseThrow());
    assertTrue(Files.exists(home.resolve("topic-0")));
    assertTrue(Files.exists(copied.resolve("topic-0")));
    assertFalse(Files.exists(aside));
  }

  @Test
  void symbolicLinksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path linked = Files.move(data("4", OURS, 4, "dir-e"), elsewhere.resolve("4"));
    Files.createSymbolicLink(root.resolve("4"), linked);
    Path goes = data("5", OURS, 5, "dir-f");
    Files.createSymbolicLink(goes.resolve("topic-1"), linked.resolve("topic-0"));
    DataAnswer answer = ask(Act.REMOVE_ALL, List.of(), List.of(), List.of());

    assertEquals(List.of("5"), List.copyOf(byName(answer).keySet()));
    assertTrue(answer.remarks().toString().contains("4 is a symbolic link: it is not followed"));
    assertFalse(Files.exists(goes));
    assertEquals(200_000, Files.size(linked.resolve("topic-0/00000000000000000000.log")));
  }

  @Test
  void aRemovalThatWasCutShortIsFinished() throws IOException {
    Path doomed = data("1.doomed-dir-b", OURS, 1, "dir-b");
    assertEquals(Outcome.REMOVED, remove(new Target(1, "dir-b")).directories().get(0).outcome());
    assertFalse(Files.exists(doomed));
    assertTrue(Files.exists(root));
  }

  @Test
  void aClusterThatGoesLeavesNoEmptyDirectories() throws IOException {
    Path unused = data("0", OURS, 0, "dir-a");
    Path neverFormatted = Files.createDirectories(root.resolve("1"));
    Files.writeString(neverFormatted.resolve(".kafka-yarn.lock"), "pid 1 control 2");
    DataAnswer answer = ask(Act.REMOVE_ALL, List.of(), List.of(), List.of());

    assertEquals(List.of(), answer.remarks());
    assertFalse(Files.exists(root));
    assertTrue(Files.exists(root.getParent()));
  }

  @Test
  void theLengthsOfFilesStandInWhereThereIsNoDu() throws IOException {
    Path home = data("0", OURS, 0, "dir-a");
    Files.createSymbolicLink(home.resolve("link"), root);
    assertTrue(DiskSpace.lengths(home) >= 200_000);
    assertTrue(DiskSpace.lengths(home) < 201_000);
  }

  @Test
  void aQuestionIsTheSameAfterItsJourney() {
    DataQuestion question =
        new DataQuestion(
            "ál ice=",
            "kafka",
            OURS,
            Act.REMOVE_TARGETS,
            List.of("/a b", "/ü"),
            List.of(new Target(1, "x"), new Target(2, "")),
            List.of(3),
            List.of("y"));
    assertEquals(question, DataQuestion.fromText(question.toText()));
  }
}
