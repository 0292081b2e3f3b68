package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.task.TaskSpecs;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.spec.TaskSpec.After;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Transitions;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.am.state.task.TaskInstance.Phase;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.am.state.task.TaskRecord;

/**
 * Tasks beside one broker, on a YARN that grants late or what nobody asked for, loses hosts and
 * launches; with an ApplicationMaster that dies and an operator who changes his mind. By seed.
 */
class TaskSimulationTest {
  private static final int SEEDS = Integer.getInteger("tasks.seeds", 300);
  private static final int FAULTY_STEPS = 150;
  private static final int QUIET_STEPS = 250;

  /** A container of the fake YARN. */
  private static final class Container {
    private final Held held;
    private boolean launched;
    private boolean terminated;

    Container(Held held) {
      this.held = held;
    }
  }

  private static final class World {
    private final long seed;
    private final Random random;
    private final List<String> history = new ArrayList<>();
    private final Map<String, Container> live = new TreeMap<>();
    private final Map<Integer, Action.AskForTask> asks = new TreeMap<>();
    private final List<Event> late = new ArrayList<>();
    private ClusterSpec spec;
    private ClusterState state;
    private Ledger saved;
    private Instant now = T0.plusSeconds(5);
    private int containers = 100;
    private int attempt = 1;
    private boolean faults = true;

    World(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.spec = wish();
      this.state =
          Worlds.begin(Worlds.spec(1, "29092-29111"), Ledger.empty("cluster-id"), 1)
              .on(
                  T0,
                  new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()),
                  new YarnEvent.Registered(List.of()))
              .started()
              .state();
      this.saved = state.saved().orElseThrow();
      happens(new OperatorEvent.SpecChanged(spec));
    }

    ClusterSpec wish() {
      List<TaskSpec> tasks = new ArrayList<>();
      if (random.nextInt(5) > 0) {
        tasks.add(TaskSpecs.running("load", 1 + random.nextInt(3), "v" + random.nextInt(3)));
      }
      if (random.nextInt(5) > 0) {
        tasks.add(TaskSpecs.batch("batch", 1 + random.nextInt(2)));
      }
      if (tasks.size() == 2 && random.nextBoolean()) {
        tasks.add(TaskSpecs.always("last", 1, new After.Task("batch")));
      }
      return Specs.withTasks(Worlds.spec(1, "29092-29111"), tasks.toArray(TaskSpec[]::new));
    }

    AssertionError violation(String what) {
      return new AssertionError("seed " + seed + ": " + what + "\n" + String.join("\n", history));
    }

    void happens(Event event) {
      history.add(now + " " + event);
      state = Transitions.apply(state, event, now);
    }

    void turn() {
      Plan plan = Planner.plan(state, now);
      state = plan.intended();
      plan.actions().forEach(this::act);
      asks.keySet()
          .removeIf(
              id -> state.tasks().find(id).filter(one -> one.phase() == Phase.REQUESTED).isEmpty());
      Plan again = Planner.plan(state, now);
      if (!again.actions().isEmpty()) {
        throw violation("a second plan acts: " + again.actions());
      }
    }

    private void act(Action action) {
      history.add(now + "   " + action);
      if (action instanceof Action.AskForTask ask) {
        asks.put(ask.id(), ask);
      } else if (action instanceof Action.LaunchTask launch) {
        launch(launch);
      } else if (action instanceof Action.StopTask stop) {
        Container container = live.get(stop.container().containerId());
        if (container != null) {
          container.terminated = true;
        }
      } else if (action instanceof Action.Release release) {
        if (live.remove(release.container().containerId()) != null) {
          late.add(new YarnEvent.Completed(release.container().containerId(), -100, "released"));
        }
      } else if (action instanceof Action.Save save) {
        late.add(new Event.LedgerSaved(save.ledger()));
      }
    }

    private void launch(Action.LaunchTask launch) {
      int id = launch.container().nodeId();
      if (saved.tasks().find(id).flatMap(TaskRecord::containerId).stream()
          .noneMatch(launch.container().containerId()::equals)) {
        throw violation("started before it was saved: " + launch);
      }
      for (Container other : live.values()) {
        if (other.launched && other.held.nodeId() == id) {
          throw violation("two processes of one instance: " + launch.container());
        }
      }
      Container container = live.get(launch.container().containerId());
      if (container == null) {
        return;
      }
      if (faults && random.nextInt(8) == 0) {
        late.add(new YarnEvent.LaunchFailed(id, container.held.containerId(), "no room"));
        container.launched = random.nextBoolean();
      } else {
        container.launched = true;
        late.add(new YarnEvent.Launched(id, container.held.containerId()));
      }
    }

    void step() {
      now = now.plusMillis(100L + random.nextInt(faults ? 3_000 : 5_000));
      deliver();
      yarn();
      if (faults) {
        if (random.nextInt(25) == 0) {
          masterDies();
        }
        if (random.nextInt(20) == 0) {
          spec = wish();
          happens(new OperatorEvent.SpecChanged(spec));
        }
      }
      turn();
    }

    private void deliver() {
      List<Event> due = new ArrayList<>();
      for (Event event : List.copyOf(late)) {
        if (!faults || random.nextInt(3) > 0) {
          due.add(event);
          late.remove(event);
        } else if (event instanceof Event.LedgerSaved) {
          break;
        }
      }
      for (Event event : due) {
        if (event instanceof Event.LedgerSaved done) {
          saved = done.ledger();
        }
        happens(event);
      }
    }

    private void yarn() {
      for (Action.AskForTask ask : List.copyOf(asks.values())) {
        if (random.nextInt(3) == 0) {
          grant(ask.id());
          if (!faults || random.nextInt(10) > 0) {
            asks.remove(ask.id());
          }
        }
      }
      for (Container container : List.copyOf(live.values())) {
        boolean batch = faults && container.launched && random.nextInt(15) == 0;
        if (container.terminated ? random.nextInt(3) == 0 : batch || finishesWork(container)) {
          live.remove(container.held.containerId());
          int exit = container.terminated ? 143 : exit();
          late.add(new YarnEvent.Completed(container.held.containerId(), exit, ""));
        }
      }
    }

    /** When all is quiet batch instances do their work. */
    private boolean finishesWork(Container container) {
      return !faults
          && container.launched
          && state
              .ledger()
              .tasks()
              .find(container.held.nodeId())
              .filter(record -> record.task().equals("batch"))
              .isPresent()
          && random.nextInt(4) == 0;
    }

    private int exit() {
      return faults ? List.of(0, 0, 1, 137, -100, -102).get(random.nextInt(6)) : 0;
    }

    private void grant(int id) {
      String container = "container_e01_1700000000000_0007_01_%06d".formatted(++containers);
      Held held = new Held(container, id, List.of("a", "b", "c").get(random.nextInt(3)), "", 0);
      live.put(container, new Container(held));
      happens(new YarnEvent.Granted(List.of(held)));
    }

    /** What was to be told to the one before is told to the next, but for answers to calls. */
    private void masterDies() {
      attempt++;
      history.add(now + " the ApplicationMaster dies");
      List<Event> kept =
          late.stream().filter(event -> event instanceof YarnEvent.Completed).toList();
      for (Event event : late) {
        if (event instanceof Event.LedgerSaved done && random.nextBoolean()) {
          saved = done.ledger();
        }
      }
      late.clear();
      late.addAll(kept);
      asks.clear();
      // Containers in which nothing was started end with their attempt.
      live.values().removeIf(container -> !container.launched);
      ClusterState fresh =
          ClusterState.initial(
              new ClusterState.Application(
                  "alice", Worlds.APPLICATION, attempt, now, Duration.ofMinutes(10)),
              spec,
              saved,
              true);
      ClusterState serving = state;
      state = fresh.toBuilder().slots(serving.slots()).quorum(serving.quorum()).build();
      happens(new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()));
      List<Held> told = new ArrayList<>();
      List<Held> later = new ArrayList<>();
      live.values().forEach(each -> (random.nextInt(4) == 0 ? later : told).add(each.held));
      List<Held> broker =
          serving.slots().values().stream().flatMap(slot -> slot.container().stream()).toList();
      told.addAll(broker);
      happens(new YarnEvent.Registered(told));
      if (!later.isEmpty()) {
        happens(new YarnEvent.PreviousContainers(later));
      }
    }

    void endsWell() {
      TaskLedger tasks = state.ledger().tasks();
      Map<String, Integer> running = new HashMap<>();
      for (TaskRecord record : tasks.instances().values()) {
        if (!spec.tasks().containsKey(record.task())
            || record.index() >= spec.tasks().get(record.task()).instances()) {
          throw violation("it is not wanted and still known: " + record);
        }
        boolean done = record.ended().isPresent();
        boolean runs =
            state.tasks().find(record.id()).filter(one -> one.phase() == Phase.UP).isPresent();
        if (done == runs) {
          throw violation(
              "neither running nor done, or both: "
                  + record
                  + ", "
                  + state.tasks().find(record.id())
                  + ": "
                  + Planner.plan(state, now).taskWaits().get(record.id()));
        }
        if (record.task().equals("batch") != done) {
          throw violation("a batch instance is to have completed, and no other: " + record);
        }
        if (record.version() != spec.tasks().get(record.task()).version()) {
          throw violation("it is of an earlier version: " + record);
        }
        running.merge(record.task(), runs ? 1 : 0, Integer::sum);
      }
      spec.tasks()
          .forEach(
              (name, task) -> {
                if (running.getOrDefault(name, 0) != (task.isBatch() ? 0 : task.instances())) {
                  throw violation(name + " has not the instances that it is to have: " + running);
                }
              });
      for (Container container : live.values()) {
        if (state.tasks().holding(container.held.containerId()).isEmpty()) {
          throw violation("a container that nobody holds: " + container.held);
        }
      }
    }
  }

  private static World run(long seed) {
    World world = new World(seed);
    world.turn();
    for (int step = 0; step < FAULTY_STEPS; step++) {
      world.step();
    }
    world.faults = false;
    for (int step = 0; step < QUIET_STEPS; step++) {
      world.step();
    }
    world.endsWell();
    return world;
  }

  @Test
  void whateverHappensTheWantedInstancesRunInTheEndAndNeverTwice() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed);
    }
  }

  @Test
  void equalSeedsGiveEqualHistories() {
    World first = run(7);
    assertTrue(first.history.size() > 100, "something happens: " + first.history.size());
    assertEquals(first.history, run(7).history);
  }
}
