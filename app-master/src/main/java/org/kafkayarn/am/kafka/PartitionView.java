package org.kafkayarn.am.kafka;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A partition as Kafka tells of it.
 *
 * @param leader absent: it is offline
 * @param replicas the first is the preferred leader
 * @param isr those in sync
 * @param bytes of its largest replica; absent: no broker that has one has told
 */
public record PartitionView(
    int number,
    Optional<Integer> leader,
    List<Integer> replicas,
    List<Integer> isr,
    OptionalLong bytes) {
  public PartitionView {
    requireNonNull(leader);
    replicas = List.copyOf(replicas);
    isr = List.copyOf(isr);
    requireNonNull(bytes);
  }

  public boolean offline() {
    return leader.isEmpty();
  }

  public boolean underReplicated() {
    return isr.size() < replicas.size();
  }

  public int preferredLeader() {
    return replicas.get(0);
  }
}
