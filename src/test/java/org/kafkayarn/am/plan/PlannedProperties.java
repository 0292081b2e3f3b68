package org.kafkayarn.am.plan;

import java.util.SortedMap;
import org.kafkayarn.am.state.ClusterState;

/** The server.properties that the planner gives a node, for tests outside its package. */
public final class PlannedProperties {
  private PlannedProperties() {}

  public static SortedMap<String, String> of(ClusterState state, int id) {
    return NodeProperties.of(state, state.ledger().node(id).orElseThrow());
  }
}
