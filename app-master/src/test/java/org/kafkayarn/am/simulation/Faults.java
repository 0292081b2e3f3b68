package org.kafkayarn.am.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;

/** What goes wrong, at random, until it stops. */
final class Faults {
  private final World world;
  private final FakeYarn yarn;
  private final FakeStore store;
  private final Simulation simulation;
  private final Machines machines;

  Faults(World world, FakeYarn yarn, FakeStore store, Simulation simulation) {
    this.world = world;
    this.yarn = yarn;
    this.store = store;
    this.simulation = simulation;
    this.machines = new Machines(world, yarn);
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
    switch (world.random.nextInt(25)) {
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
      case 17 -> onHost("its NodeManager is killed", machines::forgetContainers);
      case 18 -> onHost("its NodeManager stops in order", machines::stopNodeManager);
      case 19 -> onHost("it is unhealthy", machines::becomeUnhealthy);
      case 20 -> onHost("it leaves", host -> machines.decommission(host, world.sometimes(2)));
      case 21 -> yarn.preemptor.want();
      case 22 -> restartYarn();
      case 23 -> simulation.freezeMaster();
      case 24 -> onceInALifetime();
      default -> throw new IllegalStateException();
    }
  }

  private void onceInALifetime() {
    switch (world.random.nextInt(4)) {
      case 0 -> loseForEver(world.anyHost());
      case 3 -> onProcess("its disk is lost", this::loseDisk);
      case 1 -> onProcess("it uses too much memory", process -> process.die(-104));
      case 2 ->
          onHost(
              "its disks are full",
              host -> {
                host.fullUntilMs = world.time.nowMs() + world.between(1_000, 60_000);
                onProcess("Kafka crashes", FakeLauncher::crashKafka);
              });
      default -> throw new IllegalStateException();
    }
  }

  private void onHost(String what, Consumer<SimHost> fault) {
    SimHost host = world.anyHost();
    if (host.connected && host.condition == Host.Condition.RUNNING) {
      world.note("fault: " + host + ": " + what);
      fault.accept(host);
    }
  }

  private void restartYarn() {
    world.note("fault: the ResourceManager restarts");
    yarn.restart();
  }

  /** Never so that data would be lost, or that no room is left. */
  private void loseForEver(SimHost host) {
    List<SimHost> left =
        world.hosts.values().stream().filter(other -> !other.dead && other != host).toList();
    Set<Integer> ids =
        world.homes.entrySet().stream()
            .filter(home -> home.getValue().equals(host.name))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (host.connected
        && left.size() > 1
        && !world.wanted.waitsForEver()
        && world.spec.start().gang().isEmpty()
        && world.wanted.fits(left)
        && world.kafka.canLose(ids)) {
      world.note("fault: " + host + " dies for ever");
      host.dead = true;
      machines.disconnect(host, world.between(3_000, 40_000), true, true);
    }
  }

  /** The host lives on, and the node finds nothing of its own there. */
  private void loseDisk(FakeLauncher process) {
    int id = process.nodeId();
    if (process.kafkaRuns()
        && process.directory().formatted
        && !process.wasCut
        && !world.wanted.waitsForEver()
        && world.lostDisks.isEmpty()
        && world.kafka.canLose(Set.of(id))) {
      world.note("fault: the disk of " + process + " is gone for ever");
      world.lostDisks.add(id);
      process.host.newDirectory(id).lockedBy = Optional.of(process);
      process.crashKafka();
    }
  }

  private void onProcess(String what, Consumer<FakeLauncher> fault) {
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
      boolean alone = world.random.nextBoolean();
      world.note(
          "fault: " + host + (dies ? " dies" : alone ? " is cut off" : " is cut off from YARN"));
      machines.disconnect(host, world.between(3_000, 40_000), dies, alone);
      world.time.after(world.between(1_000, 90_000), () -> giveBack(host));
    }
  }

  private void giveBack(SimHost host) {
    if (!host.connected && !host.dead) {
      world.note(host + " is back");
      machines.reconnect(host);
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
    int taken = 1 + world.random.nextInt(host.memoryMb);
    host.foreignMb += taken;
    world.note("fault: another application takes " + taken + " MiB of " + host);
    world.time.after(world.between(1_000, 90_000), () -> host.foreignMb -= taken);
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
    world.hosts.values().forEach(machines::recommission);
    world.hosts.values().forEach(host -> host.fullUntilMs = 0);
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
