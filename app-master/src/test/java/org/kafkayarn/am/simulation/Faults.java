package org.kafkayarn.am.simulation;

import java.util.List;
import org.kafkayarn.am.state.NodeRecord;

/** What goes wrong, at random, until it stops. */
final class Faults {
  private final World world;
  private final FakeYarn yarn;
  private final FakeStore store;
  private final Simulation simulation;

  Faults(World world, FakeYarn yarn, FakeStore store, Simulation simulation) {
    this.world = world;
    this.yarn = yarn;
    this.store = store;
    this.simulation = simulation;
  }

  void begin() {
    for (int i = world.random.nextInt(6); i > 0; i--) {
      // The first ports that the planner will choose.
      occupy(world.anyHost(), world.spec.ports().first() + world.random.nextInt(9));
    }
    if (world.sometimes(4)) {
      withoutJava(world.anyHost());
    }
    next();
  }

  private void next() {
    world.time.after(
        world.between(200, 15_000),
        () -> {
          if (world.faults) {
            world.faultCount++;
            one();
            next();
          }
        });
  }

  private void one() {
    switch (world.random.nextInt(18)) {
      case 0, 1 -> onProcess("Kafka crashes", FakeLauncher::crashKafka);
      case 2 -> onProcess("the launcher dies", process -> process.die(137));
      case 3 ->
          onProcess(
              "the launcher is silent",
              process -> process.silentUntilMs = world.time.nowMs() + world.between(100, 60_000));
      case 4, 5 -> loseHost(world.anyHost());
      case 6, 7 -> occupyKnown();
      case 8 -> takeRoom(world.anyHost());
      case 9 -> store.failsUntilMs = world.time.nowMs() + world.between(1_000, 180_000);
      case 10 -> store.slowUntilMs = world.time.nowMs() + world.between(1_000, 60_000);
      case 11, 12 -> simulation.killMaster();
      case 13 -> simulation.killApplication();
      case 14 -> preempt();
      case 15 ->
          onProcess("Kafka crash-loops", process -> process.crashes = world.random.nextInt(6));
      case 16 -> withoutJava(world.anyHost());
      case 17 -> restartNodeManager(world.anyHost());
      default -> throw new IllegalStateException();
    }
  }

  private void onProcess(String what, java.util.function.Consumer<FakeLauncher> fault) {
    List<FakeLauncher> alive = world.alive();
    if (!alive.isEmpty()) {
      FakeLauncher process = alive.get(world.random.nextInt(alive.size()));
      world.note("fault: " + what + ": " + process);
      fault.accept(process);
    }
  }

  private void loseHost(SimHost host) {
    if (host.connected) {
      boolean dies = world.random.nextBoolean();
      world.note("fault: " + host + (dies ? " dies" : " is cut off"));
      yarn.disconnect(host, world.between(3_000, 40_000), dies);
      world.time.after(world.between(1_000, 90_000), () -> giveBack(host));
    }
  }

  private void giveBack(SimHost host) {
    if (!host.connected) {
      world.note(host + " is back");
      yarn.reconnect(host);
    }
  }

  private void restartNodeManager(SimHost host) {
    if (host.connected) {
      world.note("fault: the NodeManager of " + host + " is killed, and started again");
      yarn.forgetContainers(host);
    }
  }

  private void occupyKnown() {
    List<NodeRecord> nodes = List.copyOf(store.disk.nodes().values());
    if (!nodes.isEmpty()) {
      NodeRecord node = nodes.get(world.random.nextInt(nodes.size()));
      List<Integer> ports =
          List.of(node.brokerPort(), Math.max(1, node.controllerPort()), node.controlPort());
      occupy(world.hosts.get(node.host()), ports.get(world.random.nextInt(3)));
      onProcess("Kafka crashes", FakeLauncher::crashKafka);
    }
  }

  private void occupy(SimHost host, int port) {
    world.note("fault: another process has port " + port + " of " + host);
    host.foreignPorts.add(port);
    world.time.after(
        world.between(1_000, 120_000), () -> host.foreignPorts.remove(Integer.valueOf(port)));
  }

  private void takeRoom(SimHost host) {
    int taken = 1 + world.random.nextInt(host.capacity);
    host.foreignContainers += taken;
    world.note("fault: another application takes room for " + taken + " on " + host);
    world.time.after(world.between(1_000, 90_000), () -> host.foreignContainers -= taken);
  }

  private void withoutJava(SimHost host) {
    host.java = false;
    world.time.after(world.between(1_000, 60_000), () -> host.java = true);
  }

  private void preempt() {
    List<FakeYarn.Container> live = yarn.live();
    if (!live.isEmpty()) {
      FakeYarn.Container victim = live.get(world.random.nextInt(live.size()));
      world.note("fault: preempted " + victim.held);
      yarn.preempt(victim);
    }
  }

  void end() {
    world.note("faults end");
    world.faults = false;
    world.hosts.values().forEach(this::giveBack);
    world.hosts.values().forEach(host -> host.java = true);
    world.hosts.values().forEach(host -> host.foreignPorts.clear());
    store.failsUntilMs = 0;
    store.slowUntilMs = 0;
    for (FakeLauncher process : world.alive()) {
      process.silentUntilMs = 0;
      process.crashes = 0;
    }
  }
}
