package org.kafkayarn.am.balance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.balance.Layout.Broker;
import org.kafkayarn.am.balance.Layout.Partition;

/** A large cluster is planned in seconds, and ends even. */
class PlannersOfManyTest {
  private static final Duration MOST = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 3;
  private static final int BROKERS = 100;
  private static final int PARTITIONS = 10_000;

  /** All on the first brokers, as if the others had just come. */
  private static Layout large(int used, int racks) {
    Random random = new Random(7);
    List<Broker> brokers = new ArrayList<>();
    for (int i = 0; i < BROKERS; i++) {
      brokers.add(Layouts.broker(i, racks == 0 ? "" : "rack" + i % racks));
    }
    List<Partition> partitions = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      ids.add(i);
    }
    for (int p = 0; p < PARTITIONS; p++) {
      Collections.shuffle(ids, random);
      long bytes = (long) (Layouts.GIB * Math.exp(2 * random.nextGaussian()));
      partitions.add(
          Layouts.partition("t" + p % 100, p / 100, bytes, ids.get(0), ids.get(1), ids.get(2)));
    }
    return new Layout(brokers, partitions);
  }

  private static Proposal within(String what, Supplier<Proposal> planner) {
    // The thread's own time, and the best of a few: a busy machine is no fault of the planner.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Proposal proposal = null;
    long best = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && best >= MOST.toMillis(); attempt++) {
      long begin = threads.getCurrentThreadCpuTime();
      proposal = planner.get();
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - begin) / 1_000_000);
    }
    System.out.println(
        what + ": " + proposal.plan().moves().size() + " moves in " + best + " milliseconds");
    assertTrue(best < MOST.toMillis(), what + " took " + best + " ms");
    return proposal;
  }

  private static void assertEven(Proposal proposal, List<Proposal.Share> judged, double part) {
    double mean =
        proposal.brokers().stream().mapToLong(share -> share.after().bytes()).average().orElse(0);
    for (Proposal.Share share : judged) {
      assertTrue(Math.abs(share.after().bytes() - mean) <= part * mean, share + ", mean " + mean);
      assertTrue(share.after().replicas() >= 268 && share.after().replicas() <= 332, "" + share);
      assertTrue(share.after().leaders() >= 89 && share.after().leaders() <= 111, "" + share);
    }
  }

  @Test
  void rebalanceOntoTwiceTheBrokers() {
    Layout layout = large(50, 5);
    Proposal proposal =
        within(
            "rebalance from 50 to 100",
            () ->
                Rebalance.propose(layout, Set.of(), Set.of(), OptionalInt.empty(), Bounds.DEFAULT));
    assertEven(proposal, proposal.brokers(), 0.11);
  }

  @Test
  void rebalanceFromThreeBrokers() {
    Layout layout = large(3, 3);
    within(
        "rebalance from 3 to 100",
        () -> Rebalance.propose(layout, Set.of(), Set.of(), OptionalInt.empty(), Bounds.DEFAULT));
  }

  @Test
  void rebalanceOfARackedClusterWhoseRacksDiffer() {
    Layout layout = large(100, 0);
    List<Broker> racked =
        layout.brokers().stream()
            .map(broker -> Layouts.broker(broker.id(), "r" + (broker.id() < 10 ? 0 : 1)))
            .toList();
    Layout uneven = new Layout(racked, layout.partitions());
    within(
        "rebalance where one rack is small",
        () -> Rebalance.propose(uneven, Set.of(), Set.of(), OptionalInt.empty(), Bounds.DEFAULT));
  }

  @Test
  void drainAndFillAndGrow() {
    Layout layout = large(100, 5);
    within("drain 20", () -> Drain.propose(layout, last(20), Bounds.DEFAULT));
    within("grow", () -> ReplicationChange.propose(layout, Set.of(), 5, Bounds.DEFAULT));
    Layout half = large(80, 5);
    Proposal filled =
        within("fill 20", () -> ScaleUp.propose(half, last(20), Set.of(), Bounds.DEFAULT));
    // The old ones may still differ among themselves: only the new ones are filled.
    assertEven(filled, filled.brokers().subList(80, 100), 0.11);
  }

  private static Set<Integer> last(int count) {
    Set<Integer> ids = new HashSet<>();
    for (int i = BROKERS - count; i < BROKERS; i++) {
      ids.add(i);
    }
    return ids;
  }
}
