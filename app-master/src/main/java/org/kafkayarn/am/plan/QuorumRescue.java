package org.kafkayarn.am.plan;

import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LaunchSpec;

/**
 * Whether the quorum may be rebuilt from one node when the operator orders it: only while there is
 * no quorum, and only from a controller that has a copy of the metadata and whose launcher answers.
 */
public final class QuorumRescue {
  /**
   * What stands against it, or how Kafka is started afterwards.
   *
   * @param refusal absent when it may be done
   */
  public record Verdict(Optional<String> refusal, Optional<LaunchSpec> spec) {}

  private QuorumRescue() {}

  public static Verdict of(ClusterState state, int id) {
    Slot slot = state.slots().get(id);
    if (slot == null || !Voters.isVoter(state, id)) {
      return no("node " + id + " is no voter of this cluster");
    }
    if (state.leader().isPresent()) {
      return no(
          "the quorum is not lost: node " + state.leader().get() + " is the active controller");
    }
    if (QuorumReport.lost(state).isEmpty()) {
      return no(
          "a majority of the voters may come back by itself: see the status, and wait for them");
    }
    if (state.ledger().node(id).filter(NodeRecord::holdsData).isEmpty()) {
      return no("node " + id + " has no copy of the metadata");
    }
    Optional<Held> held = slot.container().filter(c -> slot.phase() == Slot.Phase.UP);
    if (held.isEmpty() || slot.silence().isPresent() || slot.launcher().isEmpty()) {
      return no("the launcher of node " + id + " does not answer");
    }
    return new Verdict(Optional.empty(), Optional.of(LaunchSpecs.again(state, slot, held.get())));
  }

  private static Verdict no(String why) {
    return new Verdict(Optional.of(why), Optional.empty());
  }
}
