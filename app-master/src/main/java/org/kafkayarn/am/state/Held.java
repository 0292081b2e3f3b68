package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

/**
 * A container that YARN has granted to this application.
 *
 * @param nodeId the Kafka node that it was asked for: its allocation request id less one; negative
 *     when it was asked for by nobody that we know
 * @param logsAddress host:port of the NodeManager's web interface
 */
public record Held(String containerId, int nodeId, String host, String logsAddress) {
  public Held {
    requireNonNull(containerId);
    requireNonNull(host);
    requireNonNull(logsAddress);
  }
}
