package org.kafkayarn.am.plan;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Started;

/** What a node runs with, and what it would start with now. */
final class Pending {
  private Pending() {}

  /** It would be another after a restart, in its container or in another one. */
  static boolean needsRestart(ClusterState state, Slot slot) {
    Optional<Started> started = slot.launcher().flatMap(LauncherState::started);
    Optional<NodeRecord> record = state.ledger().node(slot.id());
    if (started.isEmpty() || record.isEmpty()) {
      return false;
    }
    NodeSpec wanted = state.spec().node(slot.id());
    return needsContainer(state, slot)
        || started.get().heapMb() != wanted.heapMb()
        || !started.get().jvmOptions().equals(state.spec().jvmOptions())
        || !settings(started.get().properties())
            .equals(settings(NodeProperties.of(state, record.get())));
  }

  private static SortedMap<String, String> settings(java.util.Map<String, String> properties) {
    SortedMap<String, String> settings = new TreeMap<>(properties);
    settings.keySet().removeAll(NodeProperties.MANAGED);
    return settings;
  }

  /** What its container has cannot be changed in it: the archive, or the size. */
  static boolean needsContainer(ClusterState state, Slot slot) {
    NodeSpec wanted = state.spec().node(slot.id());
    return slot.launcher()
        .flatMap(LauncherState::started)
        .map(Started::origin)
        .filter(origin -> !origin.kafka().isEmpty())
        .filter(
            origin ->
                !origin.kafka().equals(wanted.kafka())
                    || origin.memoryMb() != wanted.memoryMb()
                    || origin.vcores() != wanted.vcores())
        .isPresent();
  }
}
