package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the data's safe copies are, as Kafka told last.
 *
 * @param brokers the brokers that the cluster lists: registered and not fenced
 * @param inSync how many partitions have the node among their in-sync replicas
 * @param lastCopies the partitions that would lose records without the node: it is their only
 *     in-sync replica, or, when none is in sync, one that could still be elected
 * @param neededForMinIsr the partitions that would refuse acks=all without the node
 * @param neededForRestart the partitions that could be kept available without the node and would
 *     not be: too few others are in sync
 * @param leaderships how many partitions the node leads
 * @param voters the quorum's voters
 * @param caughtUp those of them that have lately fetched all that the leader has, and the leader
 * @param eligibility who could lead without a node
 * @param offline the partitions without a leader
 * @param hosting who holds which replicas
 */
public record Replicas(
    Set<Integer> brokers,
    Map<Integer, Integer> inSync,
    Map<Integer, Partitions> lastCopies,
    Map<Integer, Partitions> neededForMinIsr,
    Map<Integer, Partitions> neededForRestart,
    Map<Integer, Integer> leaderships,
    Set<Integer> voters,
    Set<Integer> caughtUp,
    Eligibility eligibility,
    Offline offline,
    Hosting hosting) {

  /** Where Kafka was not asked who could lead, and every partition has a leader. */
  public Replicas(
      Set<Integer> brokers,
      Map<Integer, Integer> inSync,
      Map<Integer, Partitions> lastCopies,
      Map<Integer, Partitions> neededForMinIsr,
      Map<Integer, Partitions> neededForRestart,
      Map<Integer, Integer> leaderships,
      Set<Integer> voters,
      Set<Integer> caughtUp) {
    this(
        brokers,
        inSync,
        lastCopies,
        neededForMinIsr,
        neededForRestart,
        leaderships,
        voters,
        caughtUp,
        Eligibility.UNKNOWN,
        Offline.NONE,
        Hosting.NONE);
  }

  /**
   * Some partitions.
   *
   * @param count how many
   * @param examples the first few by name, {@code topic-partition}
   */
  public record Partitions(int count, List<String> examples) {
    public Partitions {
      examples = List.copyOf(examples);
    }

    @Override
    public String toString() {
      return count == examples.size()
          ? String.join(", ", examples)
          : count + " partitions, as " + String.join(", ", examples);
    }
  }

  public Replicas {
    brokers = Set.copyOf(brokers);
    inSync = Map.copyOf(inSync);
    lastCopies = Map.copyOf(lastCopies);
    neededForMinIsr = Map.copyOf(neededForMinIsr);
    neededForRestart = Map.copyOf(neededForRestart);
    leaderships = Map.copyOf(leaderships);
    voters = Set.copyOf(voters);
    caughtUp = Set.copyOf(caughtUp);
    requireNonNull(eligibility);
    requireNonNull(offline);
    requireNonNull(hosting);
  }

  public Replicas with(Offline found) {
    return new Replicas(
        brokers,
        inSync,
        lastCopies,
        neededForMinIsr,
        neededForRestart,
        leaderships,
        voters,
        caughtUp,
        eligibility,
        found,
        hosting);
  }
}
