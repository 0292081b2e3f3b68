package org.kafkayarn.am.plan;

import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.failed;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Hosting;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.launcher.contract.FailureClass;

/** Clusters of four in which node 1 crashes while node 0 leads the quorum. */
final class Crashes {
  static final Instant T1 = T0.plusSeconds(100);
  static final Instant SEEN = T1.plusMillis(200);
  static final Duration SESSION = Duration.ofSeconds(6);

  static SpecChanges spec(int brokers) {
    return Specs.small(brokers, "29092-29111")
        .withSetting("broker.session.timeout.ms", Optional.of("6000"))
        .with(SpecKey.FAST_FAILOVER, true);
  }

  static Worlds serving() {
    return Worlds.fresh(spec(4)).started();
  }

  static Event crash(int id, Instant at) {
    return failed(id, 1, 11, FailureClass.CRASHED, "signal 9", at);
  }

  static Worlds crashed() {
    return serving().on(T1, crash(1, T1));
  }

  static Event seen(Set<Integer> brokers, Eligibility eligibility) {
    return new KafkaEvent.ReplicasObserved(
        Optional.of(
            new Replicas(
                brokers,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(0, 1, 2),
                Set.of(0, 1, 2),
                eligibility,
                Offline.NONE,
                Hosting.NONE)));
  }

  static Eligibility left(boolean elr, Map<Set<Integer>, String> sets, boolean belowMinIsr) {
    Map<Set<Integer>, Partitions> named = new HashMap<>();
    sets.forEach((set, name) -> named.put(set, one(name)));
    return new Eligibility(
        true,
        elr,
        named.isEmpty() ? Map.of() : Map.of(1, named),
        belowMinIsr ? Map.of(1, one("t-9")) : Map.of());
  }

  static Partitions one(String name) {
    return new Partitions(1, List.of(name));
  }

  /** All partitions of node 1 have the others in sync. */
  static Event safe() {
    return seen(Set.of(0, 1, 2, 3), left(false, Map.of(Set.of(0, 2), "t-0"), false));
  }

  static boolean isTold(Worlds world) {
    return world.kinds().contains("Unregister");
  }

  static Worlds decided() {
    return crashed().on(SEEN, safe()).plan(SEEN);
  }

  static Worlds told() {
    return decided().saved(SEEN).plan(SEEN);
  }

  static Event outcome(Outcome outcome) {
    return new KafkaEvent.Unregistered(1, SEEN, outcome, "so");
  }

  static NodeRecord record(Worlds world) {
    return world.state().ledger().node(1).orElseThrow();
  }

  private Crashes() {}
}
