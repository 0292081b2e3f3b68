package org.kafkayarn.am.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.inventory.Holding.Place;
import org.kafkayarn.am.inventory.InventoryRequest.Target;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.state.DynamicKeys;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.am.state.LeftBehinds;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Operations;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.launcher.contract.DataAnswer;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.DataQuestion.Act;

/** What a directory is to the cluster, and what the ledger forgets of it. */
class HoldingTest {
  private static final Instant T0 = Instant.parse("2026-07-01T12:00:00Z");
  private static final String ROOT = "/disk/kafka-yarn/u/k";

  /** Node 0 lives on a; node 1 has moved from a to b. */
  private static final Ledger LEDGER =
      ledger(
          List.of(
              new LeftBehind(1, "a", List.of(ROOT + "/1"), T0.minusSeconds(60), List.of("old-1"))));

  private static Ledger ledger(List<LeftBehind> left) {
    return new Ledger(
            "cluster",
            "",
            new TreeMap<>(),
            Optional.empty(),
            new TreeMap<>(),
            new LeftBehinds(left),
            Optional.empty(),
            new TreeMap<>(Map.of(2, "vote-2")),
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
        .startedIn("c" + id, T0.minusSeconds(30))
        .withData(List.of(dir), Map.of(dir, directoryId), Optional.of(directoryId));
  }

  private static Directory directory(String name, int node, String id, String user) {
    return new Directory(
        ROOT + "/" + name,
        node,
        id,
        1,
        T0.minusSeconds(5),
        Optional.of(user).filter(u -> !u.isEmpty()),
        Outcome.KEPT,
        Optional.empty());
  }

  private static Place place(String host, Directory found) {
    return Holding.of(host, found, LEDGER).place();
  }

  @Test
  void aDirectoryInUseIsThatWhateverTheLedgerSays() {
    Holding holding = Holding.of("a", directory("1", 1, "old-1", "the launcher pid 7"), LEDGER);
    assertEquals(Place.IN_USE, holding.place());
    assertEquals("by the launcher pid 7", holding.why());
  }

  @Test
  void theHomeOfANodeIsItsHomeWhateverLiesInIt() {
    assertEquals(Place.HOME, place("a", directory("0", 0, "id-0", "")));
    assertEquals(Place.HOME, place("a", directory("0", 0, "another", "")));
    assertEquals(Place.HOME, place("b", directory("1", 1, "new-1", "")));
  }

  @Test
  void anIdThatANodeOrTheQuorumCountsOnIsNeverLeftBehind() {
    assertEquals(Place.HOME, place("c", directory("1.left-behind-new-1", 1, "new-1", "")));
    assertEquals(Place.HOME, place("c", directory("2", 2, "vote-2", "")));
  }

  @Test
  void theRestIsLeftBehindAndSaysWhy() {
    Holding moved = Holding.of("a", directory("1", 1, "old-1", ""), LEDGER);
    assertEquals(Place.LEFT_BEHIND, moved.place());
    assertEquals("its node lives on b", moved.why());
    assertEquals(Optional.of(T0.minusSeconds(60)), moved.since());

    Holding aside = Holding.of("a", directory("0.left-behind-x", 0, "x", ""), LEDGER);
    assertEquals(Place.LEFT_BEHIND, aside.place());
    assertEquals("set aside when its node started anew here", aside.why());
    assertEquals(Optional.of(T0.minusSeconds(5)), aside.since());

    assertEquals(
        "its removal was cut short",
        Holding.of("a", directory("1.doomed-old-1", 1, "old-1", ""), LEDGER).why());
    assertEquals(
        "the cluster has no node 9", Holding.of("a", directory("9", 9, "z", ""), LEDGER).why());
  }

  private static InventoryResult result(List<String> places, Directory... found) {
    return new InventoryResult(
        T0,
        List.of(
            new HostFindings(
                "a",
                Optional.empty(),
                new DataAnswer(List.of(found), places, List.of(), List.of(), List.of())),
            new HostFindings(
                "b",
                Optional.of("lost"),
                new DataAnswer(List.of(), List.of(), List.of(), List.of(), List.of()))));
  }

  @Test
  void theLedgerForgetsWhatWasRemovedAndWhatIsThereNoMore() {
    Gone old = new Gone(1, "a", "old-1");
    Directory there = directory("1", 1, "old-1", "");
    assertEquals(List.of(old), Leftovers.gone(result(List.of(ROOT), there.removed()), LEDGER));
    assertEquals(List.of(old), Leftovers.gone(result(List.of(ROOT)), LEDGER));
    assertEquals(List.of(), Leftovers.gone(result(List.of(ROOT), there), LEDGER));
    // The disk is missing: what was on it may come back.
    assertEquals(List.of(), Leftovers.gone(result(List.of()), LEDGER));

    assertEquals(LeftBehinds.NONE, LEDGER.leftBehind().without(List.of(old)));
  }

  @Test
  void whatIsAskedOfAHostSparesItsNodesAndNamesItsPlaces() {
    ClusterSpec spec =
        SpecRules.complete(
            SpecFile.read("name: k\nbrokers: 3\ndata-dirs: /data1", "f"), 1, "hdfs:///k.tar");
    DataQuestion question =
        Questions.of(
            new InventoryRequest(
                Act.REMOVE_TARGETS,
                List.of("a", "b"),
                60,
                List.of(new Target("a", 1, "old-1"), new Target("b", 5, "z"))),
            "a",
            "u",
            spec,
            LEDGER);
    assertEquals(List.of(new DataQuestion.Target(1, "old-1")), question.targets());
    assertEquals(List.of(0), question.sparedNodes());
    assertEquals(List.of("id-0", "new-1", "vote-2"), question.sparedIds());
    assertEquals(List.of("/data1/u/k", ROOT), question.roots());
    assertEquals(List.of("a", "b"), List.copyOf(Questions.hosts(LEDGER)));
  }
}
