package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.failed;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.Failover;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Ledger.LeftBehind;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

class DiskRulesTest {
  private static final long GIB = 1L << 30;

  private static Disk disk(long totalGib, long freeMib) {
    return new Disk("/disk1/1", Condition.ONLINE, totalGib * GIB, freeMib << 20, "");
  }

  private static Event word(
      Worlds world, List<Disk> disks, Optional<Recovery> recovery, List<String> setAside) {
    return Worlds.wordOnDisks(world.slot(1).launcher().orElseThrow(), disks, recovery, setAside);
  }

  private static Event disks(Worlds world, Disk... disks) {
    return word(world, List.of(disks), Optional.empty(), List.of());
  }

  private static List<String> warnings(Worlds world) {
    return StatusReport.of(world.plan(T0).plan, Map.of()).warnings();
  }

  private static Worlds onYarnsDisks() {
    return Worlds.fresh(Specs.small(3, "29092-29111").with(SpecKey.DATA_DIRS, List.of())).started();
  }

  @Test
  void aDiskWithRoomIsNotTold() {
    var world = serving(3);
    assertEquals(List.of(), warnings(world.on(T0, disks(world, disk(100, 16 * 1024)))));
  }

  @Test
  void aDiskThatIsAlmostFullIsAWarningWithNumbers() {
    var world = serving(3);
    assertEquals(
        List.of("node 1 on b: the disk of /disk1/1 is 88 % full (12.0 GiB of 100.0 GiB free)"),
        warnings(world.on(T0, disks(world, disk(100, 12 * 1024)))));
  }

  @Test
  void whatYarnDoesWithAFullDiskIsSaidBeforeItDoes() {
    var world = onYarnsDisks();
    String warning = warnings(world.on(T0, disks(world, disk(100, 12 * 1024)))).get(0);
    assertTrue(warning.contains("at 90 % YARN takes it for bad"), warning);
  }

  @Test
  void aDiskThatIsAwayIsAWarning() {
    var world = serving(3);
    Disk away = new Disk("/disk1/1", Condition.MISSING, 0, 0, "/disk1/1 is not there");
    assertEquals(
        List.of("node 1 on b: /disk1/1 is not there"), warnings(world.on(T0, disks(world, away))));
  }

  @Test
  void theStatusHasTheDisksOfEachNode() {
    var world = serving(3);
    world.on(T0, disks(world, disk(100, 50 * 1024))).plan(T0);
    var node = StatusReport.of(world.plan, Map.of()).nodes().get(1);
    assertEquals(List.of(disk(100, 50 * 1024)), node.disks());
  }

  @Test
  void aFullDiskIsNotTriedAgainBeforeThereIsRoom() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.DISK_FULL, "no space", T0));
    world.on(T0, disks(world, disk(100, 1_500))).plan(T0).saved(T0);
    world.plan(T0.plusSeconds(100_000));
    assertEquals(List.of(), world.plan.actions());
    assertEquals(
        "no space; /disk1/1 has 1.5 GiB free, and Kafka starts again when it has 2.0 GiB: make"
            + " room on it",
        world.wait(1));
    world.on(T0, disks(world, disk(100, 2_048)));
    assertEquals(List.of("StartKafka"), world.plan(T0.plusSeconds(100_000)).kinds());
  }

  @Test
  void aSmallDiskNeedsATenthOfItself() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.DISK_FULL, "no space", T0));
    world.on(T0, disks(world, disk(4, 409))).plan(T0).saved(T0);
    assertEquals(List.of(), world.plan(T0).plan.actions());
    world.on(T0, disks(world, disk(4, 410)));
    assertEquals(List.of("StartKafka"), world.plan(T0).kinds());
  }

  @Test
  void aFullDiskOfUnknownRoomIsTriedAgainAfterTheLongestDelay() {
    var world = serving(3).on(T0, failed(1, 1, 11, FailureClass.DISK_FULL, "no space", T0));
    Duration longest = Failover.DEFAULT.maxDelay();
    world.plan(T0).saved(T0);
    assertEquals(List.of(), world.plan(T0.plus(longest).minusMillis(1)).plan.actions());
    assertEquals(List.of("StartKafka"), world.plan(T0.plus(longest)).kinds());
  }

  @Test
  void aKafkaThatRecoversItsLogsIsLeftAloneWithItsProgress() {
    var world = serving(3);
    Recovery recovery = new Recovery(45, 120, "Kafka recovers its logs: 45 of 120");
    world.on(T0, word(world, List.of(), Optional.of(recovery), List.of()));
    world.on(T0, new KafkaEvent.Observed(Map.of(), Set.of(), Worlds.ledBy(Optional.of(0))));
    world.plan(T0.plusSeconds(1_000_000));
    assertEquals(List.of(), world.plan.actions());
    assertEquals("Kafka recovers its logs: 45 of 120", world.wait(1));
  }

  @Test
  void aLauncherIsToldWhatItsNodeHasAndWhatItHasLeftOnTheHost() {
    ClusterState state = serving(3).state();
    LeftBehind left = new LeftBehind(1, "b", List.of("/x"), T0, List.of("old"));
    LeftBehind elsewhere = new LeftBehind(1, "c", List.of("/x"), T0, List.of("other"));
    LeftBehind others = new LeftBehind(0, "b", List.of("/x"), T0, List.of("another"));
    var world =
        Worlds.begin(
            state.spec(), state.ledger().withLeftBehind(List.of(left, elsewhere, others)), 2);
    world.on(T0, new YarnEvent.Registered(List.of(Worlds.held(1, 1, "b"))));
    world.on(T0, failed(1, 1, 11, FailureClass.CRASHED, "one", T0)).plan(T0);
    Action.StartKafka start =
        world.plan.actions().stream()
            .filter(Action.StartKafka.class::isInstance)
            .map(Action.StartKafka.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(Set.of("old"), start.spec().leftBehindIds());
    assertEquals(Map.of("/disk1/1", "dir"), start.spec().directoryIds());
  }

  @Test
  void theLedgerKnowsWhereLeftBehindDataWasSetAside() {
    var world = serving(3);
    ClusterState state = world.state();
    Instant then = T0.minusSeconds(60);
    LeftBehind left = new LeftBehind(1, "b", List.of("/disk1/1"), then, List.of("old"));
    LeftBehind other = new LeftBehind(1, "c", List.of("/disk1/1"), then, List.of("old"));
    world.on(T0, new Event.LedgerSaved(state.ledger()));
    var known = Worlds.begin(state.spec(), state.ledger().withLeftBehind(List.of(left, other)), 2);
    known.on(T0, new YarnEvent.Registered(List.of(Worlds.held(1, 1, "b"))));
    known.on(T0, Worlds.answer(1, 1, 1, LauncherState.Phase.RUNNING, Optional.empty(), T0));
    known.on(T0, word(known, List.of(), Optional.empty(), List.of("/disk1/1.left-behind-old")));
    assertEquals(
        List.of("/disk1/1.left-behind-old"), known.state().ledger().leftBehind().get(0).dataDirs());
    assertEquals(List.of("/disk1/1"), known.state().ledger().leftBehind().get(1).dataDirs());
    assertEquals(Set.of("old"), known.state().ledger().leftBehindIds(1, "b"));
  }
}
