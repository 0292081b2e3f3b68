package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.balance.Board.Seating;

/**
 * Moves single replicas from brokers that carry much to brokers that carry little, until all are
 * within the tolerance or nothing more helps.
 *
 * <p><b>Goals.</b> Even bytes first, then even numbers of replicas. Few bytes on the way: only what
 * is outside of the tolerance makes something move, and a replica moved twice counts once.
 *
 * <p><b>Constraints.</b> Never two replicas of a partition on a broker, never fewer racks for a
 * partition than before, never a disk above its limit while both copies are there.
 *
 * <p><b>Algorithm.</b> Look at pairs, the heaviest broker with the lightest first; make the first
 * move that there is; begin again. Whether there is a move depends on what the board shows and not
 * on how it came about, so a second plan on the result of the first is empty. It ends: no move puts
 * more bytes outside of the tolerance, and what moves within it makes the numbers more even. The
 * limit of rounds is there for the rounding of doubles alone.
 */
final class Evening {
  private static final int MOST_ROUNDS = 1000;

  private final Board board;
  private final BitSet members;
  private final BitSet sources;
  private final BitSet targets;
  private final boolean onlyLacking;

  private Evening(
      Board board, BitSet members, BitSet sources, BitSet targets, boolean onlyLacking) {
    this.board = board;
    this.members = members;
    this.sources = sources;
    this.targets = targets;
    this.onlyLacking = onlyLacking;
  }

  /** Among all of them. */
  static Evening among(Board board, BitSet members) {
    return new Evening(board, members, members, members, false);
  }

  /** From all members but the new ones to those, until they have their share. */
  static Evening onto(Board board, BitSet members, BitSet fresh) {
    BitSet others = (BitSet) members.clone();
    others.andNot(fresh);
    return new Evening(board, members, others, fresh, true);
  }

  void run() {
    boolean moved = true;
    for (int round = 0; round < MOST_ROUNDS && moved; round++) {
      ByBytes byBytes = new ByBytes(board, members);
      moved = even(byBytes);
      moved |= even(new ByCount(board, members, byBytes));
    }
  }

  /** Whether the partition may go from one broker to the other without harm to it. */
  static boolean mayMove(Board board, Seating seating, int from, int to) {
    return seating.movable
        && !seating.holds(to)
        && board.fits(seating, to)
        && board.keepsRacks(seating, from, to);
  }

  private boolean even(Measure measure) {
    Comparator<Integer> lightest =
        Comparator.<Integer>comparingLong(measure::load).thenComparingInt(broker -> broker);
    // Sorted at each step; they change so little by one that this costs next to nothing.
    List<Integer> lighter = new ArrayList<>(targets.stream().boxed().toList());
    List<Integer> heavier = new ArrayList<>(sources.stream().boxed().toList());
    boolean moved = false;
    boolean again = true;
    while (again) {
      // Pairs without a move are remembered until one of the two changes. That is not exact: the
      // racks of a partition change by other moves too. So the last pass remembers nothing.
      again = false;
      boolean[][] stuck = new boolean[board.brokers()][board.brokers()];
      lighter.sort(lightest);
      heavier.sort(lightest.reversed());
      while (step(measure, heavier, lighter, stuck)) {
        again = true;
        moved = true;
        lighter.sort(lightest);
        heavier.sort(lightest.reversed());
      }
    }
    return moved;
  }

  private boolean step(
      Measure measure, List<Integer> heavier, List<Integer> lighter, boolean[][] stuck) {
    for (int from : heavier) {
      for (int to : lighter) {
        if (!worthwhile(measure, from, to)) {
          // All further ones carry more than this.
          break;
        }
        Optional<Seating> picked = stuck[from][to] ? Optional.empty() : measure.pick(from, to);
        if (picked.isPresent()) {
          board.move(picked.get(), from, to);
          forget(stuck, from, to);
          return true;
        }
        stuck[from][to] = true;
      }
    }
    return false;
  }

  private boolean worthwhile(Measure measure, int from, int to) {
    boolean uneven = measure.below(to) || (!onlyLacking && measure.above(from));
    return uneven && measure.load(from) - measure.load(to) > measure.slack();
  }

  /** The one has less now, so it may take more; the other has more, so it may give more. */
  private static void forget(boolean[][] stuck, int from, int to) {
    for (boolean[] pairs : stuck) {
      pairs[from] = false;
    }
    Arrays.fill(stuck[to], false);
  }
}
