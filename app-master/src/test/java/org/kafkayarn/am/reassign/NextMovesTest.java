package org.kafkayarn.am.reassign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.balance.PartitionMove;

class NextMovesTest {
  private static final Set<Integer> BROKERS = Set.of(1, 2, 3, 4, 5, 6);

  private static PartitionMove move(int partition, List<Integer> before, List<Integer> after) {
    return new PartitionMove("t", partition, before, after, 100);
  }

  private static Standing waiting(PartitionMove... moves) {
    return standing(List.of(), moves);
  }

  private static Standing standing(List<PartitionMove> underWay, PartitionMove... waiting) {
    return new Standing(List.of(), List.of(), underWay, List.of(), List.of(waiting), List.of());
  }

  private static List<PartitionMove> begun(Standing standing, int perBroker) {
    return NextMoves.of(standing, BROKERS, Set.of(), perBroker).begin();
  }

  @Test
  void aBrokerTakesPartInAFewCopiesAtOnce() {
    PartitionMove first = move(0, List.of(1, 2), List.of(1, 3));
    PartitionMove second = move(1, List.of(4, 5), List.of(4, 3));
    PartitionMove third = move(2, List.of(5, 6), List.of(5, 3));

    assertEquals(List.of(first, second), begun(waiting(first, second, third), 2));
    assertEquals(List.of(first, second, third), begun(waiting(first, second, third), 3));
  }

  @Test
  void theOneThatLosesAReplicaAndTheOneCopiedFromCountToo() {
    PartitionMove drains = move(0, List.of(1, 2), List.of(1, 3));
    PartitionMove drainsToo = move(1, List.of(4, 2), List.of(4, 5));
    PartitionMove sameSource = move(2, List.of(1, 6), List.of(1, 5));
    PartitionMove bystander = move(3, List.of(4, 1), List.of(6, 1));

    assertEquals(List.of(drains), begun(waiting(drains, drainsToo), 1));
    assertEquals(List.of(drains), begun(waiting(drains, sameSource), 1));
    assertEquals(
        List.of(drains, bystander),
        begun(waiting(drains, bystander), 1),
        "who only keeps a replica is not burdened");
  }

  @Test
  void aMoveWithoutRoomLetsThoseBehindItPass() {
    PartitionMove underWay = move(0, List.of(1, 2), List.of(1, 3));
    PartitionMove noRoom = move(1, List.of(4, 5), List.of(4, 3));
    PartitionMove free = move(2, List.of(4, 5), List.of(4, 6));

    assertEquals(List.of(free), begun(standing(List.of(underWay), noRoom, free), 1));
  }

  @Test
  void nobodyIsBurdenedByAnotherOrderOrFewerReplicas() {
    List<PartitionMove> moves = new ArrayList<>();
    moves.add(move(0, List.of(1, 2), List.of(1, 3)));
    IntStream.range(1, 20).forEach(i -> moves.add(move(i, List.of(1, 3), List.of(3, 1))));
    moves.add(move(20, List.of(1, 2, 3), List.of(1, 2)));

    assertEquals(moves, begun(waiting(moves.toArray(PartitionMove[]::new)), 1));
  }

  @Test
  void oneRequestIsBounded() {
    PartitionMove[] moves =
        IntStream.range(0, 1_000)
            .mapToObj(i -> move(i, List.of(1, 3), List.of(3, 1)))
            .toArray(PartitionMove[]::new);

    assertEquals(NextMoves.AT_ONCE, begun(waiting(moves), 1).size());
  }

  @Test
  void nothingIsMovedToABrokerThatIsAwayAndNothingThatRests() {
    PartitionMove toTheAbsent = move(0, List.of(1, 2), List.of(1, 9));
    PartitionMove refused = move(1, List.of(1, 2), List.of(1, 3));
    PartitionMove fine = move(2, List.of(9, 2), List.of(2, 3));

    NextMoves next =
        NextMoves.of(
            waiting(toTheAbsent, refused, fine), BROKERS, Set.of(new TopicPartition("t", 1)), 5);

    assertEquals(List.of(fine), next.begin());
    assertEquals(Set.of(9), next.away());
  }

  @Test
  void whatIsLimitedIsWhatIsCopied() {
    assertEquals(
        Map.of(
            "t", new ThrottledReplicas("0:1,0:2,2:4", "0:3,2:5,2:6"),
            "u", new ThrottledReplicas("7:1", "7:2")),
        ThrottledReplicas.of(
            List.of(
                move(0, List.of(1, 2), List.of(1, 3)),
                move(1, List.of(1, 2), List.of(2, 1)),
                move(2, List.of(4), List.of(5, 6)),
                new PartitionMove("u", 7, List.of(1), List.of(1, 2), 5))));
  }
}
