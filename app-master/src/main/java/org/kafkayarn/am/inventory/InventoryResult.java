package org.kafkayarn.am.inventory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.launcher.contract.DataAnswer;

/** What the visits have found, host by host. */
public record InventoryResult(Instant at, List<HostFindings> hosts) {

  /**
   * One host.
   *
   * @param unreachable why it was not seen
   * @param found what it has; empty when it was not seen
   */
  public record HostFindings(String host, Optional<String> unreachable, DataAnswer found) {
    public HostFindings {
      requireNonNull(host);
      requireNonNull(unreachable);
      requireNonNull(found);
    }
  }

  public InventoryResult {
    requireNonNull(at);
    hosts = List.copyOf(hosts);
  }
}
