package org.kafkayarn.am.plan;

import java.time.Instant;
import org.kafkayarn.am.state.ClusterState;

/** What the planner asks of the quorum, and nothing else of its plan. */
public final class PlannedVoters {
  private PlannedVoters() {}

  public static Plan next(ClusterState state, Instant now) {
    Turn turn = new Turn(state, now);
    QuorumChange.apply(turn);
    return turn.done();
  }
}
