package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.StartConditions.Amount;

/**
 * What the ResourceManager is about to take away.
 *
 * @param certain the containers that go, by id
 * @param others those that it would take beside them, if it does not get the amount otherwise
 * @param amount how much it wants of the others
 * @param at when it last said so
 */
public record Preemption(Set<String> certain, Set<String> others, Amount amount, Instant at) {
  /**
   * A message may come once or with every heartbeat (FiCaSchedulerApp.getAllocation forgets what it
   * has told, 3.3.6, and the policy tells again); CapacityScheduler kills 15 s after the first one
   * (yarn.resourcemanager.monitor.capacity.preemption.max_wait_before_kill).
   */
  private static final Duration HOLDS_FOR = Duration.ofSeconds(10);

  public Preemption {
    certain = Set.copyOf(certain);
    others = Set.copyOf(others);
    requireNonNull(amount);
    requireNonNull(at);
  }

  /** A container has been given back for it. */
  public Preemption satisfied(String containerId, NodeSpec node) {
    return satisfied(containerId, node.memoryMb(), node.vcores());
  }

  /** The same for a container of any size. */
  public Preemption satisfied(String containerId, int memoryMb, int vcores) {
    boolean counts = !certain.contains(containerId);
    return new Preemption(
        certain,
        others,
        counts
            ? new Amount(
                Math.max(0, amount.memoryMb() - memoryMb), Math.max(0, amount.vcores() - vcores))
            : amount,
        at);
  }

  public boolean holds(Instant now) {
    return now.isBefore(at.plus(HOLDS_FOR));
  }
}
