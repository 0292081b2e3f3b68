package org.kafkayarn.am.plan.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.kafkayarn.am.spec.TaskSpec.LagScale;
import org.kafkayarn.am.state.task.GroupLag;

/**
 * Decides how many instances a task has that is scaled by its group's lag.
 *
 * <p>Goals: a lag that grows is met soon; a lag that stays as it is changes nothing any more; fewer
 * instances come late and one by one, because every change makes the group share its partitions out
 * anew and read nothing meanwhile.
 *
 * <p>Wanted is one instance for each {@code target} records of lag, at least {@code min} and at
 * most {@code max}, and not more than the group has partitions, because the rest would idle; {@code
 * min} counts more than the partitions. A group that Kafka knows nothing of has one: nobody else
 * can find out what it reads.
 *
 * <ul>
 *   <li>More are wanted: all of them at once, {@link #UP_COOLDOWN} after the last change.
 *   <li>The lag is low: one less would be at most 80 % full, or has no partition. One less, when it
 *       has been low for {@link #DOWN_COOLDOWN}, all of it after the last change. What is between
 *       "low" and "more" keeps a lag that wavers from being followed up and down.
 *   <li>Bounds that the operator has changed are kept at once.
 * </ul>
 *
 * <p>Example, target 3,000 and 8 partitions: a lag of 12,000 takes 2 instances to 4. They are kept
 * until the lag is at most 7,200, 80 % of what three are for, and stays there for two minutes.
 */
public final class LagScaling {
  public static final Duration UP_COOLDOWN = Duration.ofSeconds(30);
  public static final Duration DOWN_COOLDOWN = Duration.ofMinutes(2);

  private static final double FULL = 0.8;

  /**
   * What comes of one look at the lag.
   *
   * @param instances from now on
   * @param low since when the lag has been low, to be given back with the next look
   * @param why in words, with the numbers
   */
  public record Decision(int instances, Optional<Instant> low, String why) {
    public Decision {
      requireNonNull(low);
      requireNonNull(why);
    }
  }

  private LagScaling() {}

  /**
   * Of a look that has shown the lag.
   *
   * @param instances how many there are to be until now
   * @param since when that was decided
   * @param low what the decision before has told; empty at first
   */
  public static Decision decide(
      LagScale scale,
      int instances,
      Instant since,
      Optional<Instant> low,
      GroupLag lag,
      Instant now) {
    int wanted = wanted(scale, lag);
    int kept = Math.max(scale.min(), Math.min(scale.max(), instances));
    if (kept != instances) {
      return change(scale, lag, instances, Math.max(kept, wanted), bounds(scale));
    }
    if (wanted > instances) {
      return now.isBefore(since.plus(UP_COOLDOWN))
          ? stay(scale, lag, instances, Optional.empty(), wanted + " are wanted, soon")
          : change(scale, lag, instances, wanted, "");
    }
    if (!isLow(scale, instances, lag)) {
      return stay(scale, lag, instances, Optional.empty(), "");
    }
    Instant quiet = low.map(from -> from.isBefore(since) ? since : from).orElse(now);
    return now.isBefore(quiet.plus(DOWN_COOLDOWN))
        ? stay(scale, lag, instances, Optional.of(quiet), "that is low")
        : change(
            scale,
            lag,
            instances,
            instances - 1,
            "low for " + Duration.between(quiet, now).toSeconds() + " s");
  }

  /** For so much lag, whatever there is now. */
  static int wanted(LagScale scale, GroupLag lag) {
    long target = Math.max(1, scale.target());
    long full = lag.records() / target + (lag.records() % target > 0 ? 1 : 0);
    long most = Math.min(scale.max(), lag.partitions());
    return Math.toIntExact(Math.max(least(scale, lag), Math.min(full, most)));
  }

  private static boolean isLow(LagScale scale, int instances, GroupLag lag) {
    int fewer = instances - 1;
    boolean idle = instances > lag.partitions();
    return fewer >= least(scale, lag)
        && (idle || lag.records() <= FULL * fewer * Math.max(1, scale.target()));
  }

  /** A group of no partitions has neither members nor offsets: one finds out what it reads. */
  private static int least(LagScale scale, GroupLag lag) {
    return lag.partitions() == 0 ? Math.max(scale.min(), Math.min(1, scale.max())) : scale.min();
  }

  private static String bounds(LagScale scale) {
    return "between " + scale.min() + " and " + scale.max() + " are allowed";
  }

  private static Decision change(
      LagScale scale, GroupLag lag, int from, int instances, String because) {
    String why = "%d -> %d instances: %s".formatted(from, instances, numbers(scale, lag));
    return new Decision(instances, Optional.empty(), joined(why, because));
  }

  private static Decision stay(
      LagScale scale, GroupLag lag, int instances, Optional<Instant> low, String remark) {
    String all = instances + (instances == 1 ? " instance: " : " instances: ");
    return new Decision(instances, low, joined(all + numbers(scale, lag), remark));
  }

  private static String joined(String sentence, String remark) {
    return remark.isEmpty() ? sentence : sentence + "; " + remark;
  }

  private static String numbers(LagScale scale, GroupLag lag) {
    return String.format(
        Locale.ROOT,
        "group %s is %,d records behind in %d %s, target %,d each",
        scale.group(),
        lag.records(),
        lag.partitions(),
        lag.partitions() == 1 ? "partition" : "partitions",
        scale.target());
  }
}
