package org.kafkayarn.am.reassign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.balance.PartitionMove;

class StandingTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final PartitionMove MOVE =
      new PartitionMove("t", 0, List.of(1, 2, 3), List.of(2, 3, 4), 100);
  private static final List<PartitionMove> THIS = List.of(MOVE);

  private static Standing resting(Integer... replicas) {
    return Standing.of(THIS, new Sight(Set.of(), Map.of(PARTITION, List.of(replicas)), Map.of()));
  }

  private static Standing moving(Integer... target) {
    return Standing.of(
        THIS,
        new Sight(
            Set.of(), Map.of(PARTITION, List.of(1, 2, 3, 4)), Map.of(PARTITION, List.of(target))));
  }

  @Test
  void whereThePlanWantsItIsDone() {
    assertEquals(THIS, resting(2, 3, 4).done());
    assertTrue(resting(2, 3, 4).isOver());
  }

  @Test
  void whereItWasOrInTheWrongOrderWaits() {
    assertEquals(THIS, resting(1, 2, 3).waiting());
    assertEquals(THIS, resting(2, 3, 1).waiting(), "as a cancelled one has it");
    assertEquals(THIS, resting(4, 3, 2).waiting());
    assertFalse(resting(4, 3, 2).isOver());
  }

  @Test
  void whatSomebodyElseHasMovedIsLeftAlone() {
    assertEquals(THIS, resting(1, 2).strange());
    assertEquals(THIS, resting(5, 2, 3).strange());
    assertEquals(THIS, moving(5, 2, 3).strange());
    assertTrue(moving(5, 2, 3).isOver());
  }

  @Test
  void whatKafkaMovesIsUnderWayOrOnItsWayBack() {
    assertEquals(THIS, moving(2, 3, 4).underWay());
    assertEquals(THIS, moving(1, 2, 3).contrary());
    assertFalse(moving(1, 2, 3).isOver());
  }

  @Test
  void whatIsDeletedIsGone() {
    Standing standing = Standing.of(THIS, new Sight(Set.of(), Map.of(), Map.of()));

    assertEquals(THIS, standing.gone());
    assertTrue(standing.isOver());
  }
}
