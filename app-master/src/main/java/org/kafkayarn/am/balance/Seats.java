package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.kafkayarn.am.balance.Board.Seating;

/**
 * Finds brokers for replicas that must be placed: on as many racks as there can be, then where the
 * fewest bytes are, then the fewest replicas.
 *
 * <p>Racks come before disks: when those brokers that keep a partition on its racks are full, that
 * is told, rather than quietly making the loss of one rack worse.
 */
final class Seats {
  /** For an opening that takes nobody's place. */
  static final int NOBODY = -1;

  /** A replica to be placed, and whose place it takes. */
  record Opening(Seating seating, int leaving) {}

  private final Board board;
  private final BitSet candidates;
  private final Comparator<Integer> lightest;

  /** With the brokers that may be given replicas. */
  Seats(Board board, BitSet candidates) {
    this.board = board;
    this.candidates = candidates;
    this.lightest =
        Comparator.<Integer>comparingLong(board::bytes)
            .thenComparingLong(board::replicas)
            .thenComparingInt(broker -> broker);
  }

  /** Large ones first: the small ones even out what those leave uneven. */
  void fill(List<Opening> openings) {
    openings.forEach(opening -> Asked.hasLeader(opening.seating().partition));
    refuseTooFew(openings);
    openings.stream()
        .sorted(Comparator.comparingLong((Opening opening) -> -opening.seating().bytes()))
        .forEachOrdered(opening -> fill(opening, openings));
  }

  private void fill(Opening opening, List<Opening> all) {
    Seating seating = opening.seating();
    int best = best(seating, opening.leaving(), lightest).orElseThrow(() -> noRoom(seating, all));
    if (opening.leaving() == NOBODY) {
      board.add(seating, best);
    } else {
      board.move(seating, opening.leaving(), best);
    }
  }

  /** The first in the given order of those with room that leave it on the most racks. */
  OptionalInt best(Seating seating, int leaving, Comparator<Integer> order) {
    int most = -1;
    int best = -1;
    for (int c = candidates.nextSetBit(0); c >= 0; c = candidates.nextSetBit(c + 1)) {
      if (seating.holds(c)) {
        continue;
      }
      int spread = board.spread(seating, leaving, c);
      if (spread > most) {
        most = spread;
        best = -1;
      }
      boolean able = spread == most && board.fits(seating, c);
      if (able && (best < 0 || order.compare(c, best) < 0)) {
        best = c;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private void refuseTooFew(List<Opening> openings) {
    Map<Seating, Integer> factors = new HashMap<>();
    for (Opening opening : openings) {
      int more = opening.leaving() == NOBODY ? 1 : 0;
      factors.merge(opening.seating(), opening.seating().size() + more, (a, b) -> a + more);
    }
    factors.entrySet().stream()
        .filter(need -> need.getValue() > candidates.cardinality())
        .max(
            Map.Entry.<Seating, Integer>comparingByValue()
                .thenComparing(need -> need.getKey().partition.topic(), Comparator.reverseOrder()))
        .ifPresent(
            need -> {
              throw tooFew(need.getKey().partition.topic(), need.getValue());
            });
  }

  Refusal tooFew(String topic, int factor) {
    List<Integer> ids = board.ids(candidates);
    String can =
        switch (ids.size()) {
          case 0 -> "no running broker";
          case 1 -> "1 running broker (" + ids.get(0) + ")";
          default -> ids.size() + " running brokers (" + Words.few(ids) + ")";
        };
    return new Refusal(
        "topic "
            + topic
            + " wants replication factor "
            + factor
            + " and "
            + (ids.isEmpty() ? "" : "only ")
            + can
            + " can hold it: start or add brokers, or lower the replication factor");
  }

  private Refusal noRoom(Seating seating, List<Opening> all) {
    return noRoom(seating, all.stream().mapToLong(opening -> opening.seating().bytes()).sum());
  }

  Refusal noRoom(Seating seating, long needed) {
    // Told as it was before the first was placed: that is what the operator sees on the disks.
    Board untouched = new Board(board.layout(), board.bounds());
    long free = candidates.stream().mapToLong(untouched::room).reduce(0, Seats::saturated);
    return new Refusal(
        "partition "
            + seating.partition.name()
            + " of "
            + Words.bytes(seating.bytes())
            + " has no room on "
            + Words.brokers(board.ids(candidates))
            + ": "
            + Words.bytes(needed)
            + " needed in all, "
            + Words.bytes(free)
            + " free below "
            + Words.percent(board.bounds().diskLimit())
            + " of the disks and no rack may be given up; add brokers or disks, or delete data");
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
