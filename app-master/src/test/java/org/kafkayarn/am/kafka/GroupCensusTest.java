package org.kafkayarn.am.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.kafka.GroupCensus.Held;
import org.kafkayarn.am.state.task.GroupLag;

class GroupCensusTest {
  private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
  private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);
  private static final TopicPartition OLD_0 = new TopicPartition("old", 0);

  @Test
  void aTopicThatTheMembersHaveLeftDoesNotCount() {
    Map<TopicPartition, Long> committed = Map.of(ORDERS_0, 5L, OLD_0, 7L);
    assertEquals(Set.of("orders"), new GroupCensus(committed, Set.of(ORDERS_1)).topics());
    assertEquals(Set.of("orders", "old"), new GroupCensus(committed, Set.of()).topics());
    assertEquals(Set.of(), new GroupCensus(Map.of(), Set.of()).topics());
  }

  @Test
  void whatIsNotReadYetCountsFromTheFirstRecordThatIsThere() {
    GroupCensus census = new GroupCensus(Map.of(ORDERS_0, 150L), Set.of(ORDERS_0, ORDERS_1));
    assertEquals(
        new GroupLag(50 + 30, 2),
        census.lag(Map.of(ORDERS_0, new Held(100, 200), ORDERS_1, new Held(10, 40))));
    assertEquals(
        new GroupLag(20, 1), census.lag(Map.of(ORDERS_0, new Held(180, 200))), "deleted records");
    assertEquals(
        new GroupLag(0, 1), census.lag(Map.of(ORDERS_0, new Held(0, 100))), "a topic made anew");
    assertEquals(new GroupLag(0, 0), census.lag(Map.of()));
  }
}
