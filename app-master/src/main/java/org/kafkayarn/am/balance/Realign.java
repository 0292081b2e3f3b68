package org.kafkayarn.am.balance;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.kafkayarn.am.balance.Board.Seating;

/**
 * Plans that partitions are on listed brokers alone: members of the list stay up to the replication
 * factor, and the rest is taken from the list, from a place that differs by partition, racks that
 * the partition isn't on before others. Partitions that are fine are left out.
 */
public final class Realign {
  private Realign() {}

  /**
   * Plans it.
   *
   * @param topics empty: all
   * @param brokers that may hold replicas, in the order in which they are taken; empty: all
   * @param factor another replication factor; empty: as each partition has it
   * @param start the place in the list at which partition 0 begins
   * @throws Refusal when the list has too few brokers that run, or their disks have no room
   */
  public static Proposal propose(
      Layout layout,
      Set<String> topics,
      List<Integer> brokers,
      OptionalInt factor,
      int start,
      Bounds bounds) {
    factor.ifPresent(Asked::factor);
    Board board = new Board(layout, bounds);
    Set<String> chosen = Asked.topics(layout, topics);
    BitSet listed = Asked.brokers(board, new HashSet<>(brokers));
    int[] order =
        (brokers.isEmpty() ? board.ids(listed) : brokers)
            .stream().distinct().flatMapToInt(id -> board.indexes(List.of(id)).stream()).toArray();
    BitSet running = board.online();
    running.and(listed);
    Shrinking shrinking = new Shrinking(board, listed);
    Seats seats = new Seats(board, running);
    for (Seating seating : board.seatings()) {
      int wanted = factor.orElse(seating.size());
      if (chosen.contains(seating.partition.topic()) && !fine(seating, listed, wanted)) {
        Asked.hasLeader(seating.partition);
        if (wanted > running.cardinality()) {
          throw seats.tooFew(seating.partition.topic(), wanted);
        }
        if (seating.size() > wanted) {
          shrinking.shrink(seating, wanted);
        }
        realign(board, seating, wanted, listed, seats, walk(order, start, seating));
        seating.movable = true;
      }
    }
    new LeaderSpread(board, running, running).run();
    return board.proposal();
  }

  private static boolean fine(Seating seating, BitSet listed, int wanted) {
    for (int seat : seating.seats()) {
      if (!listed.get(seat)) {
        return false;
      }
    }
    return seating.size() == wanted;
  }

  private static void realign(
      Board board, Seating seating, int wanted, BitSet listed, Seats seats, int[] walk) {
    for (int seat : seating.seats()) {
      if (!listed.get(seat)) {
        board.drop(seating, seat);
      }
    }
    int[] turn = new int[board.brokers()];
    for (int i = 0; i < walk.length; i++) {
      turn[walk[i]] = i;
    }
    Comparator<Integer> order = Comparator.comparingInt(broker -> turn[broker]);
    while (seating.size() < wanted) {
      long needed = (wanted - seating.size()) * seating.bytes();
      board.add(
          seating,
          seats
              .best(seating, Seats.NOBODY, order)
              .orElseThrow(() -> seats.noRoom(seating, needed)));
    }
  }

  /**
   * The list from the partition's place on, with a step that grows with every round, as Kafka's own
   * assignment has it: so the brokers that share partitions differ.
   */
  private static int[] walk(int[] order, int start, Seating seating) {
    int n = order.length;
    int first = Math.floorMod(start + seating.partition.number(), n);
    int shift = seating.partition.number() / n;
    int[] walk = new int[n];
    walk[0] = order[first];
    for (int i = 1; i < n; i++) {
      walk[i] = order[(first + 1 + (shift + i - 1) % (n - 1)) % n];
    }
    return walk;
  }
}
