package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.task.LagScaling;
import org.kafkayarn.am.plan.task.TaskReport;
import org.kafkayarn.am.plan.task.TaskSpecs;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.am.state.task.GroupLag;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.state.task.TaskRecord;
import org.kafkayarn.am.state.task.TaskState;

/** The way of a task's instances, by small examples. */
class TaskRulesTest {
  private static final int FIRST = TaskLedger.FIRST_ID;
  private static final Instant T1 = T0.plusSeconds(5);

  private static ClusterSpec spec(TaskSpec... tasks) {
    return Specs.withTasks(Worlds.spec(3, "29092-29111"), tasks);
  }

  private static Worlds serving(TaskSpec... tasks) {
    Worlds world =
        Worlds.begin(spec(tasks), Ledger.empty("cluster-id"), 1)
            .on(
                T0,
                new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()),
                new YarnEvent.Registered(List.of()))
            .started();
    return world.plan(T1);
  }

  private static String container(int id, int n) {
    return "container_e01_1700000000000_0007_01_%d_%d".formatted(id, n);
  }

  private static Held held(int id, int n) {
    return new Held(container(id, n), id, "b", "b:8042", 0);
  }

  /** Granted, saved and started. */
  private static Worlds up(Worlds world, int id, int n, Instant at) {
    world.on(at, new YarnEvent.Granted(List.of(held(id, n)))).plan(at).saved(at).plan(at);
    assertEquals(List.of("LaunchTask"), world.kinds());
    return world.on(at, new YarnEvent.Launched(id, container(id, n))).plan(at);
  }

  private static Event ended(int id, int n, int exit) {
    return new YarnEvent.Completed(container(id, n), exit, "diagnostics");
  }

  private static Phase phase(Worlds world, int id) {
    return world.state().tasks().find(id).map(TaskInstance::phase).orElseThrow();
  }

  private static String wait(Worlds world, int id) {
    return world.plan.taskWaits().get(id).reason();
  }

  @Test
  void anInstanceIsAskedForWhenABrokerServesAndStartedWhenThatIsSaved() {
    Worlds world =
        Worlds.begin(spec(TaskSpecs.always("load", 2)), Ledger.empty("cluster-id"), 1)
            .on(
                T0,
                new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()),
                new YarnEvent.Registered(List.of()))
            .plan(T0);
    assertEquals("no broker serves yet", wait(world, FIRST));
    world.started().plan(T1);
    assertEquals(Phase.REQUESTED, phase(world, FIRST));
    assertEquals(Phase.REQUESTED, phase(world, FIRST + 1));
    world.on(T1, new YarnEvent.Granted(List.of(held(FIRST, 1)))).plan(T1);
    assertEquals(Phase.GRANTED, phase(world, FIRST));
    assertEquals("its start is being saved", wait(world, FIRST));
    world.saved(T1).plan(T1);
    Action.LaunchTask launch = (Action.LaunchTask) world.plan.actions().get(0);
    assertEquals("load-0", launch.launch().environment().get("KAFKA_CLIENT_ID"));
    assertEquals("2", launch.launch().environment().get("KAFKA_TASK_INSTANCES"));
    String servers = launch.launch().environment().get("KAFKA_BOOTSTRAP_SERVERS");
    assertEquals(3, servers.split(",", -1).length, servers);
    assertTrue(
        launch.launch().clientFiles().get("consumer").get("group.id").endsWith("-load"),
        launch.toString());
  }

  @Test
  void oneThatCrashesIsStartedAtOnceAndThenWithGrowingDelays() {
    Worlds world = up(serving(TaskSpecs.always("load", 1)), FIRST, 1, T1);
    world.on(T1, ended(FIRST, 1, 7)).plan(T1);
    assertEquals(Phase.REQUESTED, phase(world, FIRST));
    up(world, FIRST, 2, T1).on(T1, ended(FIRST, 2, 7)).plan(T1);
    assertEquals(Phase.VACANT, phase(world, FIRST));
    assertTrue(wait(world, FIRST).contains("2 ends in a row: it ended with exit code 7"));
    world.plan(T1.plusSeconds(11));
    assertEquals(Phase.REQUESTED, phase(world, FIRST));
  }

  @Test
  void aBatchTaskThatHasCompletedStaysSoAndOthersFollowIt() {
    Worlds world =
        serving(TaskSpecs.always("after", 1, new After.Task("batch")), TaskSpecs.batch("batch", 1));
    int after = FIRST;
    int batch = FIRST + 1;
    assertTrue(wait(world, after).contains("0 of 1 instances have completed"));
    up(world, batch, 1, T1).on(T1, ended(batch, 1, 0)).plan(T1);
    assertEquals(Phase.VACANT, phase(world, batch));
    TaskStatus told = TaskReport.of(world.plan).get(1);
    assertEquals(List.of("batch", 1, 1), List.of(told.name(), told.wanted(), told.completed()));
    assertEquals(TaskStatus.COMPLETED, told.instances().get(0).state());
    assertEquals(Optional.of(0), told.instances().get(0).exitCode());
    assertEquals(0, told.instances().get(0).restarts());
    assertEquals("completed at 2026-01-01T00:00:05Z", told.instances().get(0).message());
    assertEquals(Phase.REQUESTED, phase(world, after));
  }

  @Test
  void aBatchTaskThatFailsIsStartedAgain() {
    Worlds world = up(serving(TaskSpecs.batch("batch", 1)), FIRST, 1, T1);
    world.on(T1, ended(FIRST, 1, 3)).plan(T1);
    assertEquals(Phase.REQUESTED, phase(world, FIRST));
  }

  @Test
  void whatYarnHasEndedIsStartedAgainAndDoesNotCount() {
    Worlds world = up(serving(TaskSpecs.always("load", 1)), FIRST, 1, T1);
    world.on(T1, ended(FIRST, 1, -100)).plan(T1);
    assertEquals(0, world.state().tasks().find(FIRST).orElseThrow().failures());
    assertEquals(Phase.REQUESTED, phase(world, FIRST));
  }

  @Test
  void fewerInstancesEndTheHighestAndOneThatDoesNotEndIsGivenBack() {
    Worlds world = serving(TaskSpecs.always("load", 2));
    up(world, FIRST, 1, T1);
    up(world, FIRST + 1, 1, T1);
    world.on(T1, new OperatorEvent.SpecChanged(spec(TaskSpecs.always("load", 1)))).plan(T1);
    Action.StopTask stop = (Action.StopTask) world.plan.actions().get(0);
    assertEquals(FIRST + 1, stop.container().nodeId());
    Instant late = T1.plusSeconds(31);
    world.plan(late);
    assertEquals(Phase.ENDING, phase(world, FIRST + 1));
    world.on(late, ended(FIRST + 1, 1, -100)).plan(late).plan(late);
    assertTrue(world.state().tasks().find(FIRST + 1).isEmpty());
    assertTrue(world.state().ledger().tasks().find(FIRST + 1).isEmpty());
  }

  @Test
  void aNewVersionReplacesOneInstanceAfterAnother() {
    Worlds world = serving(TaskSpecs.running("load", 2, "old"));
    up(world, FIRST, 1, T1);
    up(world, FIRST + 1, 1, T1);
    world.on(T1, new OperatorEvent.SpecChanged(spec(TaskSpecs.running("load", 2, "new")))).plan(T1);
    assertEquals(List.of("StopTask"), world.kinds());
    assertTrue(wait(world, FIRST + 1).contains("waits until the task's others run"));
    world.on(T1, ended(FIRST, 1, 143)).plan(T1);
    up(world, FIRST, 2, T1);
    assertEquals(Optional.of("it is replaced by one of the task's new version"), told(world));
  }

  private static Optional<String> told(Worlds world) {
    return world
        .state()
        .tasks()
        .find(FIRST + 1)
        .flatMap(TaskInstance::stopping)
        .map(TaskInstance.Stopping::reason);
  }

  @Test
  void aStopEndsTasksBeforeBrokersAndWhatComesAfterAnotherFirst() {
    Worlds world = serving(TaskSpecs.always("a", 1), TaskSpecs.always("b", 1, new After.Task("a")));
    up(world, FIRST, 1, T1);
    up(world, FIRST + 1, 1, T1);
    world.on(T1, new OperatorEvent.StopRequested()).plan(T1);
    assertEquals(List.of("StopTask", "Save"), world.kinds());
    assertEquals("it stops after the tasks that use it", world.wait(0));
    assertEquals("it stops after the tasks that are started after it", wait(world, FIRST));
    world.on(T1, ended(FIRST + 1, 1, 143)).plan(T1);
    assertTrue(world.kinds().contains("StopTask"), world.kinds().toString());
    world.on(T1, ended(FIRST, 1, 0)).plan(T1);
    assertTrue(world.kinds().contains("StopKafka"), world.kinds().toString());
    assertTrue(world.state().ledger().tasks().find(FIRST).isPresent(), "it is remembered");
  }

  @Test
  void anotherAttemptFindsItsContainersAgain() {
    Worlds first = up(serving(TaskSpecs.always("load", 1)), FIRST, 1, T1);
    Ledger ledger = first.state().ledger();
    Worlds second =
        Worlds.begin(spec(TaskSpecs.always("load", 1)), ledger, 2)
            .on(T1, new YarnEvent.Registered(List.of(held(FIRST, 1), held(FIRST, 9))))
            .plan(T1);
    assertEquals(Phase.UP, phase(second, FIRST));
    assertEquals(
        List.of(container(FIRST, 9)),
        second.plan.actions().stream()
            .filter(Action.Release.class::isInstance)
            .map(action -> ((Action.Release) action).container().containerId())
            .toList());
    Worlds late =
        Worlds.begin(spec(TaskSpecs.always("load", 1)), ledger, 2)
            .on(T1, new YarnEvent.Registered(List.of()))
            .plan(T1);
    assertEquals("YARN may still report its container of the attempt before", wait(late, FIRST));
  }

  @Test
  void anEndThatNobodySawIsRemembered() {
    Worlds first = up(serving(TaskSpecs.batch("batch", 1)), FIRST, 1, T1);
    Worlds second =
        Worlds.begin(spec(TaskSpecs.batch("batch", 1)), first.state().ledger(), 2)
            .on(T1, new YarnEvent.Registered(List.of()), ended(FIRST, 1, 0))
            .plan(T1);
    Optional<TaskRecord> record = second.state().ledger().tasks().find(FIRST);
    assertEquals(Optional.of(0), record.flatMap(TaskRecord::ended).map(TaskRecord.Ended::exitCode));
    assertEquals(Phase.VACANT, phase(second, FIRST));
  }

  @Test
  void aTaskThatIsScaledHasAsManyInstancesAsTheLagAsksFor() {
    Worlds world = serving(TaskSpecs.scaled("read", new TaskSpec.LagScale("g", 100, 1, 4)));
    up(world, FIRST, 1, T1);
    world.on(T1, lag(350, 8, T1)).plan(T1);
    assertEquals(
        List.of(
            "Task read: 1 -> 4 instances: group g is 350 records behind in 8 partitions, "
                + "target 100 each"),
        world.plan.notes());
    assertEquals(Phase.REQUESTED, phase(world, FIRST + 3));
    Instant old = T1.plusSeconds(200);
    world.on(old, lag(0, 8, T1)).plan(old);
    assertTrue(world.state().tasks().find(FIRST + 3).isPresent(), "what is old counts no more");
    world.on(old, lag(0, 8, old)).plan(old);
    Instant later = old.plus(LagScaling.DOWN_COOLDOWN);
    world.on(later, lag(0, 8, later)).plan(later).plan(later);
    assertTrue(world.state().tasks().find(FIRST + 3).isEmpty());
    assertTrue(world.state().tasks().find(FIRST + 2).isPresent(), "one at a time");
  }

  private static Event lag(long records, int partitions, Instant at) {
    return new KafkaEvent.TasksObserved(
        new TaskState.Observed(
            Set.of(), new TreeMap<>(Map.of("g", new GroupLag(records, partitions))), at));
  }

  @Test
  void whatYarnWantsBackIsTakenFromTasksBeforeNodes() {
    Worlds world = serving(TaskSpecs.always("load", 2));
    up(world, FIRST, 1, T1);
    up(world, FIRST + 1, 1, T1);
    world
        .on(T1, new YarnEvent.PreemptionAnnounced(Set.of(), Set.of(), new Amount(256, 1)))
        .plan(T1);
    assertEquals(List.of("StopTask"), world.kinds());
    world.on(T1, ended(FIRST + 1, 1, 143)).plan(T1);
    assertTrue(world.kinds().stream().noneMatch("StopKafka"::equals), world.kinds().toString());
    assertEquals(Phase.UP, phase(world, FIRST));
    world
        .on(T1, new YarnEvent.PreemptionAnnounced(Set.of(), Set.of(), new Amount(600, 1)))
        .plan(T1);
    assertTrue(world.kinds().containsAll(List.of("StopTask", "StopKafka")), "" + world.kinds());
  }

  @Test
  void aHostThatIsDecommissionedIsLeft() {
    Worlds world = up(serving(TaskSpecs.always("load", 1)), FIRST, 1, T1);
    Host going = Worlds.hosts().get("b").in(Host.Condition.DECOMMISSIONING);
    world.on(T1, new YarnEvent.HostsReported(Map.of("b", going), false, Optional.empty())).plan(T1);
    assertEquals("it was told to end: YARN decommissions b", wait(world, FIRST));
  }
}
