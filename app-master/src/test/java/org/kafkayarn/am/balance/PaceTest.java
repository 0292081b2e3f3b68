package org.kafkayarn.am.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.balance.AdaptiveThrottle.Observation;

/** How many moves are under way, and how fast they copy. */
class PaceTest {
  private static final AdaptiveThrottle THROTTLE = new AdaptiveThrottle(10, 1000, 100);

  private static long next(long now, boolean underReplicated, long bytes) {
    return THROTTLE.next(now, new Observation(underReplicated, bytes, Duration.ofSeconds(10)));
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
