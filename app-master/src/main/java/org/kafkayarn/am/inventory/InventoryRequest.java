package org.kafkayarn.am.inventory;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.kafkayarn.launcher.contract.DataQuestion.Act;

/**
 * What the client asks of the short application that visits the hosts.
 *
 * @param hosts those to visit
 * @param limitSeconds how long a host may take to grant a container, and stay silent after that
 * @param targets what to remove, for {@link Act#REMOVE_TARGETS}
 */
public record InventoryRequest(
    Act act, List<String> hosts, long limitSeconds, List<Target> targets) {

  /** A directory that an operator has seen and given up. */
  public record Target(String host, int nodeId, String directoryId) {
    public Target {
      requireNonNull(host);
      requireNonNull(directoryId);
    }
  }

  public InventoryRequest {
    requireNonNull(act);
    hosts = List.copyOf(hosts);
    targets = List.copyOf(targets);
  }
}
