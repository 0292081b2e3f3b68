package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.VoterChange;
import org.kafkayarn.am.state.VoterChange.Kind;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Brings the quorum's voters to those that the spec wants, one change at a time.
 *
 * <p>A vote belongs to a node and its directory (KIP-853). First goes the vote of a directory that
 * is lost: its node has another one by now, and cannot get a second vote. Then that of a node that
 * is not wanted and does not answer. Then the wanted join; and only when all of them have, the
 * others leave, the active controller last. No change is asked for unless the voters that have
 * caught up are a majority before it and after it: what cannot be done safely waits, and says so.
 *
 * <p><b>Example.</b> Voters 0, 1, 2 on brokers; the spec now wants 100, 101, 102: these three join
 * one by one (four, five, six voters), then 0, 1 and 2 leave one by one, and only then start again
 * as mere brokers.
 */
final class QuorumChange {
  /** After Kafka has refused or not answered: both a new leader and a lagging copy take moments. */
  static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

  private QuorumChange() {}

  static void apply(Turn turn) {
    ClusterState state = turn.state();
    Optional<VoterChange> last = state.kafka().voterChange();
    if (last.filter(VoterChange::isOpen).isPresent()) {
      turn.tellServing(last.get().nodeId(), words(last.get()));
      return;
    }
    candidates(state).forEach(change -> turn.tellServing(change.nodeId(), why(turn, change)));
    Optional<VoterChange> next =
        candidates(state).filter(change -> isSafe(turn, change)).findFirst();
    if (next.isEmpty()) {
      return;
    }
    Optional<Instant> again =
        last.flatMap(VoterChange::failure)
            .map(failure -> failure.at().plus(AGAIN_AFTER))
            .filter(turn.now::isBefore);
    if (again.isPresent()) {
      turn.wake(again.get());
      return;
    }
    VoterChange change =
        new VoterChange(
            next.get().kind(),
            next.get().nodeId(),
            next.get().directoryId(),
            turn.now,
            Optional.empty());
    turn.act(
        new Action.ChangeVoter(change, endpoint(state, change), words(change)),
        state.with(state.kafka().with(change)));
    turn.tellServing(change.nodeId(), words(change));
  }

  /** All that is to be changed, in the order of doing it. */
  private static Stream<VoterChange> candidates(ClusterState state) {
    if (state.leader().isEmpty() || state.kafka().quorum().voters().isEmpty()) {
      return Stream.empty();
    }
    Map<Integer, Quorum.Replica> voters = state.kafka().quorum().voters();
    Stream<VoterChange> lost =
        ids(voters).filter(id -> isReplaced(state, id)).map(id -> change(state, Kind.REMOVE, id));
    Stream<VoterChange> dead =
        ids(voters)
            .filter(id -> !isWanted(state, id) && !voters.get(id).caughtUp())
            .map(id -> change(state, Kind.REMOVE, id));
    Stream<VoterChange> joining =
        state.spec().nodes().values().stream()
            .filter(node -> node.controller() && !voters.containsKey(node.id()))
            .map(NodeSpec::id)
            .filter(id -> isReadyToJoin(state, id))
            .map(
                id ->
                    new VoterChange(
                        Kind.ADD,
                        id,
                        state.kafka().quorum().observers().get(id).directoryId(),
                        Instant.EPOCH,
                        Optional.empty()));
    Stream<VoterChange> leaving =
        allJoined(state)
            ? ids(voters)
                .filter(id -> !isWanted(state, id) && voters.get(id).caughtUp())
                .sorted(Comparator.comparing(id -> state.leader().get().equals(id)))
                .map(id -> change(state, Kind.REMOVE, id))
            : Stream.empty();
    return Stream.of(lost, dead, joining, leaving).flatMap(all -> all);
  }

  private static Stream<Integer> ids(Map<Integer, Quorum.Replica> voters) {
    return voters.keySet().stream().sorted();
  }

  private static VoterChange change(ClusterState state, Kind kind, int id) {
    return new VoterChange(
        kind,
        id,
        state.kafka().quorum().voters().get(id).directoryId(),
        Instant.EPOCH,
        Optional.empty());
  }

  /** Kafka was asked to, and has not answered yet. */
  static boolean takesVoteOf(ClusterState state, int id) {
    return state
        .kafka()
        .voterChange()
        .filter(VoterChange::isOpen)
        .filter(change -> change.kind() == Kind.REMOVE && change.nodeId() == id)
        .isPresent();
  }

  private static boolean isWanted(ClusterState state, int id) {
    return Optional.ofNullable(state.spec().nodes().get(id))
        .filter(NodeSpec::controller)
        .isPresent();
  }

  private static boolean allJoined(ClusterState state) {
    return state.spec().nodes().values().stream()
        .filter(NodeSpec::controller)
        .allMatch(node -> state.kafka().quorum().voters().containsKey(node.id()));
  }

  /** Its process runs on another directory than the one that has the vote. */
  private static boolean isReplaced(ClusterState state, int id) {
    return isWanted(state, id)
        && metadataDirectory(state, id)
            .filter(
                directory ->
                    !directory.equals(state.kafka().quorum().voters().get(id).directoryId()))
            .isPresent()
        && !state.kafka().quorum().voters().get(id).caughtUp();
  }

  /** It serves as a controller, and has all of the metadata in the directory that it runs on. */
  private static boolean isReadyToJoin(ClusterState state, int id) {
    Quorum.Replica copy = state.kafka().quorum().observers().get(id);
    return copy != null
        && copy.caughtUp()
        && Optional.ofNullable(state.slots().get(id)).filter(Slot::serving).isPresent()
        && state.ledger().node(id).filter(node -> node.controllerPort() > 0).isPresent()
        && metadataDirectory(state, id).filter(copy.directoryId()::equals).isPresent();
  }

  /** The directory that its running process keeps the metadata log in. */
  private static Optional<String> metadataDirectory(ClusterState state, int id) {
    return Optional.ofNullable(state.slots().get(id))
        .flatMap(Slot::launcher)
        .filter(launcher -> launcher.phase() == LauncherState.Phase.RUNNING)
        .flatMap(launcher -> launcher.metadataDirectoryId().or(() -> firstDirectory(launcher)));
  }

  /** A launcher of an earlier version keeps the metadata in the first of its directories. */
  private static Optional<String> firstDirectory(LauncherState launcher) {
    return launcher.dataDirs().stream()
        .findFirst()
        .flatMap(dir -> Optional.ofNullable(launcher.directoryIds().get(dir)));
  }

  private static boolean isSafe(Turn turn, VoterChange change) {
    return keepsMajority(turn.state(), change) && dependent(turn, change).isEmpty();
  }

  /** The voters that have caught up are a majority of those before and of those after. */
  private static boolean keepsMajority(ClusterState state, VoterChange change) {
    int before = state.kafka().quorum().voters().size();
    long others = liveWithout(state, change.nodeId());
    if (change.kind() == Kind.ADD) {
      return 2 * others > before && 2 * (others + 1) > before + 1;
    }
    boolean alive = isLive(state, change.nodeId());
    return before > 1 && 2 * others > (alive ? before - 1 : before);
  }

  /**
   * Who has no vote after the change, and would not find the active controller then if it is
   * another than now, in words. (Whoever loses its vote may have come to lead since Kafka was
   * asked.)
   */
  private static Optional<String> dependent(Turn turn, VoterChange change) {
    return change.kind() == Kind.ADD
        ? Optional.empty()
        : turn.state().slots().values().stream()
            .filter(
                slot ->
                    slot.id() == change.nodeId()
                        || !turn.state().kafka().quorum().voters().containsKey(slot.id()))
            .flatMap(slot -> dependent(turn, slot).stream())
            .findFirst();
  }

  private static Optional<String> dependent(Turn turn, Slot slot) {
    if (BootstrapControllers.mayDependOnTheLeader(turn.state(), slot)) {
      return Optional.of(
          "node "
              + slot.id()
              + " has to be restarted first, or to tell that its list of controllers is up to"
              + " date");
    }
    Optional<Instant> unseen = UnseenProcesses.mayRunUntil(turn, slot);
    unseen.ifPresent(turn::wake);
    return unseen.map(
        until ->
            "the last process of node "
                + slot.id()
                + " may still run until "
                + until
                + ", and nobody has told its list of controllers");
  }

  /** Its list of controllers is to be renewed, by a restart, before a vote is taken. */
  static boolean needsNewList(ClusterState state, Slot slot) {
    Map<Integer, Quorum.Replica> voters = state.kafka().quorum().voters();
    return BootstrapControllers.isOutdated(state, slot)
        && !voters.isEmpty()
        && allJoined(state)
        && !(voters.containsKey(slot.id()) && isWanted(state, slot.id()));
  }

  /** How many voters but this one serve and have all of the metadata. */
  static long liveWithout(ClusterState state, int id) {
    return state.kafka().quorum().voters().keySet().stream()
        .filter(voter -> voter != id && isLive(state, voter))
        .count();
  }

  /** Kafka's word on who has caught up is some seconds old: the process must serve now too. */
  private static boolean isLive(ClusterState state, int voter) {
    return state.kafka().quorum().voters().get(voter).caughtUp()
        && Optional.ofNullable(state.slots().get(voter)).filter(Slot::serving).isPresent();
  }

  /** Another voter is to be replaced or added, and that is not done yet. */
  static Optional<Integer> other(Turn turn, int id) {
    ClusterState state = turn.state();
    Stream<Integer> asked =
        state.kafka().voterChange().filter(VoterChange::isOpen).map(VoterChange::nodeId).stream();
    Stream<Integer> moved =
        state.ledger().nodes().values().stream()
            .filter(node -> node.joins() && !node.holdsData() && Voters.isVoter(state, node.id()))
            .map(NodeRecord::id);
    // What waits for a majority may be waiting for this very node to move.
    Stream<Integer> next =
        candidates(state).filter(change -> isSafe(turn, change)).map(VoterChange::nodeId);
    return Stream.of(asked, next, moved).flatMap(all -> all).filter(node -> node != id).findFirst();
  }

  private static String why(Turn turn, VoterChange change) {
    ClusterState state = turn.state();
    if (!keepsMajority(state, change)) {
      return "it waits to "
          + (change.kind() == Kind.ADD ? "join" : "leave")
          + " the quorum: of its "
          + state.kafka().quorum().voters().size()
          + " voters only "
          + liveWithout(state, change.nodeId())
          + " others have caught up, which is no majority";
    }
    Optional<String> dependent = dependent(turn, change);
    if (dependent.isPresent()) {
      return "it waits to leave the quorum: " + dependent.get();
    }
    return words(change)
        + state
            .kafka()
            .voterChange()
            .filter(last -> last.nodeId() == change.nodeId())
            .flatMap(VoterChange::failure)
            .map(failure -> "; tried again after: " + failure.reason())
            .orElse("");
  }

  private static String words(VoterChange change) {
    return change.kind() == Kind.ADD
        ? "it joins the quorum with directory " + change.directoryId()
        : "the vote of its directory " + change.directoryId() + " is taken from the quorum";
  }

  private static String endpoint(ClusterState state, VoterChange change) {
    return change.kind() == Kind.ADD
        ? state.ledger().node(change.nodeId()).orElseThrow().controllerEndpoint()
        : "";
  }
}
