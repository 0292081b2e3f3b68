package org.kafkayarn.am.balance;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the replicas are, as observed.
 *
 * @param brokers those that the cluster knows, by id
 * @param partitions by topic and number; a replica may be on a broker that is no longer known
 */
public record Layout(List<Broker> brokers, List<Partition> partitions) {
  public Layout {
    brokers = brokers.stream().sorted(Comparator.comparingInt(Broker::id)).toList();
    partitions =
        partitions.stream()
            .sorted(Comparator.comparing(Partition::topic).thenComparingInt(Partition::number))
            .toList();
    for (int i = 1; i < brokers.size(); i++) {
      if (brokers.get(i).id() == brokers.get(i - 1).id()) {
        throw new IllegalArgumentException("broker " + brokers.get(i).id() + " twice");
      }
    }
    for (int i = 1; i < partitions.size(); i++) {
      if (partitions.get(i).name().equals(partitions.get(i - 1).name())) {
        throw new IllegalArgumentException("partition " + partitions.get(i).name() + " twice");
      }
    }
  }

  /** The sum over a broker's log dirs. */
  public record Capacity(long total, long free) {}

  /**
   * One broker.
   *
   * @param rack empty when it has none: then it counts as a rack of its own
   */
  public record Broker(int id, String rack, boolean online, Optional<Capacity> capacity) {
    public Broker {
      requireNonNull(rack);
      requireNonNull(capacity);
    }
  }

  /**
   * One partition.
   *
   * @param replicas the first is the preferred leader
   * @param bytes the size of its largest replica
   */
  public record Partition(
      String topic,
      int number,
      List<Integer> replicas,
      List<Integer> isr,
      OptionalInt leader,
      long bytes) {
    public Partition {
      requireNonNull(topic);
      requireNonNull(leader);
      replicas = List.copyOf(replicas);
      isr = List.copyOf(isr);
      if (replicas.isEmpty() || new TreeSet<>(replicas).size() < replicas.size()) {
        throw new IllegalArgumentException(topic + "-" + number + " has replicas " + replicas);
      }
    }

    /** As Kafka's tools write it: {@code topic-partition}. */
    public String name() {
      return topic + "-" + number;
    }
  }

  /** What a broker carries. */
  public record Load(int replicas, int leaders, long bytes) {
    static final Load NONE = new Load(0, 0, 0);

    Load plus(Load more) {
      return new Load(replicas + more.replicas, leaders + more.leaders, bytes + more.bytes);
    }
  }

  /** What each broker carries now, those included that are known by their replicas alone. */
  public SortedMap<Integer, Load> loads() {
    SortedMap<Integer, Load> loads = new TreeMap<>();
    brokers.forEach(broker -> loads.put(broker.id(), Load.NONE));
    for (Partition partition : partitions) {
      for (int replica : partition.replicas()) {
        int leads = partition.leader().equals(OptionalInt.of(replica)) ? 1 : 0;
        loads.merge(replica, new Load(1, leads, partition.bytes()), Load::plus);
      }
    }
    return loads;
  }

  public SortedSet<String> topics() {
    SortedSet<String> topics = new TreeSet<>();
    partitions.forEach(partition -> topics.add(partition.topic()));
    return topics;
  }

  /** The brokers by their ids. */
  public SortedMap<Integer, Broker> brokersById() {
    SortedMap<Integer, Broker> byId = new TreeMap<>();
    brokers.forEach(broker -> byId.put(broker.id(), broker));
    return byId;
  }

  /** Every broker that is known, by itself or by a replica, with its rack; empty when unknown. */
  SortedMap<Integer, String> racks() {
    SortedMap<Integer, String> racks = new TreeMap<>();
    partitions.forEach(
        partition -> partition.replicas().forEach(replica -> racks.put(replica, "")));
    for (Map.Entry<Integer, Broker> broker : brokersById().entrySet()) {
      racks.put(broker.getKey(), broker.getValue().rack());
    }
    return racks;
  }
}
