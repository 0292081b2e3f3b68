package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Optional;
import org.kafkayarn.am.balance.Board.Seating;

/**
 * Evens the number of replicas with the smallest ones, and leaves the bytes as even as they are.
 */
final class ByCount implements Measure {
  /** Counts are whole: with less, a mean of 2.5 could never be met. */
  private static final double LEAST_SLACK = 0.5;

  private final Board board;
  private final ByBytes byBytes;
  private final double mean;
  private final double slack;

  ByCount(Board board, BitSet members, ByBytes byBytes) {
    this.board = board;
    this.byBytes = byBytes;
    this.mean =
        members.stream().mapToLong(board::replicas).sum()
            / (double) Math.max(1, members.cardinality());
    this.slack = Math.max(LEAST_SLACK, mean * board.bounds().tolerance());
  }

  @Override
  public long load(int broker) {
    return board.replicas(broker);
  }

  @Override
  public double mean() {
    return mean;
  }

  @Override
  public double slack() {
    return slack;
  }

  @Override
  public Optional<Seating> pick(int from, int to) {
    if (load(from) - load(to) < 2) {
      return Optional.empty();
    }
    Seating best = null;
    for (Seating seating : board.held(from)) {
      if ((best == null || better(seating, best, from))
          && bytesStayEven(seating.bytes(), from, to)
          && Evening.mayMove(board, seating, from, to)) {
        best = seating;
      }
    }
    return Optional.ofNullable(best);
  }

  private boolean bytesStayEven(long bytes, int from, int to) {
    long left = board.bytes(from) - bytes;
    long there = board.bytes(to) + bytes;
    return bytes == 0
        || there <= board.bytes(from)
        || (there <= byBytes.mean() + byBytes.slack() && left >= byBytes.mean() - byBytes.slack());
  }

  private static boolean better(Seating one, Seating other, int from) {
    return one.bytes() < other.bytes()
        || (one.bytes() == other.bytes() && !one.wasOn(from) && other.wasOn(from));
  }
}
