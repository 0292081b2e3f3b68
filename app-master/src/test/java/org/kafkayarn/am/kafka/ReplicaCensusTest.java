package org.kafkayarn.am.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.kafka.ReplicaCensus.Partition;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;

class ReplicaCensusTest {
  private static final long NOW = 1_000_000;

  private static Partition partition(int number, Set<Integer> replicas, Set<Integer> isr, int min) {
    return new Partition(
        "orders",
        number,
        isr.stream().sorted().findFirst(),
        replicas,
        isr,
        Optional.of(Set.of()),
        min);
  }

  private static Partition leaderless(Set<Integer> replicas, Optional<Set<Integer>> eligible) {
    return new Partition("orders", 0, Optional.empty(), replicas, Set.of(), eligible, 1);
  }

  private static Replicas census(Partition... partitions) {
    return ReplicaCensus.of(Set.of(0, 1, 2), List.of(partitions), false, -1, List.of());
  }

  private static Partitions one(String partition) {
    return new Partitions(1, List.of(partition));
  }

  @Test
  void theOnlyInSyncReplicaIsTheLastCopyAndOneOfTwoIsNot() {
    Replicas seen =
        census(
            partition(0, Set.of(0, 1), Set.of(1), 1), partition(1, Set.of(0, 1), Set.of(0, 1), 1));
    assertEquals(Map.of(1, one("orders-0")), seen.lastCopies());
    assertEquals(Map.of(0, 1, 1, 2), seen.inSync());
    assertEquals(Map.of(1, 1, 0, 1), seen.leaderships());
  }

  @Test
  void withNobodyInSyncTheEligibleReplicasAreTheLastCopies() {
    assertEquals(
        Map.of(2, one("orders-0")),
        census(leaderless(Set.of(0, 1, 2), Optional.of(Set.of(2)))).lastCopies());
  }

  @Test
  void withNobodyInSyncAndNoEligibleOneKnownEveryReplicaMayBeTheLastCopy() {
    Map<Integer, Partitions> both = Map.of(0, one("orders-0"), 1, one("orders-0"));
    assertEquals(both, census(leaderless(Set.of(0, 1), Optional.empty())).lastCopies());
    assertEquals(both, census(leaderless(Set.of(0, 1), Optional.of(Set.of()))).lastCopies());
  }

  @Test
  void nobodyCanBeMissedAtTheMinimumOfInSyncReplicas() {
    Set<Integer> three = Set.of(0, 1, 2);
    assertEquals(Map.of(), census(partition(0, three, three, 2)).neededForMinIsr());
    assertEquals(
        Map.of(0, one("orders-0"), 2, one("orders-0")),
        census(partition(0, three, Set.of(0, 2), 2)).neededForMinIsr());
    assertEquals(
        Map.of(),
        census(partition(0, three, Set.of(0), 2)).neededForMinIsr(),
        "it takes no acks=all as it is");
  }

  @Test
  void moreMinimumThanReplicasAsksForAllReplicas() {
    assertEquals(
        Map.of(0, one("orders-0")),
        census(partition(0, Set.of(0), Set.of(0), 2)).neededForMinIsr());
  }

  @Test
  void theExamplesAreTheFirstFiveInOrder() {
    List<Partition> many = new ArrayList<>();
    for (int number = 11; number >= 0; number--) {
      many.add(partition(number, Set.of(1), Set.of(1), 1));
    }
    assertEquals(
        new Partitions(12, List.of("orders-0", "orders-1", "orders-2", "orders-3", "orders-4")),
        ReplicaCensus.of(Set.of(1), many, false, -1, List.of()).lastCopies().get(1));
  }

  @Test
  void aVoterIsCaughtUpByTheLeadersClock() {
    List<QuorumCensus.Replica> voters =
        List.of(
            replica(0, NOW),
            replica(1, NOW - 9_999),
            replica(2, NOW - 10_000),
            replica(3, -1),
            new QuorumCensus.Replica(4, "d", OptionalLong.empty(), OptionalLong.empty()));
    Replicas seen = ReplicaCensus.of(Set.of(), List.of(), false, 0, voters);
    assertEquals(Set.of(0, 1, 2, 3, 4), seen.voters());
    assertEquals(Set.of(0, 1), seen.caughtUp());
  }

  @Test
  void theLeaderIsCaughtUpWhateverItsTimesAndNobodyWithoutALeader() {
    List<QuorumCensus.Replica> voters = List.of(replica(0, -1), replica(1, NOW));
    assertEquals(
        Set.of(0), ReplicaCensus.of(Set.of(), List.of(), false, 0, voters).caughtUp(), "no clock");
    assertEquals(Set.of(), ReplicaCensus.of(Set.of(), List.of(), false, -1, voters).caughtUp());
  }

  private static QuorumCensus.Replica replica(int id, long at) {
    return new QuorumCensus.Replica(id, "d", OptionalLong.of(at), OptionalLong.of(at));
  }
}
