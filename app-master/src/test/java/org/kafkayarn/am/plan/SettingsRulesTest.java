package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.KafkaEvent;

/** Which settings Kafka is asked to change while it runs, and in which order. */
class SettingsRulesTest {
  private static final String GROUPS =
      "groups:\n- {name: plain, ids: 0-1}\n- {name: fast, ids: '2', config: {%s}}\n";

  @Test
  void aClusterThatRunsAsItIsWantedIsLeftAlone() {
    assertEquals(List.of(), new Configured("config: {log.segment.bytes: 1g}").settle());
  }

  @Test
  void whatTheClusterSaysIsSetForAllBrokersAtOnce() {
    Configured kafka = new Configured("config: {log.a: 1, log.b: 1}");
    assertEquals(
        List.of("all log.a=2 log.b=2"), kafka.want("config: {log.a: 2, log.b: 2}").settle());
    assertEquals(List.of(), kafka.pending(0).differences());
    assertEquals(List.of("all log.a=1"), kafka.want("config: {log.a: 1, log.b: 2}").settle());
  }

  @Test
  void whatIsSetIsSavedBefore() {
    Configured kafka = new Configured("").want("config: {log.a: 2}");
    kafka.world.plan(T0);
    assertEquals(List.of("Save"), kafka.world.kinds());
    assertEquals(Map.of("", Set.of("log.a")), kafka.world.state().ledger().dynamicSettings());
    kafka.world.saved(T0).plan(T0);
    assertEquals(List.of("AlterSettings"), kafka.world.kinds());
    kafka.world.plan(T0);
    assertEquals(List.of(), kafka.world.kinds(), "Kafka has not answered");
  }

  @Test
  void whatOnlyARestartChangesIsNotAsked() {
    Configured kafka = new Configured("").want("config: {num.x: 2}");
    assertEquals(List.of(), kafka.settle());
    assertTrue(kafka.needsRestart(0));
  }

  @Test
  void whatAGroupSaysIsSetForItsBrokers() {
    Configured kafka = new Configured("config: {log.a: 1}\n" + GROUPS.formatted("log.b: 1"));
    assertEquals(
        List.of("2 log.b=3"),
        kafka.want("config: {log.a: 1}\n" + GROUPS.formatted("log.b: 3")).settle());
    assertEquals(
        List.of("2 log.a=9"),
        kafka.want("config: {log.a: 1}\n" + GROUPS.formatted("log.b: 3, log.a: 9")).settle());
    assertEquals(
        List.of("2 log.a deleted"),
        kafka.want("config: {log.a: 1}\n" + GROUPS.formatted("log.b: 3")).settle());
    assertEquals(List.of(), kafka.pending(2).differences());
  }

  @Test
  void aGroupsValueIsSetBeforeThatOfAllBrokersWouldHoldForItToo() {
    Configured kafka = new Configured("config: {log.a: 1}\n" + GROUPS.formatted("log.a: 5"));
    assertEquals(
        List.of("2 log.a=5", "all log.a=2"),
        kafka.want("config: {log.a: 2}\n" + GROUPS.formatted("log.a: 5")).settle());
    for (int id = 0; id < 3; id++) {
      assertEquals(List.of(), kafka.pending(id).differences());
    }
  }

  @Test
  void anEntryOfOneBrokerThatHidesWhatIsWantedGoes() {
    Configured kafka = new Configured("brokers: 3\nconfig: {log.a: 1}").entry("1", "log.a", "7");
    assertEquals(List.of("1 log.a deleted"), kafka.settle());
    kafka.entry("1", "log.a", "7");
    assertEquals(
        List.of("all log.a=2", "1 log.a deleted"), kafka.want("config: {log.a: 2}").settle());
  }

  @Test
  void whatOthersSetForKeysThatNobodyGivesStays() {
    Configured kafka = new Configured("").entry("1", "log.a", "7").entry("", "log.b", "7");
    assertEquals(List.of(), kafka.settle());
    assertEquals(List.of(), kafka.pending(1).differences());
    assertEquals(List.of(), kafka.want("config: {log.c: 1}").want("").settle());
  }

  @Test
  void whatIsNotGivenAnyMoreIsTakenBackIfWeHaveSetIt() {
    Configured kafka = new Configured("");
    assertEquals(List.of("all log.a=2"), kafka.want("config: {log.a: 2}").settle());
    assertEquals(List.of("all log.a deleted"), kafka.want("").settle());
    kafka.world.plan(T0).saved(T0);
    assertEquals(Map.of(), kafka.world.state().ledger().dynamicSettings());
    assertFalse(kafka.needsRestart(0));
  }

  @Test
  void whatWasGivenAtTheStartIsTakenBackByRestarts() {
    Configured kafka = new Configured("config: {log.a: 1}");
    kafka.want("config: {log.a: 2}").settle();
    assertEquals(List.of(), kafka.want("").settle(), "1 would come back");
    assertEquals(List.of("log.a 2 -> (default)"), lines(kafka.pending(0)));
    assertTrue(kafka.needsRestart(0));
    kafka.restart(0);
    assertFalse(kafka.needsRestart(0));
    assertEquals(
        List.of("change pending: log.a 2 -> (default)"),
        kafka.pending(0).lines(),
        "others hold it");
    assertEquals(List.of(), kafka.settle());
    kafka.restart(1).restart(2);
    assertEquals(List.of("all log.a deleted"), kafka.settle());
  }

  @Test
  void aDefaultTakesThePlaceOfWhatIsNotGivenAnyMore() {
    Configured kafka = new Configured("brokers: 3");
    assertEquals(
        List.of("all min.insync.replicas=1"),
        kafka.want("brokers: 3\nconfig: {min.insync.replicas: 1}").settle());
    assertEquals(List.of("all min.insync.replicas=2"), kafka.want("brokers: 3").settle());
  }

  /** As Kafka does it with ELR: the value of the first start is an entry for all brokers. */
  @Test
  void anEntryThatKafkaHasMadeOfTheLastDefaultFollowsTheNextOne() {
    Configured kafka =
        new Configured("brokers: 3\nconfig: {min.insync.replicas: 1}")
            .entry("", "min.insync.replicas", "1");
    assertEquals(List.of(), kafka.settle());
    assertEquals(List.of("all min.insync.replicas=2"), kafka.want("brokers: 3").settle());
    Configured other = new Configured("brokers: 3").entry("", "min.insync.replicas", "1");
    assertEquals(List.of(), other.settle(), "somebody else wants it");
  }

  @Test
  void whatKafkaRefusesIsAskedAgainWhenTheSpecificationChanges() {
    Configured kafka = new Configured("").want("config: {log.a: x, log.b: 2}");
    kafka.refuses(kafka.next().orElseThrow().alteration(), "log.a", "not a number");
    kafka.entries.put("", new TreeMap<>(Map.of("log.b", "2")));
    kafka.told();
    assertEquals(List.of(), kafka.settle());
    assertEquals(
        List.of("Kafka refused log.a=x: not a number"),
        StatusReport.of(kafka.world.plan, Map.of()).warnings().stream()
            .filter(line -> line.contains("refused"))
            .toList());
    assertEquals(List.of("log.a (default) -> x (refused: not a number)"), lines(kafka.pending(0)));
    assertFalse(kafka.needsRestart(0), "it might not start");
    assertEquals(
        List.of("all log.a=x"), kafka.want("config: {log.a: x, log.b: 2, num.z: 1}").settle());
  }

  @Test
  void whatMayPassIsTriedAgain() {
    Configured kafka = new Configured("").want("config: {log.a: 2}");
    var alteration = kafka.next().orElseThrow().alteration();
    kafka.world.on(
        T0, new KafkaEvent.SettingsAltered(alteration, Map.of(), Optional.of("no answer")));
    assertEquals(List.of(), kafka.world.plan(T0).kinds());
    assertEquals(Optional.of(T0.plus(SettingsRules.RETRY)), kafka.world.plan.wakeAt());
    kafka.world.plan(T0.plus(SettingsRules.RETRY));
    assertEquals(List.of("AlterSettings"), kafka.world.kinds());
  }

  private static List<String> lines(Pending pending) {
    return pending.differences().stream().map(Pending.Difference::line).toList();
  }
}
