package org.kafkayarn.am.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kafkayarn.am.plan.Pending;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot;

/**
 * One run of the core in a world of faults, all of it decided by the seed: faults for some minutes,
 * then none, and then the cluster must be whole, or stopped when that was asked for.
 */
final class Simulation {
  /** The longest back-off is ten minutes. */
  private static final long HEALS_WITHIN_MS = 20 * 60_000;

  private static final long STOPS_WITHIN_MS = 5 * 60_000;

  /** What a run came to. */
  record Outcome(long steps, int faults, int moves, boolean excused) {}

  private final long seed;
  private final Brain brain;
  private final World world;
  private final FakeYarn yarn;
  private final FakeStore store;
  private final Operator operator;
  private SimulatedMaster master;
  private int attempt;
  private boolean stopping;
  private long steps;
  private boolean excused;

  private Simulation(long seed, Brain brain, World world) {
    this.seed = seed;
    this.brain = brain;
    this.world = world;
    this.yarn = new FakeYarn(world);
    this.store = new FakeStore(world);
    this.operator = new Operator(world, () -> master, seed);
  }

  static Outcome run(long seed, Brain brain) {
    Simulation simulation = new Simulation(seed, brain, new World(seed));
    return simulation.run(simulation::live);
  }

  /** A large cluster starts, loses a rack and its master, gets both back, and stops. */
  static Outcome runLarge(int size) {
    Simulation simulation = new Simulation(size, Brain.REAL, new World(size, size));
    return simulation.run(simulation::liveLarge);
  }

  private Outcome run(Supplier<Outcome> life) {
    try {
      return life.get();
    } catch (World.Violation | IllegalStateException | java.util.NoSuchElementException e) {
      throw new AssertionError(
          "seed %d (replay with -Dsimulation.seed=%d): %s%n%sspec: %s%nkafka: %s%nstate: %s%ncontainers: %s"
              .formatted(
                  seed,
                  seed,
                  e.getMessage(),
                  world.history(),
                  world.wanted,
                  world.kafka,
                  master.state(),
                  yarn.live().stream().map(c -> c.held + " " + c.stage).toList()),
          e);
    }
  }

  private Outcome liveLarge() {
    beginMaster();
    until("started", this::whole);
    Machines machines = new Machines(world, yarn);
    List<SimHost> rack =
        world.hosts.values().stream().filter(host -> host.rack.equals("/rack1")).toList();
    rack.forEach(host -> machines.disconnect(host, 5_000, true, true));
    int left = world.spec.nodes().size() - rack.size();
    until("the rack is missed", () -> serving() == left && waiting() == rack.size());
    killMaster();
    until("the next attempt has adopted the others", () -> attempt == 2 && serving() == left);
    rack.forEach(machines::reconnect);
    until("whole again", this::whole);
    askToStop();
    until("stopped", () -> yarn.finished);
    return new Outcome(steps, 0, world.moves, false);
  }

  private long serving() {
    return master.state().slots().values().stream().filter(Slot::serving).count();
  }

  private long waiting() {
    return master.state().slots().values().stream()
        .filter(slot -> slot.phase() == Slot.Phase.REQUESTED)
        .count();
  }

  private void until(String what, BooleanSupplier reached) {
    long limit = world.time.nowMs() + HEALS_WITHIN_MS;
    while (!reached.getAsBoolean()) {
      if (!step(limit)) {
        throw world.violation(
            "not " + what + " in time: " + master.lastPlan().map(p -> p.waits().size()));
      }
    }
  }

  private Outcome live() {
    Faults faults = new Faults(world, yarn, store, this);
    beginMaster();
    faults.begin();
    long faultsMs = world.between(30_000, 300_000);
    changeLater(faultsMs);
    operator.begin();
    if (world.random.nextInt(4) == 0) {
      world.time.after(world.between(10_000, faultsMs), this::askToStop);
    }
    while (step(faultsMs)) {}
    faults.end();
    operator.end();
    if (!stopping) {
      long limit = world.time.nowMs() + HEALS_WITHIN_MS;
      while (!whole()) {
        if (!step(limit)) {
          throw world.violation(
              "not whole in time: "
                  + master.lastPlan().map(p -> p.waits())
                  + ", operations "
                  + operator);
        }
      }
      askToStop();
    }
    long limit = world.time.nowMs() + STOPS_WITHIN_MS + HEALS_WITHIN_MS;
    while (!yarn.finished || yarn.failed) {
      if (!step(limit)) {
        throw world.violation("not stopped in time: " + master.lastPlan().map(p -> p.waits()));
      }
    }
    return new Outcome(steps, world.faultCount, world.moves, excused);
  }

  /** The operator wants other quorums, each when the one before has come about or is forgotten. */
  private void changeLater(long withinMs) {
    world.wanted.later.forEach(
        next ->
            world.time.after(
                world.between(5_000, withinMs),
                () -> {
                  if (!stopping && world.spec.retiring().isEmpty()) {
                    world.note("the operator wants another quorum: " + next.nodes().keySet());
                    master.post(new OperatorEvent.SpecChanged(world.want(next)));
                  }
                }));
  }

  private boolean step(long limitMs) {
    steps++;
    if (yarn.failed) {
      yarn.failed = false;
      yarn.finished = false;
      submitAgain();
    }
    return world.time.step(limitMs);
  }

  private boolean whole() {
    if (!master.alive() || !master.isCurrent()) {
      return false;
    }
    long waiting = world.spec.nodes().keySet().stream().filter(id -> mustWait(id)).count();
    excused = waiting > 0;
    return world.kafka.quorum.leader().isPresent()
        && (excused || quorumIsAsWanted())
        && settingsAreAsWanted()
        && (excused || Operator.isSatisfied(master.state()))
        && master.state().slots().values().stream()
            .allMatch(slot -> slot.serving() || mustWait(slot.id()))
        && world.kafka.observe().confirmed().size() == world.spec.nodes().size() - waiting;
  }

  /** What Kafka can change while it runs is in force; of what it cannot, it is known. */
  private boolean settingsAreAsWanted() {
    return master.state().slots().values().stream()
        .filter(slot -> slot.serving() && world.spec.nodes().containsKey(slot.id()))
        .allMatch(
            slot ->
                world.launchers.stream()
                    .filter(process -> slot.holds(process.containerId))
                    .allMatch(process -> settingsAreAsWanted(slot, process)));
  }

  private boolean settingsAreAsWanted(Slot slot, FakeLauncher process) {
    NodeSpec node = world.spec.node(slot.id());
    for (String key : List.of(FakeSettings.ALTERABLE, FakeSettings.READ_ONLY)) {
      Optional<String> wanted = Optional.ofNullable(node.config().get(key));
      Optional<String> inForce = world.kafka.settings.inForce(process, key);
      boolean changes = node.broker() && key.equals(FakeSettings.ALTERABLE) && wanted.isPresent();
      if (!inForce.equals(wanted) && (changes || !waitsForRestart(key))) {
        return false;
      }
    }
    return true;
  }

  /** An entry for all brokers stays as long as one of them was started with another value. */
  private boolean waitsForRestart(String key) {
    return master.state().slots().values().stream()
        .flatMap(slot -> Pending.of(master.state(), slot).differences().stream())
        .anyMatch(
            difference ->
                difference.key().equals(key) && difference.change() == Pending.Change.RESTART);
  }

  private boolean quorumIsAsWanted() {
    Set<Integer> wanted =
        world.spec.nodes().values().stream()
            .filter(NodeSpec::controller)
            .map(NodeSpec::id)
            .collect(Collectors.toSet());
    return wanted.equals(world.kafka.quorum.agreed().keySet())
        && world.spec.retiring().isEmpty()
        && master.state().ledger().nodes().values().stream()
            .allMatch(node -> node.controller() == wanted.contains(node.id()));
  }

  /** It has the last copy of something on a host or a disk that is dead, and says so. */
  private boolean mustWait(int id) {
    String home = world.homes.get(id);
    return home != null
        && (world.hosts.get(home).dead || world.lostDisks.contains(id))
        && !world.kafka.last(id).isEmpty()
        && master
            .lastPlan()
            .map(plan -> plan.waits().get(id))
            .filter(wait -> wait.reason().contains("it holds the last in-sync replica"))
            .isPresent();
  }

  /** An operator says it again until it is done: a new attempt has not heard of it. */
  private void askToStop() {
    if (!yarn.finished || yarn.failed) {
      stopping = true;
      master.post(new OperatorEvent.StopRequested());
      world.time.after(5_000, this::askToStop);
    }
  }

  private void beginMaster() {
    master = new SimulatedMaster(world, yarn, store, brain, ++attempt);
  }

  void killMaster() {
    if (master.alive() && !yarn.finished) {
      master.kill();
      world.time.after(world.between(100, 1_000), yarn::masterDied);
      world.time.after(world.between(1_100, 5_000), this::replaceMaster);
    }
  }

  private void replaceMaster() {
    if (!yarn.finished) {
      master.replaced();
      beginMaster();
    }
  }

  /** Long enough for the ResourceManager to begin another, or not. */
  void freezeMaster() {
    if (master.alive() && !yarn.finished) {
      SimulatedMaster old = master;
      boolean replaced = world.random.nextBoolean();
      world.note("fault: the ApplicationMaster sleeps" + (replaced ? " too long" : ""));
      old.freeze(replaced ? world.between(8_000, 30_000) : world.between(1_000, 6_000));
      if (replaced) {
        world.time.after(6_000, () -> succeed(old));
      }
    }
  }

  private void succeed(SimulatedMaster old) {
    if (old == master && old.alive()) {
      yarn.masterDied();
      replaceMaster();
    }
  }

  /** An operator submits what ended without success. */
  void submitAgain() {
    world.note("the application has failed, and is submitted again");
    master.kill();
    yarn.applicationKilled();
    attempt = 0;
    world.time.after(world.between(500, 5_000), this::replaceMaster);
  }

  void killApplication() {
    if (master.alive() && !stopping) {
      world.note("fault: the application is killed, and submitted again");
      master.kill();
      yarn.applicationKilled();
      attempt = 0;
      world.time.after(world.between(500, 20_000), this::replaceMaster);
    }
  }
}
