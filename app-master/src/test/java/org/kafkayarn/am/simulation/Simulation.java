package org.kafkayarn.am.simulation;

import org.kafkayarn.am.state.Event;

/**
 * One run of the core in a world of faults, all of it decided by the seed: faults for some minutes,
 * then none, and then the cluster must be whole, or stopped when that was asked for.
 */
final class Simulation {
  /** The longest back-off is ten minutes. */
  private static final long HEALS_WITHIN_MS = 15 * 60_000;

  private static final long STOPS_WITHIN_MS = 5 * 60_000;

  /** What a run came to. */
  record Outcome(long steps, int faults, int lockRefusals, boolean stopped) {}

  private final long seed;
  private final Brain brain;
  private final World world;
  private final FakeYarn yarn;
  private final FakeStore store;
  private SimulatedMaster master;
  private int attempt;
  private boolean stopping;
  private long steps;

  private Simulation(long seed, Brain brain) {
    this.seed = seed;
    this.brain = brain;
    this.world = new World(seed);
    this.yarn = new FakeYarn(world);
    this.store = new FakeStore(world);
  }

  static Outcome run(long seed, Brain brain) {
    return new Simulation(seed, brain).run();
  }

  private Outcome run() {
    try {
      return live();
    } catch (World.Violation | IllegalStateException | java.util.NoSuchElementException e) {
      throw new AssertionError(
          "seed %d (replay with -Dsimulation.seed=%d): %s%n%sstate: %s%ncontainers: %s"
              .formatted(
                  seed,
                  seed,
                  e.getMessage(),
                  world.history(),
                  master.state(),
                  yarn.live().stream().map(c -> c.held + " " + c.stage).toList()),
          e);
    }
  }

  private Outcome live() {
    Faults faults = new Faults(world, yarn, store, this);
    beginMaster();
    faults.begin();
    long faultsMs = world.between(30_000, 300_000);
    if (world.random.nextInt(4) == 0) {
      world.time.after(world.between(10_000, faultsMs), this::askToStop);
    }
    while (step(faultsMs)) {}
    faults.end();
    if (!stopping) {
      long limit = world.time.nowMs() + HEALS_WITHIN_MS;
      while (!whole()) {
        if (!step(limit)) {
          throw world.violation("not whole in time: " + master.lastPlan().map(p -> p.waits()));
        }
      }
      askToStop();
    }
    long limit = world.time.nowMs() + STOPS_WITHIN_MS + HEALS_WITHIN_MS;
    while (!yarn.finished) {
      if (!step(limit)) {
        throw world.violation("not stopped in time: " + master.lastPlan().map(p -> p.waits()));
      }
    }
    return new Outcome(steps, world.faultCount, world.lockRefusals, true);
  }

  private boolean step(long limitMs) {
    steps++;
    return world.time.step(limitMs);
  }

  private boolean whole() {
    return master.alive()
        && master.state().allServing()
        && FakeKafka.observe(world).confirmed().size() == world.spec.brokers();
  }

  /** An operator says it again until it is done: a new attempt has not heard of it. */
  private void askToStop() {
    if (!yarn.finished) {
      stopping = true;
      master.post(new Event.StopRequested());
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
