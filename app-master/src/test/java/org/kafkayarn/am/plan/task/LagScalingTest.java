package org.kafkayarn.am.plan.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.task.LagScaling.Decision;
import org.kafkayarn.am.spec.TaskSpec.LagScale;
import org.kafkayarn.am.state.task.GroupLag;

class LagScalingTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final LagScale SCALE = new LagScale("orders", 3_000, 1, 10);

  private static Decision after(int seconds, int instances, Optional<Instant> low, long lag) {
    return LagScaling.decide(
        SCALE, instances, T0, low, new GroupLag(lag, 8), T0.plusSeconds(seconds));
  }

  @Test
  void aGrownLagIsMetAtOnceAfterTheCooldown() {
    assertEquals(
        new Decision(
            2,
            Optional.empty(),
            "2 instances: group orders is 12,000 records behind in 8 partitions, target 3,000"
                + " each; 4 are wanted, soon"),
        after(29, 2, Optional.empty(), 12_000));
    assertEquals(
        new Decision(
            4,
            Optional.empty(),
            "2 -> 4 instances: group orders is 12,000 records behind in 8 partitions, target 3,000"
                + " each"),
        after(30, 2, Optional.empty(), 12_000));
    assertEquals(5, after(30, 2, Optional.empty(), 12_001).instances());
    assertEquals(8, after(30, 2, Optional.empty(), Long.MAX_VALUE).instances(), "partitions");
  }

  @Test
  void aLowLagTakesOneInstanceWhenItHasBeenLowForLong() {
    assertEquals(Optional.empty(), after(1_000, 4, Optional.empty(), 7_201).low());
    Decision first = after(1_000, 4, Optional.empty(), 7_200);
    assertEquals(4, first.instances());
    assertEquals(Optional.of(T0.plusSeconds(1_000)), first.low());

    Decision waits = after(1_119, 4, first.low(), 7_200);
    assertEquals(4, waits.instances());
    assertEquals(first.low(), waits.low());
    assertEquals(Optional.empty(), after(1_120, 4, first.low(), 7_201).low(), "not low any more");
    assertEquals(
        new Decision(
            3,
            Optional.empty(),
            "4 -> 3 instances: group orders is 0 records behind in 8 partitions, target 3,000 each;"
                + " low for 120 s"),
        after(1_120, 4, first.low(), 0));
  }

  @Test
  void whatWasLowBeforeTheLastChangeDoesNotCount() {
    Optional<Instant> before = Optional.of(T0.minusSeconds(1_000));
    assertEquals(Optional.of(T0), after(119, 4, before, 0).low());
    assertEquals(4, after(119, 4, before, 0).instances());
    assertEquals(3, after(120, 4, before, 0).instances());
  }

  @Test
  void theLeastStaysAndNewBoundsAreKeptAtOnce() {
    assertEquals(1, after(1_000, 1, Optional.of(T0), 0).instances());
    Decision most = after(0, 15, Optional.empty(), 90_000);
    assertEquals(
        "15 -> 10 instances: group orders is 90,000 records behind in 8 partitions, target 3,000"
            + " each; between 1 and 10 are allowed",
        most.why());
    assertEquals(10, most.instances());
    assertEquals(1, after(0, 0, Optional.empty(), 0).instances());
  }

  @Test
  void aGroupWithoutPartitionsHasTheLeast() {
    LagScale two = new LagScale("orders", 3_000, 2, 10);
    GroupLag nothing = new GroupLag(0, 0);
    assertEquals(2, LagScaling.decide(two, 0, T0, Optional.empty(), nothing, T0).instances());
    assertEquals(2, LagScaling.wanted(two, new GroupLag(90_000, 1)), "the least counts more");
  }

  @Test
  void instancesThatHaveNoPartitionGoOneByOne() {
    GroupLag four = new GroupLag(1_000_000, 4);
    Decision idle = LagScaling.decide(SCALE, 6, T0, Optional.of(T0), four, T0.plusSeconds(120));
    assertEquals(5, idle.instances());
    assertEquals(Optional.empty(), after(500, 4, Optional.empty(), 1_000_000).low());
  }

  @Test
  void aGroupThatKafkaDoesNotKnowGetsOneInstanceAndKeepsIt() {
    LagScale none = new LagScale("orders", 3_000, 0, 10);
    GroupLag unknown = new GroupLag(0, 0);
    Instant later = T0.plusSeconds(1_000);
    assertEquals(1, LagScaling.decide(none, 0, T0, Optional.empty(), unknown, later).instances());
    Decision kept = LagScaling.decide(none, 1, T0, Optional.of(T0), unknown, later);
    assertEquals(1, kept.instances());
    assertEquals(Optional.empty(), kept.low());
    GroupLag read = new GroupLag(0, 3);
    assertEquals(0, LagScaling.decide(none, 1, T0, Optional.of(T0), read, later).instances());
  }
}
