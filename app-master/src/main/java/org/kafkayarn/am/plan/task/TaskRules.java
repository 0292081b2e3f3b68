package org.kafkayarn.am.plan.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Preemption;
import org.kafkayarn.am.state.Slot.Ask;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskRecord;

/**
 * Takes the instances of tasks on their way: asks for a container, starts, replaces, stops.
 *
 * <p><b>Goals.</b> Every wanted instance runs, or has completed; whoever does not has a reason in
 * words. What is started is saved first, so that another attempt knows it.
 *
 * <p><b>Constraints.</b> An instance has one container at a time, as far as YARN knows. Those of a
 * task are replaced one after another. A task is stopped after those that are started after it.
 */
public final class TaskRules {
  private TaskRules() {}

  /** While the cluster is wanted. */
  public static void apply(Planning turn) {
    Roster.align(turn);
    Scaling.decide(turn);
    ids(turn).forEach(id -> step(turn, id));
  }

  /** Gives back what YARN wants back, before nodes do. */
  public static void makeRoom(Planning turn) {
    Evictions.decide(turn);
  }

  /** What a preemption still wants of the nodes. */
  public static Amount wantedOfNodes(ClusterState state, Preemption preemption) {
    return Evictions.minusEvicted(state, preemption, preemption.amount());
  }

  /**
   * When the cluster is to stop.
   *
   * @return whether the nodes may go: no instance runs any more
   */
  public static boolean stop(Planning turn) {
    Roster.align(turn);
    ids(turn).forEach(id -> leave(turn, id, "the cluster stops"));
    return turn.state().tasks().instances().values().stream()
        .noneMatch(one -> one.phase() == Phase.LAUNCHING || one.phase() == Phase.UP);
  }

  private static List<Integer> ids(Planning turn) {
    return List.copyOf(turn.state().tasks().instances().keySet());
  }

  static TaskInstance instance(Planning turn, int id) {
    return turn.state().tasks().find(id).orElseThrow();
  }

  static TaskRecord record(Planning turn, int id) {
    return turn.state().ledger().tasks().find(id).orElseThrow();
  }

  private static void step(Planning turn, int id) {
    TaskRecord record = record(turn, id);
    Optional<TaskSpec> spec = Roster.wanted(turn.state(), record);
    if (spec.isEmpty()) {
      leave(
          turn,
          id,
          turn.state().spec().tasks().containsKey(record.task())
              ? "the task has fewer instances"
              : "the task was removed");
      return;
    }
    TaskInstance instance = instance(turn, id);
    switch (instance.phase()) {
      case VACANT -> ask(turn, spec.get(), record, instance);
      case REQUESTED -> keepAsking(turn, spec.get(), record, instance);
      case GRANTED -> launch(turn, spec.get(), record, instance);
      case LAUNCHING -> turn.tellTask(id, "its NodeManager starts it", Optional.empty());
      case UP -> running(turn, spec.get(), record, instance);
      case ENDING -> awaitEnd(turn, record, instance);
    }
  }

  // ---- on the way up ----

  private static void ask(Planning turn, TaskSpec spec, TaskRecord found, TaskInstance instance) {
    Optional<TaskRecord> record = Endings.next(turn, spec, found);
    if (record.isEmpty()) {
      return;
    }
    if (waitsForLateContainer(turn, record.get(), instance)) {
      return;
    }
    Optional<Instant> until =
        instance
            .failure()
            .map(
                last ->
                    last.at().plus(turn.state().spec().failover().delayAfter(instance.failures())))
            .filter(turn.now()::isBefore);
    if (until.isPresent()) {
      turn.tellTask(
          instance.id(),
          "backs off until %s after %d ends in a row: %s"
              .formatted(until.get(), instance.failures(), instance.failure().get().line()),
          until);
      return;
    }
    Optional<Conditions.Lack> lack = Conditions.lacking(turn, spec, record.get(), instance);
    if (lack.isPresent()) {
      turn.tellTask(instance.id(), lack.get().reason(), lack.get().until());
      return;
    }
    request(turn, spec, record.get(), instance, turn.now());
  }

  private static boolean waitsForLateContainer(
      Planning turn, TaskRecord record, TaskInstance instance) {
    Application application = turn.state().application();
    Instant until = turn.state().registered().orElseThrow().plus(Planner.LATE_CONTAINERS);
    boolean mayRun =
        application.attempt() > 1
            && instance.restarts() == 0
            && instance.failure().isEmpty()
            && record.containerId().filter(application::owns).isPresent()
            && turn.now().isBefore(until);
    if (mayRun) {
      turn.tellTask(
          instance.id(),
          "YARN may still report its container of the attempt before",
          Optional.of(until));
    }
    return mayRun;
  }

  private static void request(
      Planning turn, TaskSpec spec, TaskRecord record, TaskInstance instance, Instant since) {
    TaskSites sites = new TaskSites(turn.state(), spec, record, turn.now());
    Optional<Ask> ask = sites.choose(since);
    if (ask.isEmpty()) {
      if (instance.phase() == Phase.REQUESTED) {
        turn.become(instance.vacated(turn.now()));
      }
      turn.tellTask(
          instance.id(),
          "no host may be taken: " + sites.nowhere(),
          Optional.of(turn.now().plus(TaskSites.LOOK_AGAIN)));
      return;
    }
    String what = sites.describe(ask.get());
    boolean same = instance.ask().filter(ask.get()::isAs).isPresent();
    TaskInstance intent =
        same
            ? instance.askingUntil(ask.get())
            : instance.asking(ask.get(), instance.phase() == Phase.REQUESTED ? since : turn.now());
    if (same) {
      turn.become(intent);
    } else {
      turn.act(
          new Action.AskForTask(
              instance.id(),
              ask.get(),
              spec.memoryMb(),
              spec.vcores(),
              Roster.name(record) + ": " + what),
          intent);
    }
    turn.tellTask(instance.id(), what, ask.get().until());
  }

  private static void keepAsking(
      Planning turn, TaskSpec spec, TaskRecord record, TaskInstance instance) {
    Ask ask = instance.ask().orElseThrow();
    if (ask.until().filter(until -> !turn.now().isBefore(until)).isPresent()) {
      request(turn, spec, record, instance, instance.since());
      return;
    }
    turn.tellTask(
        instance.id(),
        new TaskSites(turn.state(), spec, record, turn.now()).describe(ask),
        ask.until());
  }

  private static void launch(
      Planning turn, TaskSpec spec, TaskRecord record, TaskInstance instance) {
    Held held = instance.container().orElseThrow();
    if (record.containerId().filter(held.containerId()::equals).isEmpty()) {
      turn.keep(record.startedIn(held.containerId(), held.host(), spec.version(), turn.now()));
    }
    if (!isSaved(turn.state(), instance.id())) {
      turn.tellTask(instance.id(), "its start is being saved", Optional.empty());
      return;
    }
    turn.act(
        new Action.LaunchTask(
            held,
            Given.to(turn.state(), spec, record, held),
            Roster.name(record) + ": its container is granted"),
        instance.in(Phase.LAUNCHING, turn.now()));
    turn.tellTask(instance.id(), "its NodeManager starts it", Optional.empty());
  }

  private static boolean isSaved(ClusterState state, int id) {
    return state
        .saving()
        .saved()
        .map(Ledger::tasks)
        .filter(safe -> safe.find(id).equals(state.ledger().tasks().find(id)))
        .isPresent();
  }

  // ---- while it runs ----

  private static void running(
      Planning turn, TaskSpec spec, TaskRecord record, TaskInstance instance) {
    if (instance.stopping().isPresent()) {
      awaitStop(turn, record, instance, spec.stopTimeout());
      return;
    }
    Optional<String> host = Evictions.byHost(turn.state(), spec, instance);
    if (host.isPresent() && Roster.othersRun(turn.state(), record)) {
      terminate(turn, record, instance, host.get());
      return;
    }
    if (record.version() != spec.version()) {
      if (Roster.othersRun(turn.state(), record)) {
        terminate(turn, record, instance, "it is replaced by one of the task's new version");
      } else {
        turn.tellTask(
            instance.id(),
            "it is of an earlier version, and waits until the task's others run",
            Optional.empty());
      }
      return;
    }
    if (instance.failures() > 0) {
      Instant good = instance.since().plus(turn.state().spec().failover().goodAfter());
      if (turn.now().isBefore(good)) {
        turn.wake(good);
      } else {
        turn.become(instance.good());
      }
    }
  }

  // ---- on the way down ----

  private static void leave(Planning turn, int id, String reason) {
    TaskInstance instance = instance(turn, id);
    TaskRecord record = record(turn, id);
    switch (instance.phase()) {
      case VACANT -> {
        if (!waitsForLateContainer(turn, record, instance)) {
          turn.tellTask(id, turn.state().stopping() ? "stopped" : reason, Optional.empty());
          Roster.forget(turn, record);
        }
      }
      case REQUESTED -> {
        turn.become(instance.vacated(turn.now()));
        turn.tellTask(id, reason, Optional.empty());
        Roster.forget(turn, record);
      }
      case GRANTED -> release(turn, record, instance, reason);
      case LAUNCHING ->
          turn.tellTask(id, "its start must end before it can be stopped", Optional.empty());
      case UP -> {
        if (instance.stopping().isPresent()) {
          awaitStop(turn, record, instance, Roster.stopTimeout(turn.state(), record));
        } else if (Roster.successorsRun(turn.state(), record)) {
          turn.tellTask(id, "it stops after the tasks that are started after it", Optional.empty());
        } else {
          terminate(turn, record, instance, reason);
        }
      }
      case ENDING -> awaitEnd(turn, record, instance);
    }
  }

  private static void terminate(
      Planning turn, TaskRecord record, TaskInstance instance, String reason) {
    terminate(turn, record, instance, reason, false);
  }

  static void terminate(
      Planning turn, TaskRecord record, TaskInstance instance, String reason, boolean preempted) {
    turn.act(
        new Action.StopTask(
            instance.container().orElseThrow(), Roster.name(record) + ": " + reason),
        instance.told(reason, turn.now(), preempted));
    awaitStop(
        turn, record, instance(turn, instance.id()), Roster.stopTimeout(turn.state(), record));
  }

  private static void awaitStop(
      Planning turn, TaskRecord record, TaskInstance instance, Duration timeout) {
    TaskInstance.Stopping stopping = instance.stopping().orElseThrow();
    Instant until = stopping.since().plus(timeout);
    if (turn.now().isBefore(until)) {
      turn.tellTask(instance.id(), "it was told to end: " + stopping.reason(), Optional.of(until));
      return;
    }
    release(
        turn,
        record,
        instance,
        "it has not ended within " + timeout.toSeconds() + " s after SIGTERM");
  }

  private static void release(
      Planning turn, TaskRecord record, TaskInstance instance, String reason) {
    turn.act(
        new Action.Release(instance.container().orElseThrow(), Roster.name(record) + ": " + reason),
        instance.in(Phase.ENDING, turn.now()));
    turn.tellTask(instance.id(), "its container ends", Optional.empty());
  }

  /** Nobody will ever tell of a container whose end was lost on the way. */
  private static void awaitEnd(Planning turn, TaskRecord record, TaskInstance instance) {
    Instant until = instance.since().plus(turn.state().application().hostExpiry());
    if (turn.now().isBefore(until)) {
      turn.tellTask(instance.id(), "its container ends", Optional.of(until));
      return;
    }
    turn.keep(record.lost());
    turn.become(instance.vacated(turn.now()));
    turn.tellTask(instance.id(), "YARN never told of its container's end", Optional.empty());
  }
}
