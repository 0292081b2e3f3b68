package org.kafkayarn.am.plan.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.kafkayarn.am.plan.task.LagScaling.Decision;
import org.kafkayarn.am.spec.TaskSpec.LagScale;
import org.kafkayarn.am.state.task.GroupLag;

/** What holds of scaling by lag whatever the lag does. */
class LagScalingProperties {
  private static final int LOOK_SECONDS = 5;

  /** A task under a lag that is looked at every few seconds. */
  private static final class Run {
    private final LagScale scale;
    private final List<Instant> changes = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private Instant since = now;
    private Optional<Instant> low = Optional.empty();
    private int instances;

    Run(LagScale scale, int instances) {
      this.scale = scale;
      this.instances = instances;
    }

    /** How many instances come or go. */
    int look(GroupLag lag) {
      now = now.plusSeconds(LOOK_SECONDS);
      Decision next = LagScaling.decide(scale, instances, since, low, lag, now);
      int by = next.instances() - instances;
      low = next.low();
      if (by != 0) {
        instances = next.instances();
        since = now;
        changes.add(now);
      }
      return by;
    }
  }

  @Property
  void thereAreNeverMoreOrFewerThanAllowed(
      @ForAll @LongRange(min = 1, max = 10_000) long target,
      @ForAll @IntRange(min = 0, max = 5) int min,
      @ForAll @IntRange(min = 0, max = 20) int more,
      @ForAll @IntRange(min = 0, max = 30) int first,
      @ForAll @Size(max = 200) List<@LongRange(min = 0, max = 200_000) Long> lags,
      @ForAll @IntRange(min = 0, max = 30) int partitions) {
    LagScale scale = new LagScale("g", target, min, min + more);
    Run run = new Run(scale, first);
    for (long lag : lags) {
      int before = run.instances;
      run.look(new GroupLag(lag, partitions));
      assertTrue(run.instances >= min && run.instances <= min + more);
      int useful = Math.max(1, partitions);
      assertTrue(run.instances <= Math.max(Math.max(min, useful), before), "idle ones come");
    }
  }

  @Property
  void changesAreRareAndDownIsOneStep(
      @ForAll @Size(max = 300) List<@LongRange(min = 0, max = 60_000) Long> lags) {
    Run run = new Run(new LagScale("g", 5_000, 1, 12), 3);
    Instant last = run.since;
    for (long lag : lags) {
      int by = run.look(new GroupLag(lag, 12));
      if (by != 0) {
        Duration calm = Duration.between(last, run.since);
        assertTrue(by >= -1);
        assertFalse(calm.compareTo(by > 0 ? LagScaling.UP_COOLDOWN : LagScaling.DOWN_COOLDOWN) < 0);
        last = run.since;
      }
    }
  }

  @Property(tries = 300)
  void underAConstantLagItGoesOneWayAndComesToRest(
      @ForAll @LongRange(min = 0, max = 100_000) long lag,
      @ForAll @LongRange(min = 1, max = 10_000) long target,
      @ForAll @IntRange(min = 0, max = 15) int first,
      @ForAll @IntRange(min = 0, max = 15) int partitions) {
    LagScale scale = new LagScale("g", target, 0, 15);
    GroupLag constant = new GroupLag(lag, partitions);
    Run run = new Run(scale, first);
    int wanted = LagScaling.wanted(scale, constant);
    for (int look = 0; look < 16 * 120 / LOOK_SECONDS + 16; look++) {
      int by = run.look(constant);
      assertTrue(first < wanted ? by >= 0 : by <= 0, "there and back");
    }
    int changes = run.changes.size();
    for (int look = 0; look < 200; look++) {
      run.look(constant);
    }
    assertEquals(changes, run.changes.size(), "it rests");
    assertTrue(run.instances >= wanted);
    assertTrue(run.instances <= Math.max(wanted, 1 + wanted / 0.8), "too many stay");
    // One finds out what an unknown group reads.
    assertTrue(lag > 0 || run.instances == (partitions == 0 ? 1 : 0));
  }

  /** A lag that wavers by a few percent around what some number of instances are for. */
  @Property
  void aLagThatWaversIsNotFollowed(
      @ForAll @IntRange(min = 2, max = 10) int many,
      @ForAll @Size(200) List<@IntRange(min = 90, max = 110) Integer> percents) {
    Run run = new Run(new LagScale("g", 10_000, 1, 15), many);
    for (int percent : percents) {
      run.look(new GroupLag(many * 10_000L * percent / 100, 15));
    }
    assertTrue(run.changes.size() <= 1, "changes at " + run.changes);
  }
}
