package org.kafkayarn.am.plan;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * The list {@code controller.quorum.bootstrap.servers}, which Kafka reads at its start only.
 *
 * <p>Whoever has no vote finds the active controller by it alone once the one that it knew leads no
 * more (KafkaRaftClient.maybeSendFetchToAnyBootstrap, Kafka 4.3.1). A process whose list names none
 * of the controllers that there are is then cut off for good: its broker is fenced, and cannot even
 * stop in order. So a list that falls behind the quorum is renewed, by a restart, while Kafka still
 * knows its controller, and no vote is taken while somebody depends on such a list.
 */
final class BootstrapControllers {
  /** A controlled shutdown hands the leaderships over by the active controller. */
  private static final Set<LauncherState.Phase> NEEDING =
      Set.of(LauncherState.Phase.RUNNING, LauncherState.Phase.STOPPING);

  private BootstrapControllers() {}

  /** Of those that vote, and of those that are to, where they are now. */
  static String of(ClusterState state) {
    return String.join(",", list(state));
  }

  private static List<String> list(ClusterState state) {
    Set<Integer> voters = Voters.ids(state).boxed().collect(Collectors.toSet());
    return endpoints(state)
        .filter(node -> node.controller() || voters.contains(node.id()))
        .map(NodeRecord::controllerEndpoint)
        .toList();
  }

  private static Stream<NodeRecord> endpoints(ClusterState state) {
    return state.ledger().nodes().values().stream().filter(node -> node.controllerPort() > 0);
  }

  /**
   * The list of its process names no majority of the wanted controllers where they are, and that of
   * another start would. Nothing is known of a process whose launcher does not tell its list.
   */
  static boolean isOutdated(ClusterState state, Slot slot) {
    Optional<List<String>> known =
        slot.launcher()
            .filter(launcher -> NEEDING.contains(launcher.phase()))
            .map(LauncherState::bootstrapControllers)
            .filter(list -> !list.isEmpty());
    return known.isPresent() && !names(state, known.get()) && names(state, list(state));
  }

  /** It may be cut off when another leads; so may one that an ApplicationMaster knows only of. */
  static boolean mayDependOnTheLeader(ClusterState state, Slot slot) {
    boolean untold =
        slot.launcher().isEmpty()
            && (slot.phase() == Slot.Phase.LAUNCHING || slot.phase() == Slot.Phase.UP);
    return untold || isOutdated(state, slot);
  }

  private static boolean names(ClusterState state, Collection<String> list) {
    List<Integer> wanted =
        state.spec().nodes().values().stream()
            .filter(NodeSpec::controller)
            .map(NodeSpec::id)
            .toList();
    long named =
        endpoints(state)
            .filter(node -> wanted.contains(node.id()))
            .filter(node -> list.contains(node.controllerEndpoint()))
            .count();
    return 2 * named > wanted.size();
  }
}
