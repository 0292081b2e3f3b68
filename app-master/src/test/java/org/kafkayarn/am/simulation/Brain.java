package org.kafkayarn.am.simulation;

import java.time.Instant;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Transitions;

/** What is simulated: the real core, or one with a planted bug. */
interface Brain {
  Brain REAL = new Brain() {};

  default ClusterState apply(ClusterState state, Event event, Instant now) {
    return Transitions.apply(state, event, now);
  }

  default Plan plan(ClusterState state, Instant now) {
    return Planner.plan(state, now);
  }
}
