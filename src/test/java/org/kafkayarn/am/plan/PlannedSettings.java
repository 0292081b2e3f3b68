package org.kafkayarn.am.plan;

import java.time.Instant;
import org.kafkayarn.am.state.ClusterState;

/** The planner's rule of settings alone, for tests outside its package. */
public final class PlannedSettings {
  private PlannedSettings() {}

  public static Plan next(ClusterState state, Instant now) {
    Turn turn = new Turn(state, now);
    SettingsRules.apply(turn);
    return turn.done();
  }
}
