package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.kafkayarn.am.balance.Board.Seating;

/**
 * Takes replicas away until a replication factor is reached: those that may not stay first, then
 * those that lag, then those that share a rack, then those of the broker with the most bytes. Never
 * the leader, unless it may not stay and one that is in sync can; so one in sync is always left.
 */
final class Shrinking {
  private final Board board;
  private final BitSet stay;

  /** With the brokers whose replicas may stay. */
  Shrinking(Board board, BitSet stay) {
    this.board = board;
    this.stay = stay;
  }

  void shrink(Seating seating, int factor) {
    Asked.hasLeader(seating.partition);
    Set<Integer> inSync = new HashSet<>(seating.partition.isr());
    while (seating.size() > factor) {
      int kept = protectedSeat(seating, inSync);
      int spread = board.spread(seating);
      Comparator<Integer> first =
          Comparator.<Integer, Boolean>comparing(stay::get)
              .thenComparing(seat -> inSync.contains(board.id(seat)))
              .thenComparing(seat -> board.spread(seating, seat, -1) < spread)
              .thenComparing(Comparator.<Integer>comparingLong(board::bytes).reversed())
              .thenComparing(Comparator.<Integer>comparingLong(board::replicas).reversed())
              .thenComparing(Comparator.<Integer>naturalOrder().reversed());
      board.drop(
          seating,
          IntStream.of(seating.seats())
              .filter(seat -> seat != kept)
              .boxed()
              .min(first)
              .orElseThrow());
    }
  }

  private int protectedSeat(Seating seating, Set<Integer> inSync) {
    int leader = seating.partition.leader().orElseThrow();
    OptionalInt leading =
        IntStream.of(seating.seats()).filter(seat -> board.id(seat) == leader).findFirst();
    OptionalInt staying =
        IntStream.of(seating.seats())
            .filter(seat -> stay.get(seat) && inSync.contains(board.id(seat)))
            .findFirst();
    boolean leaderLeaves = leading.isEmpty() || !stay.get(leading.getAsInt());
    return leaderLeaves && staying.isPresent()
        ? staying.getAsInt()
        : leading.orElse(seating.preferred());
  }
}
