package org.kafkayarn.am.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.Quorum;

class QuorumCensusTest {
  private static final long NOW = 1_000_000;

  @Test
  void anOldDirectorysObserverDoesNotHideTheNewOne() {
    var voters = List.of(replica(0, "a", NOW));
    var observers = List.of(replica(1, "new", NOW - 100), replica(1, "old", NOW - 60_000));
    assertEquals(
        Map.of(1, new Quorum.Replica("new", true)),
        QuorumCensus.of(0, voters, observers).observers());
    assertEquals(Set.of(0, 1), QuorumCensus.fetching(0, voters, observers));
    assertEquals(Set.of(0), QuorumCensus.fetching(0, voters, observers.subList(1, 2)));
  }

  @Test
  void aVoterThatFetchesNoMoreIsAVoterThatHasNotCaughtUp() {
    var voters = List.of(replica(0, "a", NOW), replica(1, "b", NOW - 5_000));
    assertEquals(
        Map.of(0, new Quorum.Replica("a", true), 1, new Quorum.Replica("b", false)),
        QuorumCensus.of(0, voters, List.of()).voters());
  }

  @Test
  void withoutALeaderNobodyHasCaughtUp() {
    Quorum seen = QuorumCensus.of(-1, List.of(replica(0, "a", NOW)), List.of());
    assertEquals(Optional.empty(), seen.leader());
    assertEquals(Map.of(0, new Quorum.Replica("a", false)), seen.voters());
  }

  private static QuorumCensus.Replica replica(int id, String directory, long at) {
    return new QuorumCensus.Replica(id, directory, OptionalLong.of(at), OptionalLong.of(at));
  }
}
