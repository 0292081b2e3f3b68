package org.kafkayarn.am.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.balance.Layouts.GIB;
import static org.kafkayarn.am.balance.Layouts.broker;
import static org.kafkayarn.am.balance.Layouts.disk;
import static org.kafkayarn.am.balance.Layouts.down;
import static org.kafkayarn.am.balance.Layouts.leaderless;
import static org.kafkayarn.am.balance.Layouts.partition;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.balance.Layout.Partition;

/** What the planners plan, by small examples. */
class PlannersTest {
  /** {@code t-0 [0] -> [1]}, one after the other. */
  private static String moves(Proposal proposal) {
    return proposal.plan().moves().stream()
        .map(move -> move.name() + " " + move.before() + " -> " + move.after())
        .collect(Collectors.joining("; "));
  }

  private static Proposal rebalance(Layout layout) {
    return Rebalance.propose(layout, Set.of(), Set.of(), OptionalInt.empty(), Bounds.DEFAULT);
  }

  @Test
  void theOneThatIsTooMuchMovesAndTheRestStays() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, "")),
            List.of(
                partition("t", 0, GIB, 0),
                partition("t", 1, 2 * GIB, 0),
                partition("t", 2, 3 * GIB, 0),
                partition("t", 3, 4 * GIB, 1)));
    Proposal proposal = rebalance(layout);
    assertEquals("t-0 [0] -> [1]", moves(proposal));
    assertEquals(GIB, proposal.bytesToMove());
    assertEquals(1, proposal.partitionsMoved());
    assertEquals(
        List.of(
            new Proposal.Share(
                0, "", new Layout.Load(3, 3, 6 * GIB), new Layout.Load(2, 2, 5 * GIB)),
            new Proposal.Share(
                1, "", new Layout.Load(1, 1, 4 * GIB), new Layout.Load(2, 2, 5 * GIB))),
        proposal.brokers());
  }

  @Test
  void whatIsWithinTheToleranceStays() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, "")),
            List.of(
                partition("t", 0, 11, 0),
                partition("t", 1, 98, 0),
                partition("t", 2, 1, 1),
                partition("t", 3, 90, 1)));
    assertTrue(rebalance(layout).isEmpty());
  }

  @Test
  void twoReplicasOnARackGoApart() {
    Layout layout =
        new Layout(
            List.of(broker(0, "a"), broker(1, "a"), broker(2, "b"), broker(3, "b")),
            List.of(partition("t", 0, GIB, 0, 1), partition("t", 1, GIB, 2, 3)));
    Layout after = Layouts.after(layout, rebalance(layout).plan());
    after.partitions().forEach(p -> assertEquals(2, Layouts.racks(layout, p.replicas())));
    assertEquals(2, rebalance(layout).partitionsMoved());
  }

  @Test
  void aReplicaOnABrokerThatIsDownStaysUntilItIsDrained() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, ""), down(2, "")),
            List.of(
                new Partition("t", 0, List.of(0, 2), List.of(0), OptionalInt.of(0), GIB),
                partition("t", 1, GIB, 1)));
    assertTrue(rebalance(layout).isEmpty());
    assertEquals("t-0 [0, 2] -> [0, 1]", moves(Drain.propose(layout, Set.of(2), Bounds.DEFAULT)));
  }

  @Test
  void whatHasNoLeaderDoesNotHoldUpARebalance() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, ""), down(2, "")),
            List.of(leaderless("lost", 0, 2), partition("t", 0, 5, 0), partition("t", 1, 5, 0)));
    assertEquals("t-0 [0] -> [1]", moves(rebalance(layout)));
  }

  @Test
  void aDrainReplacesInPlaceAndEvensOut() {
    Layout layout =
        new Layout(
            List.of(broker(0, "a"), broker(1, "b"), broker(2, "c"), broker(3, "c")),
            List.of(
                partition("t", 0, 4 * GIB, 3, 0),
                partition("t", 1, GIB, 1, 3),
                partition("t", 2, GIB, 0, 1)));
    assertEquals(
        "t-1 [1, 3] -> [1, 2]; t-0 [3, 0] -> [2, 0]",
        moves(Drain.propose(layout, Set.of(3), Bounds.DEFAULT)));
  }

  @Test
  void aBrokerThatIsNoLongerKnownCanBeDrained() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, "")),
            List.of(new Partition("t", 0, List.of(9, 0), List.of(0), OptionalInt.of(0), 1)));
    Proposal proposal = Drain.propose(layout, Set.of(9), Bounds.DEFAULT);
    assertEquals(Set.of(0, 1), Set.copyOf(proposal.plan().moves().get(0).after()));
  }

  @Test
  void newBrokersGetTheirShareAndNothingElseMoves() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, ""), broker(2, "")),
            List.of(
                partition("t", 0, GIB, 0),
                partition("t", 1, GIB, 0),
                partition("t", 2, GIB, 0),
                partition("t", 3, GIB, 0),
                partition("t", 4, GIB, 1),
                partition("t", 5, GIB, 1)));
    Proposal proposal = ScaleUp.propose(layout, Set.of(2), Set.of(), Bounds.DEFAULT);
    assertEquals("t-0 [0] -> [2]; t-1 [0] -> [2]", moves(proposal));
  }

  @Test
  void aFullDiskIsPassedBy() {
    Layout layout =
        new Layout(
            List.of(disk(0, 1000, 700), disk(1, 1000, 200), disk(2, 1000, 900)),
            List.of(partition("t", 0, 100, 0)));
    assertEquals(
        "t-0 [0] -> [0, 2]",
        moves(ReplicationChange.propose(layout, Set.of("t"), 2, Bounds.DEFAULT)));
  }

  @Test
  void fewerReplicasKeepTheLeaderAndThoseInSync() {
    Layout layout =
        new Layout(
            List.of(broker(0, "a"), broker(1, "a"), broker(2, "b"), broker(3, "b")),
            List.of(
                new Partition("lags", 0, List.of(1, 2, 3), List.of(2, 3), OptionalInt.of(3), GIB),
                partition("t", 0, GIB, 0, 1, 2)));
    assertEquals(
        "lags-0 [1, 2, 3] -> [2, 3]; t-0 [0, 1, 2] -> [0, 2]",
        moves(ReplicationChange.propose(layout, Set.of(), 2, Bounds.DEFAULT)));
  }

  @Test
  void realignWalksTheListAndLeavesOutWhatIsFine() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, ""), broker(2, ""), broker(3, "")),
            List.of(
                partition("t", 0, GIB, 0, 1),
                partition("t", 1, GIB, 2, 0),
                partition("t", 2, GIB, 3, 2)));
    assertEquals(
        "t-1 [2, 0] -> [2, 1]; t-0 [0, 1] -> [1, 3]",
        moves(
                Realign.propose(
                    layout, Set.of(), List.of(3, 1, 2), OptionalInt.empty(), 0, Bounds.DEFAULT))
            .replaceAll("^(t-0.*); (t-1.*)$", "$2; $1"));
  }

  @Test
  void leadersAreSpreadByOrderAlone() {
    Layout layout =
        new Layout(
            List.of(broker(0, ""), broker(1, ""), broker(2, "")),
            List.of(
                partition("t", 0, GIB, 0, 1),
                partition("t", 1, GIB, 0, 1),
                partition("t", 2, GIB, 1, 2)));
    // 2 can only take over from 1, which then takes over from 0.
    Proposal proposal = Rebalance.leaders(layout, Set.of(), Bounds.DEFAULT);
    assertEquals("t-0 [0, 1] -> [1, 0]; t-2 [1, 2] -> [2, 1]", moves(proposal));
    assertEquals(0, proposal.bytesToMove());
    assertEquals(0, proposal.partitionsMoved());
  }
}
