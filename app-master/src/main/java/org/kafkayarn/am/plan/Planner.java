package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.plan.task.TaskRules;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Decides what to do now and does none of it. Equal states and times give equal plans; planning
 * again from the intended state gives no action.
 *
 * <p><b>Goals.</b> Every wanted node runs in one container, on the host that holds its data. What
 * is decided about a node is saved before it takes effect. Whoever does not run has a reason in
 * words.
 *
 * <p><b>Constraints.</b> Never two containers for one node id: a node asks only when it holds none,
 * and a container that was told to end counts until its end is confirmed. A node never leaves its
 * data while a record could be lost by it. The quorum's first voters are fixed before the first of
 * them formats.
 *
 * <p><b>Algorithm.</b> Give back what nobody wants. Decide who must leave a host. Then, node by
 * node in the order of the ids, take the one step that its phase allows: vacant → ask; granted →
 * record host and ports, then (once saved, the voters known and the start open) launch; up →
 * whatever the failure rules say. Each step sees the intents of those before. Last, save the ledger
 * if it has changed.
 *
 * <p><b>Example.</b> Three new nodes: turn 1 asks for three hosts; turn 2, after the grants,
 * records hosts, ports and voters and saves; turn 3, after the save, launches all three.
 */
public final class Planner {
  /** How long an attempt waits for containers of the one before that the RM may still learn of. */
  public static final Duration LATE_CONTAINERS = Duration.ofSeconds(10);

  /** A ledger is a few kilobytes; a save that takes longer has met a file system that hangs. */
  static final Duration SAVE_IS_QUICK = Duration.ofSeconds(10);

  private Planner() {}

  /** What one node does may be what another waited for that had its turn before. */
  public static Plan plan(ClusterState state, Instant now) {
    Plan plan = once(state, now);
    boolean more = !plan.actions().isEmpty();
    while (more) {
      Plan next = once(plan.intended(), now);
      more = !next.actions().isEmpty();
      plan = plan.then(next);
    }
    return plan;
  }

  private static Plan once(ClusterState state, Instant now) {
    Turn turn = new Turn(state, now);
    if (state.registered().isEmpty() || state.finished()) {
      return turn.done();
    }
    giveBackStrays(turn);
    if (state.stopping()) {
      StopRules.apply(turn);
    } else {
      Departures.decide(turn);
      Halts.decide(turn);
      Removals.decide(turn);
      // Whose vote is taken while it is stopped needs no second restart to change its roles.
      QuorumChange.apply(turn);
      state.slots().keySet().forEach(id -> step(turn, id));
      if (StartGate.isOpen(turn)) {
        Voters.fixWhenKnown(turn);
        turn.state().slots().keySet().forEach(id -> launchWhenSaved(turn, id));
      }
      MetadataRules.apply(turn);
      SettingsRules.apply(turn);
      OperationRules.apply(turn);
      TaskRules.apply(turn);
    }
    save(turn);
    return turn.done();
  }

  private static void giveBackStrays(Turn turn) {
    for (Held stray : turn.state().strays()) {
      turn.act(
          new Action.Release(stray, "nobody needs it"),
          turn.state().toBuilder()
              .strays(turn.state().strays().stream().filter(held -> !held.equals(stray)).toList())
              .build());
    }
  }

  private static void step(Turn turn, int id) {
    Slot slot = turn.state().slot(id);
    if (Retirement.isDue(turn.state(), id)) {
      Retirement.step(turn, slot);
      return;
    }
    if (Halts.isHalted(turn.state(), id)) {
      Halts.step(turn, slot);
      return;
    }
    if (slot.leaving().isPresent() && (slot.phase() == Phase.UP || slot.phase() == Phase.GRANTED)) {
      Departures.step(turn, slot);
      return;
    }
    switch (slot.phase()) {
      case VACANT -> askUnlessItMustWait(turn, slot);
      case REQUESTED -> keepAsking(turn, slot);
      case GRANTED -> recordPlace(turn, slot);
      case LAUNCHING -> turn.waitFor(id, "its NodeManager starts the container");
      case UP -> FailoverRules.apply(turn, slot);
      case ENDING -> awaitEnd(turn, slot);
    }
  }

  private static void askUnlessItMustWait(Turn turn, Slot slot) {
    Optional<Plan.Wait> late = lateContainer(turn, slot);
    if (late.isEmpty()) {
      Placement.home(turn.state(), slot.id())
          .filter(record -> record.awaySince().isEmpty())
          .ifPresent(turn::isAway);
    }
    Optional<Plan.Wait> wait =
        late.or(() -> FailoverRules.beforeAsking(turn, slot))
            .or(() -> StartGate.beforeAsking(turn));
    if (wait.isPresent()) {
      turn.tell(slot.id(), wait.get().reason(), wait.get().until());
      return;
    }
    ask(turn, slot, turn.now);
  }

  private static void keepAsking(Turn turn, Slot slot) {
    Slot.Ask open = slot.ask().orElseThrow();
    boolean due = open.until().filter(until -> !turn.now.isBefore(until)).isPresent();
    if (due || Placement.isOutOfDate(turn, slot.id(), open)) {
      ask(turn, slot, slot.since());
    } else {
      waitForGrant(turn, slot, open);
    }
  }

  /** Asks for what suits now; what is asked for already is not asked again. */
  private static void ask(Turn turn, Slot slot, Instant since) {
    Optional<Slot.Ask> chosen = Placement.choose(turn, slot.id(), since);
    if (chosen.isEmpty()) {
      if (slot.phase() == Phase.REQUESTED) {
        turn.become(turn.state().with(slot.vacated(turn.now)));
      }
      turn.waitFor(slot.id(), Placement.nowhere(turn, slot.id()));
      turn.wake(turn.now.plus(Placement.LOOK_AGAIN));
      return;
    }
    Slot.Ask ask = chosen.get();
    Slot next = slot.asking(ask, since);
    if (slot.ask().filter(ask::isAs).isPresent()) {
      turn.become(turn.state().with(next));
    } else {
      ask.host().ifPresent(host -> turn.sites().take(turn.state().spec().node(slot.id()), host));
      turn.act(new Action.Ask(slot.id(), ask, Placement.describe(turn, slot.id(), ask)), next);
    }
    waitForGrant(turn, next, ask);
  }

  private static void waitForGrant(Turn turn, Slot slot, Slot.Ask ask) {
    turn.waitFor(slot.id(), Placement.describe(turn, slot.id(), ask));
    ask.until().ifPresent(turn::wake);
  }

  private static void awaitEnd(Turn turn, Slot slot) {
    if (gaveUpOnEnd(turn, slot)) {
      askUnlessItMustWait(turn, turn.state().slot(slot.id()));
    }
  }

  /** YARN tells of every end; one that it does not tell of for so long was lost on the way. */
  static boolean gaveUpOnEnd(Turn turn, Slot slot) {
    Instant lost = slot.since().plus(turn.state().application().hostExpiry());
    if (turn.now.isBefore(lost)) {
      turn.waitUntil(slot.id(), lost, "YARN has not confirmed the end of its last container");
      return false;
    }
    Held held = slot.container().orElseThrow();
    turn.become(turn.state().without(slot));
    turn.act(new Action.Release(held, "its end was not confirmed"), slot.vacated(turn.now));
    turn.state()
        .ledger()
        .node(slot.id())
        .ifPresent(record -> turn.keep(record.ended(turn.now, false, false, record.failures())));
    return true;
  }

  /** Gives back a container in which nothing was started. */
  static void giveBackUnused(Turn turn, Slot slot, String reason) {
    Held held = slot.container().orElseThrow();
    turn.act(new Action.Release(held, reason), slot.in(Phase.ENDING, turn.now));
    turn.state()
        .ledger()
        .node(slot.id())
        .filter(record -> record.containerId().equals(Optional.of(held.containerId())))
        .ifPresent(record -> turn.keep(record.untouched()));
    turn.waitFor(slot.id(), "its container is given back: " + reason);
  }

  /**
   * When RM and AM died together, containers of the earlier attempt are reported after the
   * registration: a node whose container this application started is not asked for again at once.
   */
  static Optional<Plan.Wait> lateContainer(Turn turn, Slot slot) {
    Instant until = turn.state().registered().orElseThrow().plus(LATE_CONTAINERS);
    boolean ofThisApplication =
        turn.state().application().attempt() > 1
            && turn.state()
                .ledger()
                .node(slot.id())
                .flatMap(NodeRecord::containerId)
                .filter(turn.state().application()::owns)
                .isPresent();
    boolean endedUnderUs = slot.failure().isPresent() || slot.restarts() > 0;
    return ofThisApplication && !endedUnderUs && turn.now.isBefore(until)
        ? Optional.of(
            new Plan.Wait(
                "YARN may still report its container of the attempt before", Optional.of(until)))
        : Optional.empty();
  }

  /** Host and ports are decided when the container is held, and kept with the data from then on. */
  private static void recordPlace(Turn turn, Slot slot) {
    Held held = slot.container().orElseThrow();
    Optional<NodeRecord> known = turn.state().ledger().node(slot.id());
    boolean here = known.filter(record -> record.host().equals(held.host())).isPresent();
    if (here && !Ports.mustChangeControl(slot, known.get())) {
      return;
    }
    Optional<String> unfit = here ? Optional.empty() : unfit(turn, slot, held, known);
    if (unfit.isPresent()) {
      turn.sites().leave(turn.state().spec().node(slot.id()));
      giveBackUnused(turn, slot, unfit.get());
      return;
    }
    Optional<NodeRecord> placed = Ports.assign(turn, slot, held);
    if (placed.isEmpty()) {
      String reason =
          "no port of " + turn.state().spec().ports() + " is free for it there: widen -ports";
      turn.become(
          turn.state().toBuilder()
              .fleet(turn.state().fleet().avoiding(held.host(), reason, turn.now))
              .build());
      giveBackUnused(turn, slot, reason);
      return;
    }
    turn.moveTo(known, placed.get());
  }

  /** Why the granted container must not be used, now that all is known. */
  private static Optional<String> unfit(
      Turn turn, Slot slot, Held held, Optional<NodeRecord> known) {
    Optional<String> stays =
        known
            .filter(NodeRecord::mayHoldData)
            .flatMap(record -> Moves.heldBack(turn, record))
            .map(Plan.Wait::reason);
    return stays.or(
        () ->
            turn.state()
                .fleet()
                .host(held.host())
                .flatMap(host -> turn.sites().broken(turn.state().spec().node(slot.id()), host)));
  }

  private static void launchWhenSaved(Turn turn, int id) {
    Slot slot = turn.state().slot(id);
    if (slot.phase() != Phase.GRANTED || slot.leaving().isPresent()) {
      return;
    }
    Held held = slot.container().orElseThrow();
    Optional<NodeRecord> record =
        turn.state().ledger().node(id).filter(r -> r.host().equals(held.host()));
    if (record.isEmpty()) {
      return;
    }
    if (turn.state().ledger().initialVoters().isEmpty()) {
      turn.waitFor(
          id, "the quorum's first voters need their hosts: " + Voters.missing(turn.state()));
      return;
    }
    if (Voters.mustWaitForQuorum(turn.state(), record.get())) {
      turn.waitFor(id, "the quorum must have its first leader before others start");
      return;
    }
    if (!Voters.canBeFound(turn.state(), record.get())) {
      turn.waitFor(
          id,
          "it is not where the quorum's first voters look for it: one of them must start first");
      return;
    }
    if (Unregistrations.holdBackLaunch(turn, record.get())) {
      return;
    }
    if (!record.get().containerId().equals(Optional.of(held.containerId()))) {
      if (!Roles.areDecided(turn, record.get())) {
        return;
      }
      turn.record(
          turn.state().ledger().node(id).orElseThrow().startedIn(held.containerId(), turn.now),
          "Node " + id + " starts in " + held.containerId());
    }
    if (turn.state().isSaved(id)) {
      turn.act(
          new Action.Launch(
              held, LaunchSpecs.first(turn.state(), id, held), "its container is granted"),
          slot.in(Phase.LAUNCHING, turn.now));
      turn.waitFor(id, "its NodeManager starts the container");
    } else {
      waitForSave(turn, id);
    }
  }

  /** A file system that hangs gives no error: what takes long is told as such. */
  private static void waitForSave(Turn turn, int id) {
    Optional<String> failure = turn.state().saving().failure();
    Instant late = turn.state().saving().since().orElse(turn.now).plus(SAVE_IS_QUICK);
    if (failure.isPresent()) {
      turn.waitFor(id, "the cluster's home cannot be written: " + failure.get());
    } else if (turn.now.isBefore(late)) {
      turn.wake(late);
      turn.waitFor(id, "its place is being saved");
    } else {
      turn.waitFor(
          id,
          "the file system of the cluster's home has not answered since "
              + turn.state().saving().since().orElse(turn.now));
    }
  }

  private static void save(Turn turn) {
    ClusterState state = turn.state();
    if (!state.saving().isUnderWay() && !state.isSaved()) {
      turn.act(
          new Action.Save(state.ledger(), "the ledger has changed"),
          state.with(state.saving().begun(turn.now)));
    }
  }

  /** Whether Kafka of this slot is on its way: neither serving nor failed. */
  static boolean isStarting(LauncherState launcher) {
    return launcher.phase() == LauncherState.Phase.PREPARING
        || launcher.phase() == LauncherState.Phase.RUNNING;
  }
}
