package org.kafkayarn.am.plan;

import java.time.Instant;
import org.kafkayarn.am.state.ClusterState;

/** The planner's rule of the metadata's version alone, for tests outside its package. */
public final class PlannedMetadata {
  private PlannedMetadata() {}

  public static Plan next(ClusterState state, Instant now) {
    Turn turn = new Turn(state, now);
    MetadataRules.apply(turn);
    return turn.done();
  }
}
