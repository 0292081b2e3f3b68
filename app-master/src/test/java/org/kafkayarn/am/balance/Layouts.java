package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.kafkayarn.am.balance.Layout.Broker;
import org.kafkayarn.am.balance.Layout.Capacity;
import org.kafkayarn.am.balance.Layout.Partition;

/** Layouts for tests: written down, drawn from a seed, and what a plan makes of them. */
final class Layouts {
  static final long GIB = 1L << 30;

  private Layouts() {}

  static Broker broker(int id, String rack) {
    return new Broker(id, rack, true, Optional.empty());
  }

  static Broker down(int id, String rack) {
    return new Broker(id, rack, false, Optional.empty());
  }

  static Broker disk(int id, long total, long free) {
    return new Broker(id, "", true, Optional.of(new Capacity(total, free)));
  }

  /** All replicas are in sync, and the first leads. */
  static Partition partition(String topic, int number, long bytes, Integer... replicas) {
    List<Integer> all = List.of(replicas);
    return new Partition(topic, number, all, all, OptionalInt.of(all.get(0)), bytes);
  }

  static Partition leaderless(String topic, int number, Integer... replicas) {
    List<Integer> all = List.of(replicas);
    return new Partition(topic, number, all, List.of(), OptionalInt.empty(), 1);
  }

  /** What is drawn: up to so many of each; with racks, brokers that are down, disks. */
  record Shape(int brokers, int partitions, boolean racks, boolean down, boolean disks) {}

  static Layout random(long seed, Shape shape) {
    Random random = new Random(seed);
    int n = 1 + random.nextInt(shape.brokers());
    int racks = shape.racks() ? 1 + random.nextInt(5) : 0;
    List<Broker> brokers = new ArrayList<>();
    Map<Integer, Boolean> online = new HashMap<>();
    for (int i = 0; i < n; i++) {
      boolean up = !shape.down() || i == 0 || random.nextInt(5) > 0;
      String rack = racks == 0 ? "" : "r" + random.nextInt(racks);
      online.put(10 + i, up);
      brokers.add(new Broker(10 + i, rack, up, Optional.empty()));
    }
    // Replicas are only on some, so that there is something to even.
    int used = 1 + random.nextInt(n);
    boolean lumpy = random.nextBoolean();
    List<Partition> partitions = new ArrayList<>();
    int count = random.nextInt(shape.partitions() + 1);
    for (int p = 0; p < count; p++) {
      List<Integer> ids = new ArrayList<>();
      brokers.subList(0, used).forEach(broker -> ids.add(broker.id()));
      Collections.shuffle(ids, random);
      List<Integer> replicas = ids.subList(0, 1 + random.nextInt(Math.min(4, used)));
      List<Integer> isr = replicas.stream().filter(online::get).toList();
      OptionalInt leader = isr.stream().mapToInt(id -> id).findFirst();
      long bytes = lumpy ? 1L << random.nextInt(40) : random.nextInt(3) * GIB;
      partitions.add(new Partition("t" + p % 5, p / 5, replicas, isr, leader, bytes));
    }
    return shape.disks() ? withDisks(brokers, partitions, random) : new Layout(brokers, partitions);
  }

  private static Layout withDisks(List<Broker> brokers, List<Partition> partitions, Random random) {
    Map<Integer, Layout.Load> loads = new Layout(brokers, partitions).loads();
    long largest = loads.values().stream().mapToLong(Layout.Load::bytes).max().orElse(0);
    List<Broker> limited = new ArrayList<>();
    for (Broker broker : brokers) {
      long used = loads.get(broker.id()).bytes();
      long total = used + (long) (random.nextDouble() * (largest + GIB));
      limited.add(
          new Broker(
              broker.id(),
              broker.rack(),
              broker.online(),
              Optional.of(new Capacity(total, total - used))));
    }
    return new Layout(limited, partitions);
  }

  static Layout shuffled(Layout layout, long seed) {
    List<Broker> brokers = new ArrayList<>(layout.brokers());
    List<Partition> partitions = new ArrayList<>(layout.partitions());
    Collections.shuffle(brokers, new Random(seed));
    Collections.shuffle(partitions, new Random(seed));
    return new Layout(brokers, partitions);
  }

  /** The layout when all is done: what runs is in sync, and the first that runs leads. */
  static Layout after(Layout layout, MovePlan plan) {
    Map<String, PartitionMove> moves = new HashMap<>();
    plan.moves().forEach(move -> moves.put(move.name(), move));
    Set<Integer> online = new HashSet<>();
    layout.brokers().stream().filter(Broker::online).forEach(broker -> online.add(broker.id()));
    List<Partition> partitions = new ArrayList<>();
    for (Partition old : layout.partitions()) {
      PartitionMove move = moves.remove(old.name());
      if (move == null) {
        partitions.add(old);
        continue;
      }
      List<Integer> isr = move.after().stream().filter(online::contains).toList();
      OptionalInt leader = isr.stream().mapToInt(id -> id).findFirst();
      partitions.add(
          new Partition(old.topic(), old.number(), move.after(), isr, leader, old.bytes()));
    }
    if (!moves.isEmpty()) {
      throw new AssertionError("moves of what isn't there: " + moves);
    }
    return new Layout(layout.brokers(), partitions);
  }

  /** The racks of the brokers; one without counts as its own. */
  static long racks(Layout layout, Iterable<Integer> brokers) {
    Map<Integer, String> racks = layout.racks();
    Set<String> distinct = new HashSet<>();
    brokers.forEach(id -> distinct.add(racks.get(id).isEmpty() ? "#" + id : racks.get(id)));
    return distinct.size();
  }
}
