package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.Pending.Change;
import org.kafkayarn.am.state.KafkaEvent;

/** How a node runs otherwise than it is wanted, and what has to happen for that to end. */
class PendingTest {
  private static final String GROUPS =
      "groups:\n- {name: plain, ids: 0-1}\n- {name: fast, ids: '2', config: {%s}}\n";

  private static List<String> lines(Pending pending) {
    return pending.differences().stream()
        .map(d -> d.change() + " " + d.line() + " of " + d.origin())
        .toList();
  }

  @Test
  void nothingIsPendingAfterAStart() {
    Configured kafka = new Configured("config: {num.x: 1, log.a: 1}");
    assertEquals(new Pending(true, List.of()), kafka.pending(0));
    assertFalse(kafka.needsRestart(0));
  }

  @Test
  void eachDifferenceSaysWhoWantsItAndWhatItTakes() {
    Configured kafka = new Configured(GROUPS.formatted("num.x: 1, num.old: 3"));
    kafka.want("jvm-opts: -Dx=y\nconfig: {num.y: 2, log.a: 1}\n" + GROUPS.formatted("num.x: 5"));
    assertEquals(
        List.of(
            "RESTART jvm-opts  -> -Dx=y of cluster",
            "DYNAMIC log.a (default) -> 1 of cluster",
            "RESTART num.x 1 -> 5 of group fast",
            "RESTART num.y (default) -> 2 of cluster",
            "RESTART num.old 3 -> (default) of cluster"),
        lines(kafka.pending(2)));
    kafka.restart(2);
    assertEquals(List.of(), lines(kafka.pending(2)));
    assertEquals(
        List.of(
            "change pending: log.a (default) -> 1",
            "restart pending: jvm-opts  -> -Dx=y, num.y (default) -> 2"),
        kafka.pending(0).lines());
  }

  @Test
  void aDefaultOfOursThatFollowsTheNumberOfBrokersNeedsARestart() {
    Configured kafka = new Configured("brokers: 1").want("brokers: 2");
    assertTrue(
        lines(kafka.pending(0))
            .contains("RESTART default.replication.factor 1 -> 2 of default of kafka-yarn"));
  }

  @Test
  void whatTheContainerIsNeedsAnother() {
    Configured kafka = new Configured("");
    kafka.want("vcores: 2\nkafka: hdfs:///other.tar");
    assertEquals(
        List.of(
            "REPLACE kafka hdfs:///kafka.tar -> hdfs:///other.tar of cluster",
            "RESIZE vcores 1 -> 2 of cluster"),
        lines(kafka.pending(0)));
    assertTrue(kafka.pending(0).has(Change.REPLACE));
    assertTrue(kafka.needsRestart(0));
  }

  @Test
  void whileKafkaHasNotToldNothingIsRestartedForIt() {
    Configured kafka = new Configured("").want("config: {log.a: 1}");
    kafka.world.on(T0, new KafkaEvent.SettingsObserved(new TreeMap<>()));
    assertEquals(Change.UNKNOWN, kafka.pending(0).differences().get(0).change());
    assertFalse(kafka.needsRestart(0));
  }

  @Test
  void aLauncherThatDoesNotTellIsUnknown() {
    Worlds world = Worlds.serving(1);
    assertFalse(Pending.of(world.state(), world.slot(0)).known());
    assertFalse(Pending.needsRestart(world.state(), world.slot(0)));
  }

  @Test
  void aSecretIsNotShown() {
    Configured kafka = new Configured("").want("config: {num.password: '${file:/etc/p:a}'}");
    assertEquals(
        List.of("RESTART num.password (default) -> (hidden) of cluster"), lines(kafka.pending(0)));
  }
}
