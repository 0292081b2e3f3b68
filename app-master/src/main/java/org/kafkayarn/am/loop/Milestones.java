package org.kafkayarn.am.loop;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/** When this attempt first reached each step on the way to a serving cluster. Loop thread only. */
final class Milestones {
  private final Map<String, Instant> reached = new LinkedHashMap<>();

  void note(ClusterState state, Instant now) {
    note("registered", state.registered().isPresent(), now);
    note("all containers granted", all(state, slot -> slot.container().isPresent()), now);
    note("all containers started", all(state, Milestones::isUp), now);
    note("all launchers answered", all(state, slot -> slot.launcher().isPresent()), now);
    note("all Kafka processes started", all(state, Milestones::runs), now);
    note("all nodes serve", state.allServing(), now);
  }

  private void note(String step, boolean isReached, Instant now) {
    if (isReached) {
      reached.putIfAbsent(step, now);
    }
  }

  private static boolean all(ClusterState state, Predicate<Slot> condition) {
    return state.slots().values().stream().allMatch(condition);
  }

  private static boolean isUp(Slot slot) {
    return slot.phase() == Slot.Phase.UP;
  }

  private static boolean runs(Slot slot) {
    return slot.launcher().filter(l -> l.phase() == LauncherState.Phase.RUNNING).isPresent();
  }

  Map<String, Instant> reached() {
    return reached;
  }
}
