package org.kafkayarn.am.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Offline.Survivor;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.ReplicasSeen;

/** Tells an operator which partitions have no leader, why, and what survives of them. */
final class OfflineReport {
  private static final int NAMED = 3;

  private OfflineReport() {}

  static ClusterStatus.Offline of(ClusterState state) {
    Offline offline = offline(state);
    return new ClusterStatus.Offline(
        offline.count(),
        offline.partitions().stream()
            .map(
                partition ->
                    new ClusterStatus.OfflinePartition(
                        partition.name(),
                        why(state, partition),
                        partition.survivors().stream().map(OfflineReport::survivor).toList()))
            .toList());
  }

  private static Offline offline(ClusterState state) {
    return state
        .kafka()
        .replicas()
        .map(ReplicasSeen::replicas)
        .map(Replicas::offline)
        .orElse(Offline.NONE);
  }

  private static ClusterStatus.Survivor survivor(Survivor survivor) {
    OptionalLong committed = survivor.highWatermark();
    return new ClusterStatus.Survivor(
        survivor.node(),
        survivor.endOffset(),
        survivor.epoch(),
        committed.isPresent() ? Optional.of(committed.getAsLong()) : Optional.empty());
  }

  /** Which replica could lead, and what keeps it. */
  static String why(ClusterState state, Offline.Partition partition) {
    if (partition.isr().isEmpty()) {
      return "no replica is known to be complete";
    }
    return (partition.isr().size() == 1
            ? "its only in-sync replica is on "
            : "its in-sync replicas are on ")
        + partition.isr().stream()
            .sorted()
            .map(id -> Absence.name(state, id) + ": " + Absence.outlook(state, id))
            .collect(Collectors.joining("; "));
  }

  /** One line for all of them. */
  static Optional<String> warning(ClusterState state) {
    Offline offline = offline(state);
    if (offline.count() == 0) {
      return Optional.empty();
    }
    List<Offline.Partition> named = offline.partitions().stream().limit(NAMED).toList();
    return Optional.of(
        offline.count()
            + (offline.count() == 1 ? " partition has" : " partitions have")
            + " no leader ("
            + named.stream().map(Offline.Partition::name).collect(Collectors.joining(", "))
            + (offline.count() > named.size() ? ", …" : "")
            + "): "
            + named.stream()
                .map(partition -> why(state, partition))
                .distinct()
                .collect(Collectors.joining("; "))
            + "; kafka-yarn recover shows what survives");
  }
}
