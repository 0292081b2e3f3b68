package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Optional;
import org.kafkayarn.am.balance.Board.Seating;

/** Evens the bytes: the replica that brings both brokers nearest to the mean goes. */
final class ByBytes implements Measure {
  /**
   * A replica that is almost as large as the difference only makes the two change places; it must
   * leave at least a tenth of it as gain.
   */
  private static final double LARGEST_PART = 0.9;

  private final Board board;
  private final double mean;
  private final double slack;

  ByBytes(Board board, BitSet members) {
    this.board = board;
    this.mean =
        members.stream().mapToDouble(board::bytes).sum() / Math.max(1, members.cardinality());
    this.slack = mean * board.bounds().tolerance();
  }

  @Override
  public long load(int broker) {
    return board.bytes(broker);
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
    double largest = LARGEST_PART * (load(from) - load(to));
    double wanted = wanted(from, to);
    Seating best = null;
    for (Seating seating : board.held(from)) {
      long bytes = seating.bytes();
      if (bytes > 0
          && bytes <= largest
          && (best == null || better(seating, best, from, wanted))
          && Evening.mayMove(board, seating, from, to)) {
        best = seating;
      }
    }
    return Optional.ofNullable(best);
  }

  /** How much would best go from one to the other: no more than both need. */
  private double wanted(int from, int to) {
    double spare = load(from) - (above(from) ? mean : mean - slack);
    double lack = (below(to) ? mean : mean + slack) - load(to);
    double half = (load(from) - load(to)) / 2.0;
    double wanted = Math.min(half, Math.min(spare, lack));
    return wanted > 0 ? wanted : half;
  }

  private static boolean better(Seating one, Seating other, int from, double wanted) {
    int nearer = Double.compare(Math.abs(one.bytes() - wanted), Math.abs(other.bytes() - wanted));
    // What the plan has put there already costs nothing more.
    return nearer < 0 || (nearer == 0 && !one.wasOn(from) && other.wasOn(from));
  }
}
