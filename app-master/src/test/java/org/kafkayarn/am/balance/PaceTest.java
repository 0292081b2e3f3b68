package org.kafkayarn.am.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.balance.AdaptiveThrottle.Observation;

/** How many moves are under way, and how fast they copy. */
class PaceTest {
  private static final AdaptiveThrottle THROTTLE = new AdaptiveThrottle(10, 1000, 100);

  private static PartitionMove move(int partition, int from, int to) {
    return new PartitionMove("t", partition, List.of(from), List.of(to), 1);
  }

  private static List<Integer> begun(List<PartitionMove> remaining, List<PartitionMove> underWay) {
    return Batches.begin(remaining, underWay, new Batches.Limits(2, 100)).stream()
        .map(PartitionMove::partition)
        .toList();
  }

  private static long next(long now, boolean underReplicated, long bytes) {
    return THROTTLE.next(now, new Observation(underReplicated, bytes, Duration.ofSeconds(10)));
  }

  @Test
  void thoseBehindOneWhoseBrokersAreBusyPass() {
    List<PartitionMove> moves = List.of(move(0, 1, 2), move(1, 2, 3), move(2, 2, 4), move(3, 5, 6));
    assertEquals(List.of(0, 1, 3), begun(moves, List.of()));
    assertEquals(List.of(2, 3), begun(moves.subList(1, 4), List.of(move(1, 2, 3))));
  }

  @Test
  void whatCopiesNothingNeedsNoPlace() {
    PartitionMove order = new PartitionMove("o", 0, List.of(1, 2), List.of(2, 1), 5);
    PartitionMove drop = new PartitionMove("o", 1, List.of(1, 2), List.of(1), 5);
    assertEquals(
        List.of(7, 8, 0, 1), begun(List.of(move(7, 1, 2), move(8, 1, 2), order, drop), List.of()));
  }

  @Test
  void thereIsALimitInAll() {
    List<PartitionMove> moves = List.of(move(0, 1, 2), move(1, 3, 4), move(2, 5, 6));
    assertEquals(
        List.of(move(0, 1, 2)),
        Batches.begin(moves, List.of(move(9, 7, 8)), new Batches.Limits(5, 2)));
  }

  @Property(tries = 300)
  void allMovesEndAndNoBrokerHasMoreThanItsLimit(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int limit) {
    Random random = new Random(seed);
    List<PartitionMove> remaining = new ArrayList<>();
    for (int p = 0; p < random.nextInt(60); p++) {
      int from = random.nextInt(6);
      remaining.add(move(p, from, (from + 1 + random.nextInt(5)) % 6));
    }
    List<PartitionMove> underWay = new ArrayList<>();
    while (!remaining.isEmpty()) {
      underWay.addAll(Batches.begin(remaining, underWay, new Batches.Limits(limit, 100)));
      assertTrue(!underWay.isEmpty(), "nothing goes on");
      Map<Integer, Integer> busy = new HashMap<>();
      for (PartitionMove move : underWay) {
        busy.merge(move.before().get(0), 1, Integer::sum);
        busy.merge(move.after().get(0), 1, Integer::sum);
      }
      assertTrue(busy.values().stream().allMatch(count -> count <= limit), busy::toString);
      remaining.remove(underWay.remove(random.nextInt(underWay.size())));
    }
  }

  @Test
  void itIsHalvedWhileOthersAreUnderReplicatedDownToTheLeast() {
    assertEquals(50, next(100, true, 5000));
    assertEquals(10, next(15, true, 5000));
    assertEquals(10, next(10, true, 0));
  }

  @Test
  void itGrowsWhileItHoldsTheCopyingUp() {
    assertEquals(125, next(100, false, 700));
    assertEquals(100, next(100, false, 699));
    assertEquals(1000, next(900, false, 9000));
  }

  @Test
  void itGrowsWhenNothingMovesOn() {
    assertEquals(125, next(100, false, 0));
    assertEquals(
        100, THROTTLE.next(100, new Observation(false, 0, Duration.ZERO)), "nothing is known yet");
  }

  @Test
  void aFixedOneStays() {
    AdaptiveThrottle fixed = AdaptiveThrottle.fixed(70);
    assertEquals(70, fixed.next(70, new Observation(true, 0, Duration.ofSeconds(1))));
    assertEquals(70, fixed.next(70, new Observation(false, 70, Duration.ofSeconds(1))));
  }

  @Property(tries = 300)
  void itStaysWithinItsEnds(
      @ForAll @LongRange(min = 1) long now,
      @ForAll boolean underReplicated,
      @ForAll @LongRange(min = 0) long bytes) {
    long next = next(now, underReplicated, bytes);
    assertTrue(next >= 10 && next <= 1000);
  }
}
