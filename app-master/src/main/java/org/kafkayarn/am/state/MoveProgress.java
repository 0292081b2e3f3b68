package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How far a move of replicas is.
 *
 * @param bytesPerSecond the limit that each broker copies at now
 * @param underWay the first of the partitions that are being copied
 * @param waits what it waits for, in words; empty when nothing holds it up
 */
public record MoveProgress(
    int partitionsDone,
    int partitionsTotal,
    long bytesDone,
    long bytesTotal,
    long bytesPerSecond,
    List<String> underWay,
    String waits) {
  public MoveProgress {
    underWay = List.copyOf(underWay);
    requireNonNull(waits);
  }
}
