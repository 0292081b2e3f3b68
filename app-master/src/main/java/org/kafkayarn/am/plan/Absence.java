package org.kafkayarn.am.plan;

import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/** Where a node is that does not serve, and whether it can be expected back. */
final class Absence {
  private Absence() {}

  /** For people: {@code node 3 (host7)}. */
  static String name(ClusterState state, int id) {
    return "node " + id + host(state, id).map(host -> " (" + host + ")").orElse("");
  }

  static Optional<String> host(ClusterState state, int id) {
    return Optional.ofNullable(state.slots().get(id))
        .flatMap(Slot::container)
        .map(Held::host)
        .or(() -> state.ledger().node(id).map(NodeRecord::host))
        .filter(host -> !host.isEmpty());
  }

  /** Why the node is expected back; empty when nothing brings it back by itself. */
  static Optional<String> returning(ClusterState state, int id) {
    Slot slot = state.slots().get(id);
    if (slot == null) {
      return Optional.empty();
    }
    return switch (slot.phase()) {
      case VACANT, ENDING ->
          FailoverRules.isBlocked(state, slot)
              ? Optional.empty()
              : usableHost(state, id)
                  .map(host -> "a container on its host " + host + " is to be asked for");
      case REQUESTED ->
          usableHost(state, id).map(host -> "a container on its host " + host + " is asked for");
      case GRANTED, LAUNCHING -> Optional.of("its container is about to start");
      case UP -> slot.silence().isPresent() ? Optional.empty() : starting(state, slot);
    };
  }

  private static Optional<String> usableHost(ClusterState state, int id) {
    return host(state, id)
        .filter(host -> state.fleet().host(host).filter(Host::usable).isPresent());
  }

  private static Optional<String> starting(ClusterState state, Slot slot) {
    return switch (slot.launcher()
        .map(LauncherState::phase)
        .orElse(LauncherState.Phase.PREPARING)) {
      case PREPARING, RUNNING, STOPPING -> Optional.of("its Kafka is starting");
      case STOPPED, FAILED ->
          slot.leaving().isPresent() || FailoverRules.isBlocked(state, slot) || lacksItsData(slot)
              ? Optional.empty()
              : Optional.of("its Kafka is to be started again");
    };
  }

  /** It is tried again, and comes back when somebody has brought its data back. */
  private static boolean lacksItsData(Slot slot) {
    return slot.failure().filter(failure -> LostData.is(failure.kind())).isPresent();
  }

  /** How it is with a node that does not serve. */
  static String outlook(ClusterState state, int id) {
    if (!state.slots().containsKey(id)) {
      return "it is no node of this cluster any more";
    }
    return returning(state, id)
        .orElseGet(
            () ->
                host(state, id)
                    .flatMap(host -> state.fleet().host(host))
                    .filter(host -> !host.usable())
                    .map(host -> "its host is " + host.condition())
                    .orElseGet(
                        () ->
                            state.slot(id).failure().map(Slot.Failure::line).orElse("it is away")));
  }
}
