package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Where the log of one replica ends, as its files tell: no call of Kafka's tells it while the
 * partition has no leader.
 *
 * @param dataDir the data directory that it lies in
 * @param endOffset the offset that the next record would get, after what Kafka's recovery would cut
 * @param lastEpoch the leader epoch of the last record; -1 if the log has none
 * @param highWatermark up to which records were known as committed, as Kafka last noted it on this
 *     disk, a few seconds late; absent if it never did
 * @param sizeBytes of all segments
 * @param tornBytes behind the last whole record, which Kafka's recovery cuts
 * @param lastModified of the last segment
 */
public record LogEnd(
    String topic,
    int partition,
    String dataDir,
    long endOffset,
    int lastEpoch,
    OptionalLong highWatermark,
    long sizeBytes,
    long tornBytes,
    Instant lastModified) {

  public LogEnd {
    requireNonNull(topic);
    requireNonNull(dataDir);
    requireNonNull(highWatermark);
    requireNonNull(lastModified);
  }
}
