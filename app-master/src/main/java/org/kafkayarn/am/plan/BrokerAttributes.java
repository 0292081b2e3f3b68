package org.kafkayarn.am.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;

/**
 * The attributes that broker expressions filter by: {@code group}, and of the host that a broker is
 * on {@code hostname}, {@code rack}, {@code label} and its YARN node attributes.
 */
public final class BrokerAttributes {
  public static final String GROUP = "group";

  private BrokerAttributes() {}

  /** Of every broker that is wanted or has yet to leave; one without a host has only its group. */
  public static SortedMap<Integer, Map<String, String>> of(ClusterState state) {
    SortedMap<Integer, Map<String, String>> brokers = new TreeMap<>();
    for (int id : state.slots().keySet()) {
      Optional<NodeSpec> spec = state.spec().find(id);
      if (spec.map(NodeSpec::broker).orElse(true)) {
        Map<String, String> attributes = new HashMap<>();
        state.ledger().node(id).ifPresent(node -> addHost(attributes, state, node));
        spec.ifPresent(node -> attributes.put(GROUP, node.group()));
        brokers.put(id, Map.copyOf(attributes));
      }
    }
    return Collections.unmodifiableSortedMap(brokers);
  }

  private static void addHost(Map<String, String> attributes, ClusterState state, NodeRecord node) {
    Optional<Host> host = state.fleet().host(node.host());
    host.ifPresent(
        known -> {
          attributes.putAll(known.attributes());
          attributes.put(Constraint.LABEL, known.label());
        });
    attributes.put(Constraint.HOSTNAME, node.host());
    attributes.put(Constraint.RACK, host.map(Host::rack).orElse(node.rack()));
  }
}
