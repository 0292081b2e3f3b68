package org.kafkayarn.am.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.kafkayarn.am.state.Quorum;

/** Judges the replicas of the metadata log by what the quorum's leader tells of them. Pure. */
final class QuorumCensus {
  /** A replica of the metadata log fetches at least twice a second (Kafka 4.3.1). */
  static final Duration RECENT = Duration.ofSeconds(5);

  /**
   * One replica of the metadata log, of a voter or an observer. Times are those of the leader's
   * clock, in ms.
   */
  record Replica(int id, String directoryId, OptionalLong lastFetch, OptionalLong lastCaughtUp) {}

  /** The time of one replica that counts. */
  private interface Time {
    OptionalLong of(Replica replica);
  }

  private QuorumCensus() {}

  /**
   * @param leader negative when there is none
   */
  static Quorum of(int leader, List<Replica> voters, List<Replica> observers) {
    Set<Integer> complete = caughtUp(leader, voters, RECENT);
    Map<Integer, Quorum.Replica> voting = new HashMap<>();
    voters.forEach(
        voter ->
            voting.put(
                voter.id(),
                new Quorum.Replica(voter.directoryId(), complete.contains(voter.id()))));
    return new Quorum(
        Optional.of(leader).filter(id -> id >= 0), voting, following(leader, voters, observers));
  }

  /** The leader goes on naming an observer whose directory is gone: only who fetches counts. */
  private static Map<Integer, Quorum.Replica> following(
      int leader, List<Replica> voters, List<Replica> observers) {
    OptionalLong now = answered(leader, voters, Replica::lastFetch);
    Map<Integer, Quorum.Replica> following = new HashMap<>();
    for (Replica observer : observers) {
      if (isRecent(now, observer.lastFetch(), RECENT)) {
        following.put(
            observer.id(),
            new Quorum.Replica(
                observer.directoryId(), isRecent(now, observer.lastCaughtUp(), RECENT)));
      }
    }
    return following;
  }

  /** Those of voters and observers that have fetched from the leader lately, and the leader. */
  static Set<Integer> fetching(int leader, List<Replica> voters, List<Replica> observers) {
    return recent(
        leader,
        Stream.concat(voters.stream(), observers.stream()).toList(),
        RECENT,
        Replica::lastFetch);
  }

  /** The voters that lately had all that the leader has, and the leader. */
  static Set<Integer> caughtUp(int leader, List<Replica> voters, Duration within) {
    return recent(leader, voters, within, Replica::lastCaughtUp);
  }

  private static Set<Integer> recent(
      int leader, List<Replica> replicas, Duration within, Time time) {
    OptionalLong answered = answered(leader, replicas, time);
    Set<Integer> recent = new HashSet<>();
    for (Replica replica : replicas) {
      if (replica.id() == leader || isRecent(answered, time.of(replica), within)) {
        recent.add(replica.id());
      }
    }
    return recent;
  }

  /** The leader's own time, which is the moment when it answered: clocks of hosts differ. */
  private static OptionalLong answered(int leader, List<Replica> replicas, Time time) {
    return replicas.stream()
        .filter(replica -> replica.id() == leader)
        .flatMapToLong(replica -> time.of(replica).stream())
        .filter(at -> at >= 0)
        .max();
  }

  /** Kafka writes -1 for a time that it does not know. */
  private static boolean isRecent(OptionalLong answered, OptionalLong at, Duration within) {
    return answered.isPresent()
        && at.isPresent()
        && at.getAsLong() >= 0
        && answered.getAsLong() - at.getAsLong() < within.toMillis();
  }
}
