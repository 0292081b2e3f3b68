package org.kafkayarn.am.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/** Says plainly when the metadata quorum cannot form again, and what the operator can do. */
final class QuorumReport {
  private QuorumReport() {}

  /**
   * Present when a majority of the voters cannot come back by itself: their hosts are gone, or
   * their data is.
   */
  static Optional<String> lost(ClusterState state) {
    if (state.leader().isPresent()
        || state.stopping()
        || state.ledger().initialVoters().isEmpty()) {
      return Optional.empty();
    }
    List<Integer> voters = voters(state);
    List<Integer> gone = voters.stream().filter(id -> isGone(state, id)).toList();
    if (2 * (voters.size() - gone.size()) > voters.size()) {
      return Optional.empty();
    }
    String names =
        gone.stream()
            .map(id -> Absence.name(state, id) + ": " + Absence.outlook(state, id))
            .collect(Collectors.joining("; "));
    return Optional.of(
        "the metadata quorum is lost: "
            + gone.size()
            + " of "
            + voters.size()
            + " voters are missing: "
            + names
            + ". Bring their hosts or directories back and all goes on; only if they are gone for"
            + " ever: "
            + survivor(state, voters, gone)
                .map(id -> "kafka-yarn recover -quorum-from " + id + " -accept-data-loss")
                .orElse("no voter is left that a quorum could be rebuilt from"));
  }

  /** Kafka's word if there is one, else the ledger's. */
  private static List<Integer> voters(ClusterState state) {
    return state.kafka().quorum().voters().isEmpty()
        ? Voters.ids(state).boxed().sorted().toList()
        : state.kafka().quorum().voters().keySet().stream().sorted().toList();
  }

  private static Optional<Integer> survivor(
      ClusterState state, List<Integer> voters, List<Integer> gone) {
    return voters.stream()
        .filter(id -> !gone.contains(id))
        .filter(id -> state.ledger().node(id).filter(NodeRecord::holdsData).isPresent())
        .findFirst();
  }

  private static boolean isGone(ClusterState state, int id) {
    Optional<NodeRecord> record = state.ledger().node(id);
    Slot slot = state.slots().get(id);
    if (record.isEmpty() || slot == null) {
      return true;
    }
    if (slot.serving() || slot.runs(LauncherState.Phase.RUNNING)) {
      return false;
    }
    boolean hostGone =
        slot.container().isEmpty()
            && state.fleet().host(record.get().host()).filter(Host::usable).isEmpty()
            && !state.hosts().isEmpty();
    boolean leftIt = record.get().joins() && !record.get().mayHoldData();
    // What it failed of before it last ran says nothing of now.
    boolean cannotFindIt =
        slot.runs(LauncherState.Phase.FAILED)
            && slot.failure().filter(failure -> LostData.is(failure.kind())).isPresent();
    return hostGone || leftIt || cannotFindIt;
  }
}
