package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An operation as an operator sees it; its JSON is what {@code /api/v1/operations} gives.
 *
 * @param kind in lower case: {@code restart}, {@code stop}, {@code start}, {@code move}, {@code
 *     remove}
 * @param status in lower case: {@code running}, {@code paused}, {@code aborting}, {@code done},
 *     {@code failed}, {@code aborted}
 * @param message what it does now and what it waits for, or why it has ended
 * @param done the nodes that it is through with
 * @param left the nodes whose turn comes, in order, the current first
 * @param move how far the replicas are, of one that moves some
 */
public record OperationStatus(
    long number,
    String kind,
    String title,
    String status,
    Instant began,
    Optional<Instant> ended,
    String message,
    List<Integer> done,
    List<Integer> left,
    Optional<MoveProgress> move) {
  public OperationStatus {
    done = List.copyOf(done);
    left = List.copyOf(left);
  }

  public static OperationStatus of(
      Operation operation,
      String message,
      List<Integer> done,
      List<Integer> left,
      Optional<MoveProgress> move) {
    return new OperationStatus(
        operation.number(),
        operation.kind().name().toLowerCase(Locale.ROOT),
        operation.title(),
        operation.status().name().toLowerCase(Locale.ROOT),
        operation.began(),
        operation.ended(),
        message,
        done,
        left,
        move);
  }

  /** It has come to its end, good or bad. */
  public boolean hasEnded() {
    return ended.isPresent();
  }
}
