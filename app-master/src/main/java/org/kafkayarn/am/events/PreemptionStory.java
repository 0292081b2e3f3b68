package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Preemption;

/** Tells which containers YARN is about to take away. */
final class PreemptionStory {
  private final Teller teller;

  PreemptionStory(Teller teller) {
    this.teller = teller;
  }

  /** The message comes with every heartbeat: each container is told once. */
  void tell(ClusterState before, ClusterState after, Instant at) {
    if (before.preemption().equals(after.preemption())) {
      return;
    }
    Set<String> known =
        before
            .preemption()
            .filter(last -> last.holds(at))
            .map(PreemptionStory::containers)
            .orElse(Set.of());
    after
        .preemption()
        .ifPresent(
            next ->
                containers(next).stream()
                    .filter(container -> !known.contains(container))
                    .flatMap(container -> after.slotHolding(container).stream())
                    .flatMap(slot -> slot.container().stream())
                    .forEach(
                        held ->
                            teller.ofContainer(
                                at,
                                EventKind.PREEMPTION_ANNOUNCED,
                                held,
                                next.certain().contains(held.containerId())
                                    ? "YARN is about to take it"
                                    : "YARN is about to take it or others")));
  }

  private static Set<String> containers(Preemption preemption) {
    Set<String> all = new TreeSet<>(preemption.certain());
    all.addAll(preemption.others());
    return all;
  }
}
