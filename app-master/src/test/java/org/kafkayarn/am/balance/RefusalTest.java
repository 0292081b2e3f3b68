package org.kafkayarn.am.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kafkayarn.am.balance.Layouts.GIB;
import static org.kafkayarn.am.balance.Layouts.broker;
import static org.kafkayarn.am.balance.Layouts.disk;
import static org.kafkayarn.am.balance.Layouts.down;
import static org.kafkayarn.am.balance.Layouts.leaderless;
import static org.kafkayarn.am.balance.Layouts.partition;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each refusal names the thing, the value and the remedy, in one line. */
class RefusalTest {
  private static final Layout THREE =
      new Layout(
          List.of(broker(0, ""), broker(1, ""), broker(2, "")),
          List.of(partition("orders", 0, GIB, 0, 1, 2), partition("small", 0, 1, 0)));

  private static void refused(String line, Executable planner) {
    assertEquals(line, assertThrows(Refusal.class, planner).getMessage());
  }

  private static Proposal rebalance(Layout layout, Set<String> topics, Set<Integer> brokers) {
    return Rebalance.propose(layout, topics, brokers, OptionalInt.empty(), Bounds.DEFAULT);
  }

  @Test
  void aDrainThatLeavesTooFewBrokersNamesTheTopicAndItsFactor() {
    refused(
        "topic orders wants replication factor 3 and only 2 running brokers (0, 1) can hold it:"
            + " start or add brokers, or lower the replication factor",
        () -> Drain.propose(THREE, Set.of(2), Bounds.DEFAULT));
    refused(
        "topic orders wants replication factor 3 and only 1 running broker (0) can hold it:"
            + " start or add brokers, or lower the replication factor",
        () -> Drain.propose(THREE, Set.of(1, 2), Bounds.DEFAULT));
    refused(
        "topic orders wants replication factor 3 and no running broker can hold it:"
            + " start or add brokers, or lower the replication factor",
        () -> Drain.propose(THREE, Set.of(0, 1, 2), Bounds.DEFAULT));
  }

  @Test
  void aBrokerThatIsDownHoldsNothingMore() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, ""), down(2, "")),
            List.of(partition("orders", 0, GIB, 0, 1)));
    refused(
        "topic orders wants replication factor 2 and only 1 running broker (0) can hold it:"
            + " start or add brokers, or lower the replication factor",
        () -> Drain.propose(layout, Set.of(1), Bounds.DEFAULT));
  }

  @Test
  void aDrainWithoutRoomSaysHowMuchIsNeededAndFree() {
    Layout layout =
        new Layout(
            List.of(disk(0, 100 * GIB, 50 * GIB), disk(1, 100 * GIB, 20 * GIB), disk(2, GIB, 0)),
            List.of(partition("orders", 0, 30 * GIB, 0), partition("orders", 1, 10 * GIB, 0)));
    refused(
        "partition orders-0 of 30.0 GiB has no room on brokers 1, 2: 40.0 GiB needed in all,"
            + " 5.0 GiB free below 85 % of the disks and no rack may be given up;"
            + " add brokers or disks, or delete data",
        () -> Drain.propose(layout, Set.of(0), Bounds.DEFAULT));
  }

  @Test
  void unknownNamesAreNamed() {
    refused(
        "broker 7 not found in the cluster: see 'broker list'",
        () -> Drain.propose(THREE, Set.of(7), Bounds.DEFAULT));
    refused(
        "brokers 7, 8 not found in the cluster: see 'broker list'",
        () -> rebalance(THREE, Set.of(), Set.of(8, 0, 7)));
    refused(
        "topic order not found: see 'topic list'",
        () -> rebalance(THREE, Set.of("order"), Set.of()));
    refused(
        "topics a, b not found: see 'topic list'",
        () -> ReplicationChange.propose(THREE, Set.of("b", "a", "small"), 2, Bounds.DEFAULT));
  }

  @Test
  void aFactorThatCannotBeIsRefused() {
    refused(
        "replication factor 0 is not possible: name a number from 1 on",
        () -> ReplicationChange.propose(THREE, Set.of("small"), 0, Bounds.DEFAULT));
    refused(
        "topic small wants replication factor 4 and only 3 running brokers (0, 1, 2) can hold it:"
            + " start or add brokers, or lower the replication factor",
        () -> ReplicationChange.propose(THREE, Set.of("small"), 4, Bounds.DEFAULT));
    refused(
        "topic orders wants replication factor 3 and only 2 running brokers (0, 1) can hold it:"
            + " start or add brokers, or lower the replication factor",
        () -> rebalance(THREE, Set.of("orders"), Set.of(0, 1)));
    refused(
        "topic orders wants replication factor 3 and only 2 running brokers (1, 2) can hold it:"
            + " start or add brokers, or lower the replication factor",
        () ->
            Realign.propose(
                THREE, Set.of(), List.of(2, 1), OptionalInt.empty(), 0, Bounds.DEFAULT));
  }

  @Test
  void whatHasNoLeaderCannotBeCopied() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), down(1, ""), down(2, "")), List.of(leaderless("t", 0, 1, 2)));
    refused(
        "partition t-0 has no leader, so that nothing can be copied: start one of brokers 1, 2"
            + " first, or delete the topic",
        () -> Drain.propose(layout, Set.of(1), Bounds.DEFAULT));
    refused(
        "partition t-0 has no leader, so that nothing can be copied: start one of brokers 1, 2"
            + " first, or delete the topic",
        () -> ReplicationChange.propose(layout, Set.of(), 1, Bounds.DEFAULT));
  }

  @Test
  void newBrokersMustRun() {
    Layout layout =
        new Layout(List.of(broker(0, ""), down(1, "")), List.of(partition("t", 0, 1, 0)));
    refused(
        "broker 1 can't be filled while down: start it, or leave it out",
        () -> ScaleUp.propose(layout, Set.of(1), Set.of(), Bounds.DEFAULT));
    refused(
        "no broker is named that replicas could be moved to: name the new ones",
        () -> ScaleUp.propose(layout, Set.of(), Set.of(), Bounds.DEFAULT));
  }

  @Test
  void boundsAreChecked() {
    refused("tolerance 1.5 is not within 0 and 1: 0.1 is usual", () -> new Bounds(1.5, 0.85));
    refused("disk limit 0.0 is not above 0 and up to 1: 0.85 is usual", () -> new Bounds(0.1, 0));
    refused(
        "throttle from 10 over 5 to 20 bytes per second: the least must be above 0,"
            + " the start between least and most",
        () -> new AdaptiveThrottle(10, 20, 5));
  }
}
