package org.kafkayarn.am.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.kafkayarn.am.balance.Layout.Broker;
import org.kafkayarn.am.balance.Layout.Partition;
import org.kafkayarn.am.balance.Layouts.Shape;

/** What holds for plans of any layout. */
class PlannersProperties {
  private static final Shape PLAIN = new Shape(9, 60, false, false, false);
  private static final Shape RACKS = new Shape(12, 60, true, false, false);
  private static final Shape DOWN = new Shape(12, 60, true, true, false);
  private static final Shape DISKS = new Shape(9, 40, true, true, true);
  private static final List<Shape> SHAPES = List.of(PLAIN, RACKS, DOWN, DISKS);

  private static Proposal rebalance(Layout layout) {
    return Rebalance.propose(layout, Set.of(), Set.of(), OptionalInt.empty(), Bounds.DEFAULT);
  }

  private static Set<Integer> ids(Layout layout) {
    return layout.brokers().stream().map(Broker::id).collect(Collectors.toSet());
  }

  private static Set<Integer> online(Layout layout) {
    return layout.brokers().stream()
        .filter(Broker::online)
        .map(Broker::id)
        .collect(Collectors.toSet());
  }

  private static Set<Integer> last(Layout layout, int count) {
    List<Integer> ids = new ArrayList<>(new TreeSet<>(ids(layout)));
    return new HashSet<>(ids.subList(Math.max(0, ids.size() - count), ids.size()));
  }

  /** Plans by the seed; empty when it is refused. */
  private static Set<Proposal> tried(Layout layout, Function<Layout, Proposal> planner) {
    try {
      Proposal proposal = planner.apply(layout);
      assertSound(layout, proposal);
      return Set.of(proposal);
    } catch (Refusal refusal) {
      assertFalse(refusal.getMessage().contains("\n"));
      return Set.of();
    }
  }

  private static Partition partition(Layout layout, PartitionMove move) {
    return layout.partitions().stream()
        .filter(partition -> partition.name().equals(move.name()))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSound(Layout layout, Proposal proposal) {
    Set<Integer> online = online(layout);
    Map<Integer, Long> comes = new HashMap<>();
    for (PartitionMove move : proposal.plan().moves()) {
      Partition partition = partition(layout, move);
      assertEquals(partition.replicas(), move.before());
      assertEquals(partition.bytes(), move.bytes());
      assertTrue(partition.leader().isPresent(), move + " could not be copied");
      assertFalse(move.after().isEmpty());
      assertFalse(move.after().equals(move.before()), move + " is none");
      assertEquals(move.after().size(), new HashSet<>(move.after()).size(), move + " twice");
      assertTrue(online.containsAll(move.adding()), move + " to a broker that is down");
      move.adding().forEach(broker -> comes.merge(broker, move.bytes(), Long::sum));
    }
    for (Broker broker : layout.brokers()) {
      long more = comes.getOrDefault(broker.id(), 0L);
      broker
          .capacity()
          .filter(disk -> more > 0)
          .ifPresent(disk -> assertTrue(disk.total() - disk.free() + more <= 0.85 * disk.total()));
    }
    Layout after = Layouts.after(layout, proposal.plan());
    for (Proposal.Share share : proposal.brokers()) {
      assertEquals(layout.loads().get(share.broker()), share.before());
      Layout.Load load = after.loads().getOrDefault(share.broker(), Layout.Load.NONE);
      assertEquals(load.bytes(), share.after().bytes());
      assertEquals(load.replicas(), share.after().replicas());
    }
    assertEquals(comes.values().stream().mapToLong(bytes -> bytes).sum(), proposal.bytesToMove());
  }

  private static void assertSpreadKept(Layout layout, Proposal proposal) {
    for (PartitionMove move : proposal.plan().moves()) {
      assertTrue(
          Layouts.racks(layout, move.after()) >= Layouts.racks(layout, move.before()),
          move + " gives up a rack");
      assertEquals(move.before().size(), move.after().size(), move + " has another factor");
    }
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void rebalanceIsSoundAndKeepsFactorsAndRacks(
      @ForAll long seed, @ForAll @IntRange(max = 3) int shape) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    assertSpreadKept(layout, tried(layout, PlannersProperties::rebalance).iterator().next());
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void rebalancePutsEachPartitionOnAsManyRacksAsThereCanBe(@ForAll long seed) {
    Layout layout = Layouts.random(seed, RACKS);
    long racks = Layouts.racks(layout, ids(layout));
    for (Partition partition : Layouts.after(layout, rebalance(layout).plan()).partitions()) {
      assertEquals(
          Math.min(racks, partition.replicas().size()),
          Layouts.racks(layout, partition.replicas()),
          partition.name());
    }
  }

  @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
  void aSecondRebalanceIsEmpty(@ForAll long seed, @ForAll @IntRange(max = 2) int shape) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    Layout after = Layouts.after(layout, rebalance(layout).plan());
    assertEquals(List.of(), rebalance(after).plan().moves());
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void aRebalanceOfSomeTopicsOntoSomeBrokersDoesThatAlone(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int shape,
      @ForAll @IntRange(min = 1, max = 5) int n) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    Set<Integer> allowed = last(layout, n);
    Set<String> topics = Set.of("t0", "t1");
    if (!layout.topics().containsAll(topics)) {
      return;
    }
    Function<Layout, Proposal> planner =
        one -> Rebalance.propose(one, topics, allowed, OptionalInt.empty(), Bounds.DEFAULT);
    for (Proposal proposal : tried(layout, planner)) {
      for (Partition partition : Layouts.after(layout, proposal.plan()).partitions()) {
        if (topics.contains(partition.topic())) {
          assertTrue(allowed.containsAll(partition.replicas()), partition.name());
        }
      }
      proposal.plan().moves().forEach(move -> assertTrue(topics.contains(move.topic())));
    }
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void theOrderOfWhatIsObservedDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(max = 3) int shape) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    assertEquals(rebalance(layout), rebalance(Layouts.shuffled(layout, seed)));
  }

  /** Without racks and with one replica of one size each, only what is too much has to move. */
  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void rebalanceMovesNoMoreThanWhatIsAboveTheMean(
      @ForAll @IntRange(min = 1, max = 8) int brokers,
      @ForAll @IntRange(max = 100) int partitions,
      @ForAll long seed) {
    List<Broker> all = new ArrayList<>();
    for (int i = 0; i < brokers; i++) {
      all.add(Layouts.broker(i, ""));
    }
    Random random = new Random(seed);
    List<Partition> some = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      int broker = Math.min(random.nextInt(brokers), random.nextInt(brokers));
      some.add(Layouts.partition("t", p, 100, broker));
    }
    Layout layout = new Layout(all, some);
    Proposal proposal = rebalance(layout);

    double mean = partitions / (double) brokers;
    double most =
        layout.loads().values().stream()
            .mapToDouble(load -> Math.ceil(Math.max(0, load.replicas() - mean)))
            .sum();
    assertTrue(proposal.partitionsMoved() <= most, proposal.partitionsMoved() + " of " + most);
    for (Proposal.Share share : proposal.brokers()) {
      double off = Math.abs(share.after().replicas() - mean);
      assertTrue(off <= Math.max(1, 0.1 * mean) + 1e-9, share + " with a mean of " + mean);
    }
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void drainLeavesNothingAndMovesNothingElse(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int shape,
      @ForAll @IntRange(min = 1, max = 4) int n) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    Set<Integer> leaving = last(layout, n);
    Function<Layout, Proposal> drain = one -> Drain.propose(one, leaving, Bounds.DEFAULT);
    for (Proposal proposal : tried(layout, drain)) {
      Set<Integer> remaining = online(layout);
      remaining.removeAll(leaving);
      for (PartitionMove move : proposal.plan().moves()) {
        assertEquals(move.before().size(), move.after().size());
        List<Integer> kept = new ArrayList<>(move.before());
        kept.removeAll(leaving);
        assertTrue(kept.size() < move.before().size(), move + " need not move");
        assertTrue(move.after().containsAll(kept), move + " moves one that may stay");
        Set<Integer> reachable = new HashSet<>(remaining);
        reachable.addAll(kept);
        long most =
            Math.min(
                Layouts.racks(layout, kept) + move.adding().size(),
                Layouts.racks(layout, reachable));
        assertEquals(most, Layouts.racks(layout, move.after()), move + " on too few racks");
      }
      Layout after = Layouts.after(layout, proposal.plan());
      leaving.forEach(id -> assertEquals(0, after.loads().get(id).replicas()));
      assertTrue(drain.apply(after).isEmpty());
    }
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void newBrokersAreTheOnlyOnesThatGetReplicas(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int shape,
      @ForAll @IntRange(min = 1, max = 3) int n) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    Set<Integer> fresh = last(layout, n);
    Function<Layout, Proposal> planner =
        one -> ScaleUp.propose(one, fresh, Set.of(), Bounds.DEFAULT);
    for (Proposal proposal : tried(layout, planner)) {
      assertSpreadKept(layout, proposal);
      for (PartitionMove move : proposal.plan().moves()) {
        assertTrue(fresh.containsAll(move.adding()), move + " to an old broker");
      }
      if (shape < 3) {
        Layout after = Layouts.after(layout, proposal.plan());
        assertEquals(List.of(), planner.apply(after).plan().moves());
      }
    }
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void moreReplicasAreAddedAndNoneMoves(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int shape,
      @ForAll @IntRange(min = 1, max = 5) int factor) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    Function<Layout, Proposal> planner =
        one -> ReplicationChange.propose(one, Set.of(), factor, Bounds.DEFAULT);
    for (Proposal proposal : tried(layout, planner)) {
      for (PartitionMove move : proposal.plan().moves()) {
        assertEquals(factor, move.after().size());
        Set<Integer> before = new HashSet<>(move.before());
        Set<Integer> after = new HashSet<>(move.after());
        assertTrue(after.containsAll(before) || before.containsAll(after), move + " moves");
        Partition partition = partition(layout, move);
        assertTrue(after.contains(partition.leader().orElseThrow()), move + " drops the leader");
        long inSync = partition.isr().stream().filter(after::contains).count();
        assertEquals(Math.min(partition.isr().size(), factor), inSync, move + " drops in-sync");
        if (factor < move.before().size() && partition.isr().size() == move.before().size()) {
          assertEquals(
              Math.min(factor, Layouts.racks(layout, before)),
              Layouts.racks(layout, after),
              move + " gives up a rack");
        }
      }
      Layout after = Layouts.after(layout, proposal.plan());
      assertTrue(after.partitions().stream().allMatch(p -> p.replicas().size() == factor));
      assertTrue(planner.apply(after).isEmpty());
    }
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void realignKeepsMembersOfTheListAndLeavesOutWhatIsFine(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int shape,
      @ForAll @IntRange(min = 1, max = 6) int n,
      @ForAll @IntRange(max = 4) int factor,
      @ForAll int start) {
    Layout layout = Layouts.random(seed, SHAPES.get(shape));
    List<Integer> listed = List.copyOf(last(layout, n));
    OptionalInt wanted = factor == 0 ? OptionalInt.empty() : OptionalInt.of(factor);
    Function<Layout, Proposal> planner =
        one -> Realign.propose(one, Set.of(), listed, wanted, start, Bounds.DEFAULT);
    for (Proposal proposal : tried(layout, planner)) {
      for (PartitionMove move : proposal.plan().moves()) {
        int size = wanted.orElse(move.before().size());
        assertEquals(size, move.after().size());
        List<Integer> members = new ArrayList<>(move.before());
        members.retainAll(listed);
        assertFalse(
            members.size() == move.before().size() && members.size() == size, move + " is fine");
        members.retainAll(move.after());
        long possible = move.before().stream().filter(listed::contains).count();
        // One that lags may have to go: the last that is in sync is worth more.
        if (partition(layout, move).isr().size() == move.before().size()) {
          assertEquals(Math.min(size, possible), members.size(), move + " drops a member");
        }
      }
      Layout after = Layouts.after(layout, proposal.plan());
      after.partitions().forEach(p -> assertTrue(listed.containsAll(p.replicas()), p.name()));
      assertTrue(planner.apply(after).isEmpty());
    }
  }
}
