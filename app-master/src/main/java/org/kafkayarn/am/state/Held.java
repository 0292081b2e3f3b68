package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

/**
 * A container that YARN has granted to this application.
 *
 * @param nodeId the Kafka node that it was asked for: its allocation request id less one; negative
 *     when it was asked for by nobody that we know
 * @param logsAddress host:port of the NodeManager's web interface
 * @param memoryMb its size when this attempt was told of it, in MiB, rounded up to what the
 *     scheduler hands out; 0 when that was not told
 */
public record Held(String containerId, int nodeId, String host, String logsAddress, int memoryMb) {
  public Held {
    requireNonNull(containerId);
    requireNonNull(host);
    requireNonNull(logsAddress);
  }

  /** The same container, which has another size now. */
  Held sized(int otherMemoryMb) {
    return new Held(containerId, nodeId, host, logsAddress, otherMemoryMb);
  }
}
