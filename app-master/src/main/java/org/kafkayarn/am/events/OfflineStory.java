package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.OperatorEvent;

/** Tells of partitions without a leader, and of what an operator has recovered. */
final class OfflineStory {
  private static final int NAMED = 3;

  private final Teller teller;
  private int last;

  OfflineStory(Teller teller) {
    this.teller = teller;
  }

  void recovered(ClusterState state, OperatorEvent.Recovered done, Instant at) {
    EventKind kind =
        switch (done.deed()) {
          case PARTITION -> EventKind.PARTITION_RECOVERED;
          case QUORUM -> EventKind.QUORUM_REBUILT;
          case FAILED -> EventKind.RECOVERY_FAILED;
        };
    done.node()
        .ifPresentOrElse(
            id -> teller.ofNode(at, kind, state, id, done.text()),
            () -> teller.ofCluster(at, kind, done.text()));
  }

  /** While Kafka does not tell, nothing has changed. */
  void tell(ClusterState before, ClusterState after, Instant at) {
    if (after.replicas().isEmpty() || after.replicas().equals(before.replicas())) {
      return;
    }
    Offline now = after.replicas().get().replicas().offline();
    if (now.count() == last) {
      return;
    }
    if (now.count() == 0) {
      teller.ofCluster(at, EventKind.PARTITIONS_ONLINE, "every partition has a leader");
    } else {
      teller.ofCluster(
          at,
          EventKind.PARTITIONS_OFFLINE,
          now.count()
              + " without a leader, as "
              + now.partitions().stream()
                  .limit(NAMED)
                  .map(partition -> partition.name() + " in sync on " + sorted(partition.isr()))
                  .collect(Collectors.joining(", ")));
    }
    last = now.count();
  }

  private static Set<Integer> sorted(Set<Integer> ids) {
    return new TreeSet<>(ids);
  }
}
