package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.spec.Failover;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * What to do for a node whose Kafka does not serve: wait, start it again in its container, or hold
 * it until the operator has mended the cause.
 *
 * <p>The first failure after a good time is answered at once; from the second in a row on the delay
 * doubles, within the bounds of {@link Failover}. A start counts as good when Kafka has served for
 * a while.
 */
final class FailoverRules {
  static final Duration LAUNCHER_START = Duration.ofSeconds(10);

  /** Another process is about to leave the directory: after a kill that is a matter of a moment. */
  static final Duration LOCKED_DELAY = Duration.ofSeconds(1);

  /** So many times; then it backs off as after any failure. */
  private static final int LOCKED_TRIES = 10;

  /** Another port is tried at once so many times: whoever has the first may have its neighbours. */
  private static final int PORTS_AT_ONCE = 10;

  private FailoverRules() {}

  /** Why a node without a container must not ask for one yet. */
  static Optional<Plan.Wait> beforeAsking(Turn turn, Slot slot) {
    if (slot.failure().isEmpty()) {
      return Optional.empty();
    }
    Failure last = slot.failure().get();
    if (isHeld(turn.state(), slot, last)) {
      return Optional.of(new Plan.Wait(held(turn.state(), slot, last), Optional.empty()));
    }
    Instant until = last.at().plus(delay(turn.state(), slot, last));
    return turn.now.isBefore(until)
        ? Optional.of(new Plan.Wait(backingOff(slot, last, until), Optional.of(until)))
        : Optional.empty();
  }

  static void apply(Turn turn, Slot slot) {
    if (gaveUpOnDeaf(turn, slot)) {
      return;
    }
    if (slot.launcher().isEmpty()) {
      launcherStarts(turn, slot);
      return;
    }
    LauncherState launcher = slot.launcher().get();
    switch (launcher.phase()) {
      case PREPARING -> turn.waitFor(slot.id(), "its launcher checks and formats its directories");
      case RUNNING -> serving(turn, slot, launcher);
      case STOPPING -> turn.waitFor(slot.id(), "Kafka's controlled shutdown");
      case STOPPED -> {
        if (Rolls.due(turn.state(), slot).isEmpty() || !Resizes.holdBackStart(turn, slot)) {
          start(turn, turn.state().slot(slot.id()), "it was stopped and is wanted");
        }
      }
      case FAILED -> {
        if (!Unregistrations.holdBack(turn, slot)) {
          failed(turn, turn.state().slot(slot.id()));
        }
      }
    }
  }

  /** Nobody will ever tell of a container whose end was lost on the way. */
  static boolean gaveUpOnDeaf(Turn turn, Slot slot) {
    if (!isDeaf(turn, slot)) {
      return false;
    }
    giveUpOn(turn, slot);
    return true;
  }

  /** Neither its launcher nor Kafka has been heard for as long as YARN waits for a host. */
  private static boolean isDeaf(Turn turn, Slot slot) {
    if (slot.silence().isEmpty() || slot.confirmed().isPresent()) {
      return false;
    }
    Instant until = slot.silence().get().since().plus(turn.state().application().hostExpiry());
    if (turn.now.isBefore(until)) {
      turn.wake(until);
      return false;
    }
    return true;
  }

  private static void giveUpOn(Turn turn, Slot slot) {
    Held held = slot.container().orElseThrow();
    String reason =
        "neither Kafka nor its launcher has answered since "
            + slot.silence().orElseThrow().since()
            + ": "
            + slot.silence().orElseThrow();
    turn.act(new Action.Release(held, reason), slot.in(Slot.Phase.ENDING, turn.now));
    turn.waitFor(slot.id(), "its container is given up: " + reason);
  }

  /** A JVM that is starting refuses connections for a moment, which is no trouble yet. */
  private static void launcherStarts(Turn turn, Slot slot) {
    Instant late = slot.since().plus(LAUNCHER_START);
    if (slot.silence().isPresent() && !turn.now.isBefore(late)) {
      turn.waitFor(slot.id(), "its launcher does not answer: " + slot.silence().get());
      return;
    }
    if (slot.silence().isPresent()) {
      turn.wake(late);
    }
    turn.waitFor(slot.id(), "its launcher starts");
  }

  private static void serving(Turn turn, Slot slot, LauncherState launcher) {
    if (!slot.serving()) {
      if (Restarts.ifStuck(turn, slot)) {
        return;
      }
      turn.waitFor(
          slot.id(),
          slot.silence()
              .map(why -> "neither Kafka nor its launcher answers: " + why)
              .or(
                  () ->
                      launcher
                          .recovery()
                          .filter(r -> r.logsTotal() > 0)
                          .map(LauncherState.Recovery::text))
              .orElseGet(() -> Voters.starting(turn.state())));
      return;
    }
    Restarts.ifDue(turn, slot);
    Optional<NodeRecord> record = turn.state().ledger().node(slot.id());
    boolean recovers = record.flatMap(NodeRecord::awaySince).isPresent();
    if (slot.failures() == 0 && !recovers) {
      return;
    }
    Duration time = turn.state().spec().failover().goodAfter();
    Instant good = launcher.since().plus(time);
    if (turn.now.isBefore(good)) {
      turn.wake(good);
      return;
    }
    turn.become(turn.state().with(turn.state().slot(slot.id()).good()));
    record.ifPresent(
        node ->
            turn.record(
                node.good(), "Node " + slot.id() + " has served for " + Words.duration(time)));
  }

  private static void failed(Turn turn, Slot slot) {
    Failure last =
        slot.failure()
            .orElse(new Failure(FailureClass.CRASHED, slot.since(), "Kafka ended by itself"));
    if (last.kind() == FailureClass.PORT_TAKEN && !isHeld(turn.state(), slot, last)) {
      movePort(turn, slot, last);
      return;
    }
    if (LostData.is(last.kind()) && LostData.isLeft(turn, slot, last)) {
      return;
    }
    if (OperationRules.isOfAnotherContainer(turn.state(), slot)
        && Resizes.holdBackStart(turn, slot)) {
      return;
    }
    if (OperationRules.isOfAnother(turn.state(), slot)) {
      start(turn, slot, "what it was started with is not what is wanted any more");
      return;
    }
    if (isHeld(turn.state(), slot, last)) {
      turn.waitFor(slot.id(), held(turn.state(), slot, last));
      return;
    }
    Optional<String> room =
        last.kind() == FailureClass.DISK_FULL ? DiskRules.wantedRoom(slot) : Optional.empty();
    if (room.isPresent()) {
      turn.waitFor(slot.id(), last.line() + "; " + room.get());
      return;
    }
    Instant until = last.at().plus(delay(turn.state(), slot, last));
    if (turn.now.isBefore(until)) {
      turn.waitUntil(
          slot.id(),
          until,
          backingOff(slot, last, until)
              + (LostData.is(last.kind()) ? LostData.outlook(turn, slot) : ""));
      return;
    }
    start(turn, slot, last.line());
  }

  /** The next port, unless too few voters would be left where the quorum can find them. */
  private static void movePort(Turn turn, Slot slot, Failure last) {
    NodeRecord record = turn.state().ledger().node(slot.id()).orElseThrow();
    Instant retry = last.at().plus(delayAfter(turn.state(), slot.failures() + 1));
    if (Ports.portsKnownTaken(last, record).isEmpty()) {
      if (last.takenPorts().isEmpty() && turn.now.isBefore(retry)) {
        turn.waitUntil(slot.id(), retry, backingOff(slot, last, retry));
        return;
      }
      // The ledger has moved on since the launcher tried: only the start is missing.
      startWhenSaved(turn, slot, "with the ports of the ledger");
      return;
    }
    boolean quorumPort = Ports.portsKnownTaken(last, record).contains(record.controllerPort());
    if (quorumPort && !Voters.mayMovePort(turn.state(), record)) {
      if (turn.now.isBefore(retry)) {
        turn.waitUntil(
            slot.id(),
            retry,
            last.line()
                + "; tried again: it may move only while enough other voters are where the quorum knows them");
      } else {
        startWhenSaved(turn, slot, "its port may be free again");
      }
      return;
    }
    Optional<NodeRecord> moved = Ports.moved(turn, record, last);
    if (moved.isEmpty()) {
      turn.waitFor(slot.id(), last.line() + "; no other port is free: widen -ports");
      return;
    }
    turn.record(moved.get(), "Node " + slot.id() + " takes another port: " + last.line());
    Voters.rewriteWhileUnformatted(turn);
    startWhenSaved(turn, slot, last.line());
  }

  private static void startWhenSaved(Turn turn, Slot slot, String why) {
    if (turn.state().isSaved(slot.id())) {
      start(turn, slot, why);
    } else {
      turn.waitFor(slot.id(), "its new port is being saved");
    }
  }

  private static void start(Turn turn, Slot slot, String why) {
    if (slot.order().isPresent()) {
      turn.waitFor(slot.id(), "its launcher was told to start Kafka again");
      return;
    }
    if (slot.silence().isPresent()) {
      turn.waitFor(slot.id(), "its launcher does not answer: " + slot.silence().get());
      return;
    }
    if (!Roles.isReady(turn, turn.state().ledger().node(slot.id()).orElseThrow())) {
      return;
    }
    Held held = slot.container().orElseThrow();
    turn.act(
        new Action.StartKafka(held, LaunchSpecs.again(turn.state(), slot, held), why),
        slot.ordered(Order.START));
    turn.waitFor(slot.id(), "its launcher was told to start Kafka again");
  }

  private static Duration delay(ClusterState state, Slot slot, Failure last) {
    return switch (last.kind()) {
      case DATA_LOCKED ->
          slot.failures() <= LOCKED_TRIES
              ? LOCKED_DELAY
              : delayAfter(state, slot.failures() - LOCKED_TRIES);
      case PORT_TAKEN -> delayAfter(state, slot.failures() - PORTS_AT_ONCE);
      case HOST_LOST, PREEMPTED -> Duration.ZERO;
      case DISK_FULL ->
          DiskRules.areKnown(slot)
              ? delayAfter(state, slot.failures())
              : state.spec().failover().maxDelay();
      case BAD_CONFIG,
          BAD_ENVIRONMENT,
          FOREIGN_DATA,
          DATA_MISSING,
          DATA_UNWRITABLE,
          OUT_OF_MEMORY,
          NO_JAVA,
          FORMAT_FAILED,
          CRASHED ->
          delayAfter(state, slot.failures());
    };
  }

  private static Duration delayAfter(ClusterState state, int failures) {
    return state.spec().failover().delayAfter(failures);
  }

  /** It is left alone until the operator has mended something. */
  private static boolean isHeld(ClusterState state, Slot slot, Failure last) {
    return needsOperator(last.kind()) || triesAreOver(state, slot, last);
  }

  private static boolean triesAreOver(ClusterState state, Slot slot, Failure last) {
    boolean own = last.kind() != FailureClass.HOST_LOST && last.kind() != FailureClass.PREEMPTED;
    return own
        && state.spec().failover().maxTries().filter(most -> slot.failures() >= most).isPresent();
  }

  /** Trying again cannot help before somebody has changed something. */
  private static boolean needsOperator(FailureClass kind) {
    return switch (kind) {
      case BAD_CONFIG -> true;
      case FOREIGN_DATA,
          DATA_MISSING,
          PORT_TAKEN,
          BAD_ENVIRONMENT,
          DATA_LOCKED,
          DATA_UNWRITABLE,
          DISK_FULL,
          OUT_OF_MEMORY,
          NO_JAVA,
          FORMAT_FAILED,
          HOST_LOST,
          PREEMPTED,
          CRASHED ->
          false;
    };
  }

  /** It stays as it is until the operator has mended something. */
  static boolean isBlocked(ClusterState state, Slot slot) {
    boolean down = slot.phase() == Slot.Phase.VACANT || slot.runs(LauncherState.Phase.FAILED);
    return down
        && slot.failure()
            .filter(last -> LostData.is(last.kind()) || isHeld(state, slot, last))
            .isPresent();
  }

  private static String held(ClusterState state, Slot slot, Failure last) {
    return triesAreOver(state, slot, last) && !needsOperator(last.kind())
        ? last.line()
            + " (not tried again after "
            + slot.failures()
            + " failures in a row, -failover-max-tries: mend the cause, stop the cluster and submit"
            + " it again)"
        : last.line() + " (not tried again: correct it, stop the cluster and submit it again)";
  }

  private static String backingOff(Slot slot, Failure last, Instant until) {
    return "backs off until "
        + until
        + " after "
        + slot.failures()
        + (slot.failures() == 1 ? " failure: " : " failures in a row: ")
        + last.line();
  }
}
