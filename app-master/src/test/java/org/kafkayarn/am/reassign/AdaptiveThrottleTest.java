package org.kafkayarn.am.reassign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.kafkayarn.am.reassign.MoveOrder.SpeedLimits;

class AdaptiveThrottleTest {
  private static final AdaptiveThrottle THROTTLE = new AdaptiveThrottle(new SpeedLimits(10, 800));

  @Test
  void theLimitBeginsLowAndRisesInStepsToTheMost() {
    assertEquals(200, THROTTLE.first());
    assertEquals(300, THROTTLE.next(200, false));
    assertEquals(800, THROTTLE.next(750, false));
    assertEquals(800, THROTTLE.next(800, false));
  }

  @Test
  void theLimitIsHalvedWhileOthersLagAndNeverBelowTheLeast() {
    assertEquals(400, THROTTLE.next(800, true));
    assertEquals(10, THROTTLE.next(15, true));
    assertEquals(10, THROTTLE.next(10, true));
  }

  @Test
  void aFixedLimitStays() {
    AdaptiveThrottle fixed = new AdaptiveThrottle(new SpeedLimits(500, 500));

    assertEquals(500, fixed.first());
    assertEquals(500, fixed.next(500, true));
    assertEquals(500, fixed.next(500, false));
  }

  @Test
  void theSmallestLimitRisesToo() {
    assertEquals(2, new AdaptiveThrottle(new SpeedLimits(1, 5)).next(1, false));
  }

  @Test
  void limitsTheWrongWayRoundAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SpeedLimits(5, 4));
    assertThrows(IllegalArgumentException.class, () -> new SpeedLimits(0, 4));
  }
}
