package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A layout on which moves are tried; what differs at the end is the proposal.
 *
 * <p>Brokers are indexes here, in the order of their ids. A disk's room counts what comes and never
 * what goes: while Kafka copies, both are there. One planner's call alone uses a board.
 */
final class Board {
  /** Where one partition's replicas are by now. */
  static final class Seating {
    final Layout.Partition partition;
    private final int[] origin;
    private int[] seats;

    /** Whether it may be moved although nothing forces it. */
    boolean movable;

    private Seating(Layout.Partition partition, int[] seats) {
      this.partition = partition;
      this.origin = seats.clone();
      this.seats = seats;
    }

    int[] seats() {
      return seats.clone();
    }

    int size() {
      return seats.length;
    }

    int preferred() {
      return seats[0];
    }

    int seat(int position) {
      return seats[position];
    }

    boolean holds(int broker) {
      return position(seats, broker) >= 0;
    }

    boolean wasOn(int broker) {
      return position(origin, broker) >= 0;
    }

    boolean changed() {
      return !Arrays.equals(origin, seats);
    }

    long bytes() {
      return partition.bytes();
    }
  }

  private final Layout layout;
  private final Bounds bounds;
  private final int[] ids;
  private final int[] racks;
  private final long[] room;
  private final long[] bytes;
  private final long[] replicas;
  private final long[] leaders;
  private final BitSet online = new BitSet();
  private final Map<Integer, Integer> indexes = new HashMap<>();
  private final List<Seating> seatings = new ArrayList<>();
  private final List<List<Seating>> held = new ArrayList<>();

  Board(Layout layout, Bounds bounds) {
    this.layout = layout;
    this.bounds = bounds;
    SortedMap<Integer, String> all = layout.racks();
    ids = all.keySet().stream().mapToInt(id -> id).toArray();
    racks = new int[ids.length];
    room = new long[ids.length];
    bytes = new long[ids.length];
    replicas = new long[ids.length];
    leaders = new long[ids.length];
    numberRacks(all);
    SortedMap<Integer, Layout.Broker> known = layout.brokersById();
    for (int i = 0; i < ids.length; i++) {
      held.add(new ArrayList<>());
      Layout.Broker broker = known.get(ids[i]);
      online.set(i, broker != null && broker.online());
      room[i] = broker == null ? 0 : room(broker, bounds.diskLimit());
    }
    for (Layout.Partition partition : layout.partitions()) {
      seat(partition);
    }
  }

  private void numberRacks(SortedMap<Integer, String> all) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      indexes.put(ids[i], i);
      String rack = all.get(ids[i]);
      racks[i] =
          rack.isEmpty() ? i : numbers.computeIfAbsent(rack, r -> ids.length + numbers.size());
    }
  }

  private static long room(Layout.Broker broker, double diskLimit) {
    return broker
        .capacity()
        .map(disk -> (long) (disk.total() * diskLimit) - (disk.total() - disk.free()))
        .orElse(Long.MAX_VALUE);
  }

  private void seat(Layout.Partition partition) {
    int[] seats = partition.replicas().stream().mapToInt(indexes::get).toArray();
    Seating seating = new Seating(partition, seats);
    seatings.add(seating);
    for (int broker : seats) {
      count(seating, broker, 1);
      held.get(broker).add(seating);
    }
    leaders[seats[0]]++;
  }

  private void count(Seating seating, int broker, int sign) {
    bytes[broker] += sign * seating.bytes();
    replicas[broker] += sign;
  }

  private static int position(int[] seats, int broker) {
    for (int i = 0; i < seats.length; i++) {
      if (seats[i] == broker) {
        return i;
      }
    }
    return -1;
  }

  Layout layout() {
    return layout;
  }

  Bounds bounds() {
    return bounds;
  }

  List<Seating> seatings() {
    return seatings;
  }

  /** The partitions that have a replica on the broker. */
  List<Seating> held(int broker) {
    return held.get(broker);
  }

  int brokers() {
    return ids.length;
  }

  int id(int broker) {
    return ids[broker];
  }

  BitSet online() {
    return (BitSet) online.clone();
  }

  /** The named ones that are known, by themselves or by a replica. */
  BitSet indexes(Collection<Integer> named) {
    BitSet set = new BitSet();
    named.stream().filter(indexes::containsKey).forEach(id -> set.set(indexes.get(id)));
    return set;
  }

  List<Integer> ids(BitSet brokers) {
    return brokers.stream().map(broker -> ids[broker]).boxed().toList();
  }

  long bytes(int broker) {
    return bytes[broker];
  }

  long replicas(int broker) {
    return replicas[broker];
  }

  /** How many partitions have it as their preferred leader. */
  long leaders(int broker) {
    return leaders[broker];
  }

  /** What may still be copied to its disks. */
  long room(int broker) {
    return Math.max(0, room[broker]);
  }

  boolean fits(Seating seating, int broker) {
    return seating.wasOn(broker) || seating.bytes() <= room[broker];
  }

  /** On how many racks the partition is. */
  int spread(Seating seating) {
    return spread(seating, -1, -1);
  }

  /** On how many racks it would be without one seat, or none, and with another, or none: -1. */
  int spread(Seating seating, int without, int with) {
    int distinct = with < 0 ? 0 : 1;
    int[] seats = seating.seats;
    for (int i = 0; i < seats.length; i++) {
      boolean fresh = seats[i] != without && (with < 0 || racks[seats[i]] != racks[with]);
      for (int j = 0; j < i && fresh; j++) {
        fresh = seats[j] == without || racks[seats[j]] != racks[seats[i]];
      }
      distinct += fresh ? 1 : 0;
    }
    return distinct;
  }

  /** Whether it would be on no fewer racks with the one broker in the place of the other. */
  boolean keepsRacks(Seating seating, int from, int to) {
    boolean lost = racks[from] != racks[to];
    boolean gained = true;
    for (int seat : seating.seats) {
      if (seat != from) {
        lost &= racks[seat] != racks[from];
        gained &= racks[seat] != racks[to];
      }
    }
    return !lost || gained;
  }

  /** Puts a replica on another broker, in its place in the list. */
  void move(Seating seating, int from, int to) {
    int position = position(seating.seats, from);
    leave(seating, from);
    seating.seats[position] = to;
    come(seating, to);
    if (position == 0) {
      leaders[from]--;
      leaders[to]++;
    }
  }

  /** One more replica, the last of the list. */
  void add(Seating seating, int to) {
    seating.seats = Arrays.copyOf(seating.seats, seating.seats.length + 1);
    seating.seats[seating.seats.length - 1] = to;
    come(seating, to);
    if (seating.seats.length == 1) {
      leaders[to]++;
    }
  }

  void drop(Seating seating, int from) {
    int preferred = seating.preferred();
    leave(seating, from);
    seating.seats = Arrays.stream(seating.seats).filter(seat -> seat != from).toArray();
    if (preferred == from) {
      leaders[from]--;
      if (seating.size() > 0) {
        leaders[seating.preferred()]++;
      }
    }
  }

  /** Makes one of its brokers the preferred leader; the order of the others stays. */
  void prefer(Seating seating, int broker) {
    leaders[seating.preferred()]--;
    leaders[broker]++;
    int position = position(seating.seats, broker);
    System.arraycopy(seating.seats, 0, seating.seats, 1, position);
    seating.seats[0] = broker;
  }

  private void leave(Seating seating, int broker) {
    count(seating, broker, -1);
    held.get(broker).remove(seating);
    if (!seating.wasOn(broker) && room[broker] != Long.MAX_VALUE) {
      room[broker] += seating.bytes();
    }
  }

  private void come(Seating seating, int broker) {
    count(seating, broker, 1);
    held.get(broker).add(seating);
    if (!seating.wasOn(broker) && room[broker] != Long.MAX_VALUE) {
      room[broker] -= seating.bytes();
    }
  }

  Proposal proposal() {
    List<PartitionMove> moves =
        seatings.stream()
            .filter(Seating::changed)
            .map(this::asMove)
            .sorted(Comparator.comparingLong(PartitionMove::bytesToMove))
            .toList();
    Map<Integer, Layout.Load> before = layout.loads();
    Map<Integer, Layout.Load> after = new TreeMap<>();
    for (int i = 0; i < ids.length; i++) {
      after.put(ids[i], new Layout.Load((int) replicas[i], (int) leaders[i], bytes[i]));
    }
    List<Proposal.Share> shares =
        layout.racks().entrySet().stream()
            .map(
                broker ->
                    new Proposal.Share(
                        broker.getKey(),
                        broker.getValue(),
                        before.get(broker.getKey()),
                        after.get(broker.getKey())))
            .toList();
    MovePlan plan = new MovePlan(moves);
    int copied = (int) moves.stream().filter(move -> !move.adding().isEmpty()).count();
    return new Proposal(plan, shares, plan.bytesToMove(), copied);
  }

  private PartitionMove asMove(Seating seating) {
    Layout.Partition partition = seating.partition;
    return new PartitionMove(
        partition.topic(),
        partition.number(),
        partition.replicas(),
        Arrays.stream(seating.seats).mapToObj(seat -> ids[seat]).toList(),
        partition.bytes());
  }
}
