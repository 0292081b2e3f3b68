package org.kafkayarn.am.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * The quorum's voters: who they are, and how their endpoints are fixed or moved. The first ones are
 * fixed before any of them formats; from then on Kafka says who they are.
 */
final class Voters {
  private Voters() {}

  /**
   * Kafka says who has a vote; before it has, the first voters do, and whoever may have got one.
   */
  static boolean isVoter(ClusterState state, int id) {
    return ids(state).anyMatch(voter -> voter == id) || mayVote(state, id);
  }

  /**
   * While Kafka does not tell of its voters, who ran as a controller last may be one of them: the
   * ApplicationMaster that gave it the vote may have died before it could write that down, and a
   * quorum that counts on it never forms without it.
   */
  private static boolean mayVote(ClusterState state, int id) {
    return state.kafka().quorum().voters().isEmpty()
        && state.ledger().node(id).filter(NodeRecord::controller).isPresent();
  }

  /** It formats its directory as one of the first voters, with the vote that the list gives it. */
  static boolean formatsAsFirst(ClusterState state, NodeRecord record) {
    Ledger ledger = state.ledger();
    return !record.joins()
        && firstIds(state).anyMatch(first -> first == record.id())
        && (ledger.voters().isEmpty()
            || record.directoryId().equals(ledger.voters().get(record.id())));
  }

  /**
   * The directory id that a first voter formats with: a function of the cluster and the node, so
   * that a repeated decision gives the same. Kafka writes ids as base64 of 16 bytes, without
   * padding.
   */
  static String directoryId(String kafkaClusterId, int id) {
    UUID hash =
        UUID.nameUUIDFromBytes((kafkaClusterId + "/" + id).getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(hash.getMostSignificantBits())
            .putLong(hash.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Once every first voter holds a container, and before any of them formats. */
  static void fixWhenKnown(Turn turn) {
    ClusterState state = turn.state();
    if (hasFormed(state) || anyStarted(state) || !missing(state).isEmpty()) {
      return;
    }
    String voters = text(state);
    if (!voters.equals(state.ledger().initialVoters())) {
      turn.become(state.with(state.ledger().withInitialVoters(voters)));
      turn.note("The quorum's first voters are " + voters);
    }
  }

  static void rewriteWhileUnformatted(Turn turn) {
    ClusterState state = turn.state();
    if (noneFormatted(state)) {
      turn.become(state.with(state.ledger().withInitialVoters(text(state))));
    }
  }

  /** Kafka has told who has a vote. */
  private static boolean hasFormed(ClusterState state) {
    return !state.ledger().voters().isEmpty();
  }

  /** The first voters that have no place yet, as text; empty when all have one. */
  static String missing(ClusterState state) {
    return firstIds(state)
        .filter(id -> !isPlaced(state, id))
        .mapToObj(id -> "node " + id)
        .collect(Collectors.joining(", "));
  }

  private static boolean isPlaced(ClusterState state, int id) {
    Slot slot = state.slot(id);
    return slot.container()
        .flatMap(held -> state.ledger().node(id).filter(r -> r.host().equals(held.host())))
        .isPresent();
  }

  /** What a Kafka that runs and does not serve waits for. */
  static String starting(ClusterState state) {
    List<String> away =
        ids(state).filter(id -> !runs(state, id)).mapToObj(String::valueOf).toList();
    long voters = ids(state).count();
    return state.leader().isPresent() || 2L * away.size() < voters
        ? "Kafka starts and registers with its quorum"
        : "Kafka runs and waits for a majority of the quorum's "
            + voters
            + " voters; not running: "
            + String.join(", ", away);
  }

  private static boolean runs(ClusterState state, int id) {
    return Optional.ofNullable(state.slots().get(id))
        .filter(slot -> slot.runs(LauncherState.Phase.RUNNING))
        .isPresent();
  }

  private static boolean anyStarted(ClusterState state) {
    return firstIds(state)
        .anyMatch(id -> state.ledger().node(id).filter(NodeRecord::mayHoldData).isPresent());
  }

  /**
   * No voter has formatted or is about to: each was never started, or its launcher says that its
   * only start ended before.
   */
  private static boolean noneFormatted(ClusterState state) {
    return !hasFormed(state)
        && firstIds(state)
            .allMatch(
                id ->
                    state
                        .ledger()
                        .node(id)
                        .filter(
                            record -> record.mayHoldData() && !endedBefore(state.slot(id), record))
                        .isEmpty());
  }

  private static boolean endedBefore(Slot slot, NodeRecord record) {
    return !record.holdsData()
        && record.startedOnce()
        && slot.order().isEmpty()
        && slot.silence().isEmpty()
        && slot.launcher()
            .filter(launcher -> launcher.phase() == LauncherState.Phase.FAILED)
            .filter(launcher -> launcher.directoryIds().isEmpty())
            .isPresent();
  }

  /**
   * Whoever is no first voter starts when the quorum has formed. An observer that has read the
   * voters from a leader that falls before it has committed anything truncates its log, and never
   * learns the voters again: it looks for the controller in vain until it is restarted (seen with
   * Kafka 4.3.1, under load).
   */
  static boolean mustWaitForQuorum(ClusterState state, NodeRecord record) {
    return !hasFormed(state) && !record.mayHoldData() && !formatsAsFirst(state, record);
  }

  /**
   * A first voter that did not start where the list of voters says may come up elsewhere once
   * enough of the others hold data and are where it looks for them. If all came up elsewhere they
   * would never find each other.
   */
  static boolean canBeFound(ClusterState state, NodeRecord record) {
    return record.mayHoldData()
        || !formatsAsFirst(state, record)
        || List.of(state.ledger().initialVoters().split(",", -1)).contains(text(record))
        || enoughStay(state, record.id());
  }

  /**
   * A voter that moves its endpoint finds the others again, and they it, as long as enough of them
   * are where the quorum knows them. (Measured with three voters: two moved at once are found
   * again, three are not.)
   */
  static boolean mayMovePort(ClusterState state, NodeRecord record) {
    return !isVoter(state, record.id()) || noneFormatted(state) || enoughStay(state, record.id());
  }

  /**
   * It and those that hold data and are where the quorum knows them are a majority. One that is
   * only about to start may yet come up elsewhere, and does not count.
   */
  private static boolean enoughStay(ClusterState state, int id) {
    long others =
        ids(state)
            .filter(other -> other != id && holdsData(state, other))
            .filter(other -> isWhereTheQuorumKnowsIt(state, other))
            .count();
    return others + 1 > ids(state).count() / 2;
  }

  private static boolean holdsData(ClusterState state, int id) {
    return state.ledger().node(id).filter(NodeRecord::holdsData).isPresent();
  }

  private static boolean isWhereTheQuorumKnowsIt(ClusterState state, int id) {
    Optional<NodeRecord> node = state.ledger().node(id);
    String seen = state.ledger().quorumEndpoints().get(id);
    return node.isPresent()
        && (seen == null
            ? List.of(state.ledger().initialVoters().split(",", -1)).contains(text(node.get()))
            : seen.equals(node.get().controllerEndpoint()));
  }

  private static String text(ClusterState state) {
    return firstIds(state)
        .mapToObj(id -> state.ledger().node(id).orElseThrow())
        .map(Voters::text)
        .collect(Collectors.joining(","));
  }

  private static String text(NodeRecord node) {
    return node.id() + "@" + node.controllerEndpoint() + ":" + node.directoryId();
  }

  /** Who has a vote, as far as is known. */
  static IntStream ids(ClusterState state) {
    return hasFormed(state)
        ? state.ledger().voters().keySet().stream().mapToInt(Integer::intValue)
        : firstIds(state);
  }

  private static IntStream firstIds(ClusterState state) {
    String fixed = state.ledger().initialVoters();
    return fixed.isEmpty()
        ? state.spec().nodes().values().stream().filter(NodeSpec::controller).mapToInt(NodeSpec::id)
        : List.of(fixed.split(",", -1)).stream()
            .mapToInt(voter -> Integer.parseInt(voter.substring(0, voter.indexOf('@'))));
  }
}
