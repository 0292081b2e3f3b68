package org.kafkayarn.am.plan;

import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;

/**
 * Who runs as a controller. A node does as long as it is wanted in the quorum or still has a vote
 * there; who starts or stops being one starts again ({@link Restarts}).
 */
final class Roles {
  private Roles() {}

  static boolean isController(ClusterState state, int id) {
    return Optional.ofNullable(state.spec().nodes().get(id))
            .filter(NodeSpec::controller)
            .isPresent()
        || Voters.isVoter(state, id);
  }

  /** The record that the next start has; empty when no port is free for it. */
  static Optional<NodeRecord> next(Turn turn, NodeRecord record) {
    boolean controller = isController(turn.state(), record.id());
    if (controller == record.controller()) {
      return Optional.of(record);
    }
    // A port that was the controller's once stays the node's: the quorum may know it there.
    return !controller || record.controllerPort() > 0
        ? Optional.of(record.withRole(controller, record.controllerPort()))
        : Ports.another(turn, record).map(port -> record.withRole(true, port));
  }

  /**
   * Whether the record is as its next start needs it; otherwise it is made so, or the node waits.
   */
  static boolean isReady(Turn turn, NodeRecord record) {
    if (!areDecided(turn, record)) {
      return false;
    }
    NodeRecord next = turn.state().ledger().node(record.id()).orElseThrow();
    boolean saved =
        turn.state()
            .saving()
            .saved()
            .flatMap(ledger -> ledger.node(record.id()))
            .filter(
                safe ->
                    safe.controller() == next.controller()
                        && safe.controllerPort() == next.controllerPort())
            .isPresent();
    if (!saved) {
      turn.waitFor(record.id(), "its roles are being saved");
    }
    return saved;
  }

  /** Puts the roles of the next start into the ledger; whether that could be done. */
  static boolean areDecided(Turn turn, NodeRecord record) {
    if (QuorumChange.takesVoteOf(turn.state(), record.id())) {
      turn.waitFor(record.id(), "its vote is taken from the quorum first");
      return false;
    }
    Optional<NodeRecord> next = next(turn, record);
    if (next.isEmpty()) {
      turn.waitFor(
          record.id(),
          "no port of " + turn.state().spec().ports() + " is free for its quorum: widen -ports");
      return false;
    }
    if (!next.get().equals(record)) {
      turn.record(
          next.get(),
          "Node "
              + record.id()
              + (next.get().controller()
                  ? " becomes a controller, port " + next.get().controllerPort()
                  : " is no controller any more"));
    }
    return true;
  }
}
