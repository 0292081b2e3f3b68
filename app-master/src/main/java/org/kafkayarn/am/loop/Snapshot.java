package org.kafkayarn.am.loop;

import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;

/** The immutable picture that the loop publishes after every turn. */
public record Snapshot(Plan plan, ClusterStatus status) {
  public ClusterState state() {
    return plan.intended();
  }
}
