package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kafkayarn.am.balance.Board.Seating;

/** Moves replicas that share a rack to a rack that has none, as far as disks have room. */
final class RackSpread {
  private final Board board;
  private final BitSet targets;

  RackSpread(Board board, BitSet targets) {
    this.board = board;
    this.targets = targets;
  }

  void widen() {
    for (Seating seating : board.seatings()) {
      boolean again = seating.movable;
      while (again) {
        again = widen(seating);
      }
    }
  }

  private boolean widen(Seating seating) {
    int spread = board.spread(seating);
    if (spread == seating.size()) {
      return false;
    }
    // A replica on a broker that is down stays: the broker comes back with its data.
    BitSet online = board.online();
    Optional<Integer> from =
        IntStream.of(seating.seats())
            .filter(seat -> online.get(seat) && board.spread(seating, seat, -1) == spread)
            .boxed()
            .max(Comparator.<Integer>comparingLong(board::bytes).thenComparing(seat -> -seat));
    if (from.isEmpty()) {
      return false;
    }
    Optional<Integer> to =
        targets.stream()
            .filter(c -> !seating.holds(c) && board.fits(seating, c))
            .filter(c -> board.spread(seating, from.get(), c) > spread)
            .boxed()
            .min(
                Comparator.<Integer>comparingLong(board::bytes)
                    .thenComparingLong(board::replicas)
                    .thenComparingInt(c -> c));
    to.ifPresent(c -> board.move(seating, from.get(), c));
    return to.isPresent();
  }
}
