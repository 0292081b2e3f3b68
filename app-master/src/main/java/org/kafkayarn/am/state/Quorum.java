package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * Kafka's metadata quorum, as its leader told last.
 *
 * @param leader the active controller; absent while there is none
 * @param voters the voters by node id; empty when nobody has told
 * @param observers those that follow the metadata log without a vote, by node id: brokers, and
 *     controllers that have not joined. Only replicas that have fetched lately
 */
public record Quorum(
    Optional<Integer> leader, Map<Integer, Replica> voters, Map<Integer, Replica> observers) {
  /** Nobody has told anything. */
  public static final Quorum UNKNOWN = new Quorum(Optional.empty(), Map.of(), Map.of());

  /**
   * A copy of the metadata log.
   *
   * @param directoryId Kafka's id of the directory that holds it: a voter is a node <i>with</i>
   *     that directory (KIP-853)
   * @param caughtUp it has lately had all that the leader has
   */
  public record Replica(String directoryId, boolean caughtUp) {
    public Replica {
      requireNonNull(directoryId);
    }
  }

  public Quorum {
    requireNonNull(leader);
    voters = Map.copyOf(voters);
    observers = Map.copyOf(observers);
  }
}
