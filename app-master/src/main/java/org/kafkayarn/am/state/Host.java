package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

/**
 * A NodeManager as the ResourceManager last reported it.
 *
 * @param usable it is running, neither lost nor being decommissioned
 * @param freeMemoryMb memory that no container holds, MiB
 * @param freeVcores vcores that no container holds
 */
public record Host(String name, String rack, boolean usable, int freeMemoryMb, int freeVcores) {
  public Host {
    requireNonNull(name);
    requireNonNull(rack);
  }
}
