package org.kafkayarn.am.balance;

import java.time.Duration;

/**
 * How fast replicas may be copied from and to each broker, in bytes per second.
 *
 * <p>While partitions that aren't moved are under-replicated, the copying takes what their
 * followers need: the limit is halved with every look, down to the least. Otherwise it grows by a
 * quarter, but only while it is what holds the copying up. A limit that is not reached says nothing
 * about how much would be borne, and copying that makes no progress at all may be slower than what
 * producers add.
 */
public record AdaptiveThrottle(long least, long most, long start) {
  private static final double BACK_OFF = 0.5;
  private static final double RAISE = 1.25;

  /** A limit counts as reached from this part of it on: Kafka holds it as a mean over seconds. */
  private static final double REACHED = 0.7;

  private static final long MB = 1_000_000;

  public static final AdaptiveThrottle DEFAULT = new AdaptiveThrottle(MB, 1000 * MB, 50 * MB);

  public AdaptiveThrottle {
    if (!(0 < least && least <= start && start <= most)) {
      throw new Refusal(
          "throttle from "
              + least
              + " over "
              + start
              + " to "
              + most
              + " bytes per second: the least must be above 0, the start between least and most");
    }
  }

  /** A limit that never changes, for an operator who knows best. */
  public static AdaptiveThrottle fixed(long rate) {
    return new AdaptiveThrottle(rate, rate, rate);
  }

  /**
   * What was seen since the limit was last set.
   *
   * @param othersUnderReplicated whether partitions that aren't moved are under-replicated now
   * @param bytesMoved what the busiest broker has copied
   * @param time in which it has
   */
  public record Observation(boolean othersUnderReplicated, long bytesMoved, Duration time) {}

  /** The limit to set next. */
  public long next(long now, Observation seen) {
    double next = now;
    if (seen.othersUnderReplicated()) {
      next = now * BACK_OFF;
    } else if (heldUp(now, seen)) {
      next = Math.ceil(now * RAISE);
    }
    return Math.min(most, Math.max(least, (long) next));
  }

  private static boolean heldUp(long now, Observation seen) {
    double seconds = seen.time().toMillis() / 1000.0;
    // Without time, nothing is known.
    return seconds > 0 && (seen.bytesMoved() <= 0 || seen.bytesMoved() / seconds >= REACHED * now);
  }
}
