package org.kafkayarn.am.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.am.spec.NodeSpec;

/** Changes who holds the partitions: moves of replicas, and topics that somebody creates. */
final class FakeMoves {
  private static final int MOST_PARTITIONS = 12;

  /** What became of the wish to move one replica. */
  enum Result {
    MOVED,
    /** Kafka cannot do it now. */
    WAITS,
    NOTHING_LEFT,
    /** There are too few other brokers. */
    IMPOSSIBLE
  }

  private final World world;
  private final FakeKafka kafka;

  FakeMoves(World world, FakeKafka kafka) {
    this.world = world;
    this.kafka = kafka;
  }

  /** One replica of these brokers goes to another. */
  Result drain(Set<Integer> leaving) {
    for (Partition partition : kafka.partitions) {
      Optional<Integer> from = partition.replicas.stream().filter(leaving::contains).findFirst();
      if (from.isPresent()) {
        return move(partition, from.get(), leaving);
      }
    }
    return Result.NOTHING_LEFT;
  }

  /** Any replica goes anywhere. */
  Result any() {
    Partition partition = kafka.partitions.get(world.orders.nextInt(kafka.partitions.size()));
    return move(partition, partition.replicas.get(0), Set.of());
  }

  private Result move(Partition partition, int from, Set<Integer> leaving) {
    List<Integer> others =
        world.spec.nodes().values().stream()
            .filter(NodeSpec::broker)
            .map(NodeSpec::id)
            .filter(id -> !leaving.contains(id) && !partition.replicas.contains(id))
            .toList();
    if (others.isEmpty()) {
      return Result.IMPOSSIBLE;
    }
    List<Integer> usable = others.stream().filter(kafka::isUsable).toList();
    boolean led =
        kafka.quorum.leader().isPresent() && partition.leader.filter(kafka::isLive).isPresent();
    if (!led || usable.isEmpty()) {
      return Result.WAITS;
    }
    int to = usable.get(world.orders.nextInt(usable.size()));
    kafka.records(to).put(partition.name, partition.acknowledged);
    partition.replace(from, to, world.time.nowMs());
    kafka.lead(partition);
    world.note("the replica of " + partition.name + " has moved from " + from + " to " + to);
    return Result.MOVED;
  }

  /** Somebody creates a topic, on one of these brokers too. */
  void create(Set<Integer> on) {
    List<Integer> brokers =
        new ArrayList<>(
            world.spec.nodes().values().stream()
                .filter(NodeSpec::broker)
                .map(NodeSpec::id)
                .filter(kafka::isUsable)
                .toList());
    Optional<Integer> first = brokers.stream().filter(on::contains).findFirst();
    if (first.isEmpty()
        || kafka.quorum.leader().isEmpty()
        || kafka.partitions.size() >= MOST_PARTITIONS) {
      return;
    }
    brokers.remove(first.get());
    Collections.shuffle(brokers, world.orders);
    brokers.add(0, first.get());
    int copies = 1 + world.orders.nextInt(Math.min(3, brokers.size()));
    String name = "n-" + kafka.partitions.size();
    world.note("somebody creates " + name + " on " + brokers.subList(0, copies));
    kafka.partitions.add(
        new Partition(
            name,
            List.copyOf(brokers.subList(0, copies)),
            copies == 3 ? 2 : 1,
            world.time.nowMs()));
  }

  boolean holdsAny(int id) {
    return holdsAnySince(id, world.time.nowMs());
  }

  /** A replica has been there for a while. */
  boolean holdsAnySince(int id, long atMs) {
    return kafka.partitions.stream().anyMatch(partition -> partition.isOn(id, atMs));
  }

  /** How many others a partition needs. */
  int mostReplicas() {
    return kafka.partitions.stream().mapToInt(p -> p.replicas.size()).max().orElse(0);
  }
}
