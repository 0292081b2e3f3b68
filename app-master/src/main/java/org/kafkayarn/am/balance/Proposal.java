package org.kafkayarn.am.balance;

import java.util.List;

/**
 * A plan and what it would do, for an operator to judge.
 *
 * @param plan what to do; small partitions first, so that most are done soon
 * @param brokers each broker before and after
 * @param bytesToMove what has to be copied in all
 * @param partitionsMoved how many partitions are copied to another broker; the plan's other moves
 *     only drop replicas, or name another preferred leader
 */
public record Proposal(MovePlan plan, List<Share> brokers, long bytesToMove, int partitionsMoved) {
  public Proposal {
    brokers = List.copyOf(brokers);
  }

  /**
   * One broker's part.
   *
   * @param before what it carries now
   * @param after what it will carry once each partition's preferred leader leads it
   */
  public record Share(int broker, String rack, Layout.Load before, Layout.Load after) {}

  public boolean isEmpty() {
    return plan.moves().isEmpty();
  }
}
