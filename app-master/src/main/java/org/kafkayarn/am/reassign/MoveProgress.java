package org.kafkayarn.am.reassign;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * How far an operation is.
 *
 * @param bytesDone what has been copied, of {@code bytesTotal}
 * @param rate bytes per second that were copied lately, by all brokers
 * @param limit bytes per second that a broker may copy now; 0 while nothing is limited
 * @param underWay a few of the partitions that are being moved
 * @param waitsFor why it is slower than it could be, or does not go on at all
 * @param skipped partitions that somebody else has moved elsewhere, which are left alone
 */
public record MoveProgress(
    long operation,
    int partitionsDone,
    int partitionsTotal,
    long bytesDone,
    long bytesTotal,
    long rate,
    long limit,
    List<String> underWay,
    Optional<String> waitsFor,
    List<String> skipped,
    State state,
    Optional<String> failure) {

  /** What becomes of the operation; the last three are ends. */
  public enum State {
    RUNNING,
    PAUSED,
    DONE,
    /** Stopped, or moved back as ordered. */
    ABORTED,
    FAILED;

    public boolean isEnd() {
      return switch (this) {
        case RUNNING, PAUSED -> false;
        case DONE, ABORTED, FAILED -> true;
      };
    }
  }

  public MoveProgress {
    underWay = List.copyOf(underWay);
    requireNonNull(waitsFor);
    skipped = List.copyOf(skipped);
    requireNonNull(state);
    requireNonNull(failure);
  }
}
