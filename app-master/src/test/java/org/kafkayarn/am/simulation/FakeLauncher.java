package org.kafkayarn.am.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.Started;

/** A launcher's process with Kafka as its child: the order of its steps is the real one's. */
final class FakeLauncher {
  private final World world;
  final SimHost host;
  final String containerId;
  LaunchSpec spec;

  /** The size of its container, as its NodeManager knows it. */
  int memoryMb;

  private final List<Runnable> watchers = new ArrayList<>();
  private final IntConsumer onExit;
  private boolean alive = true;
  private boolean listening;
  private boolean exitWanted;
  private Phase phase = Phase.PREPARING;
  private long version = 1;
  private int starts;
  private int turn;
  private Instant since;
  private Optional<Exit> exit = Optional.empty();
  private boolean formatted;

  /** There is a Kafka process: a stop may come before there is one. */
  private boolean started;

  /** As long it waits for a predecessor to leave its control port. */
  private final long listensUntilMs;

  /** It answers nobody until then. */
  long silentUntilMs;

  /** So many of its next starts end in a crash. */
  int crashes;

  /** Its host was cut off from the rest of Kafka since Kafka saw it last. */
  boolean wasCut;

  /**
   * YARN took its host for dead while it was cut off, and ends it when the host is back: for a
   * moment it may run beside its successor, which Kafka does not let in meanwhile.
   */
  boolean givenUp;

  /** Nobody could know that it still runs. */
  boolean isExcused() {
    return wasCut || givenUp;
  }

  /** YARN does not know it any more. */
  boolean forgotten;

  final long bornMs;

  /** When the running Kafka can have registered with a quorum. */
  long readyAtMs;

  FakeLauncher(World world, SimHost host, String containerId, LaunchSpec spec, IntConsumer onExit) {
    this.world = world;
    this.host = host;
    this.containerId = containerId;
    this.spec = spec;
    this.onExit = onExit;
    this.bornMs = world.time.nowMs();
    this.since = world.time.now();
    this.listensUntilMs = world.time.nowMs() + 60_000;
    world.launchers.add(this);
    world.time.after(world.between(100, 1500), this::listen);
  }

  SimHost.Directory directory() {
    return host.directory(nodeId());
  }

  boolean isStopping() {
    return alive && phase == Phase.STOPPING;
  }

  /** In order, so that Kafka knows at once. */
  boolean hasStopped() {
    return phase == Phase.STOPPED;
  }

  int nodeId() {
    return spec.nodeId();
  }

  boolean alive() {
    return alive;
  }

  boolean kafkaRuns() {
    return alive && started && (phase == Phase.RUNNING || phase == Phase.STOPPING);
  }

  boolean reachable() {
    return alive && listening && host.connected && world.time.nowMs() >= silentUntilMs;
  }

  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  private void listen() {
    if (!alive) {
      return;
    }
    if (!host.java) {
      die(FailureClass.NO_JAVA.exitCode());
    } else if (isTaken(spec.controlPort())) {
      boolean leaves =
          predecessors().filter(other -> other.holds(spec.controlPort())).anyMatch(this::sendAway);
      if (leaves && world.time.nowMs() < listensUntilMs) {
        world.time.after(50, this::listen);
      } else {
        die(FailureClass.PORT_TAKEN.exitCode());
      }
    } else {
      listening = true;
      begin(spec);
    }
  }

  /** Launchers of this node in older containers here, which YARN has forgotten. */
  private Stream<FakeLauncher> predecessors() {
    return world.alive().stream()
        .filter(other -> other.host == host && other.nodeId() == nodeId())
        .filter(other -> other.containerId.compareTo(containerId) < 0);
  }

  private boolean sendAway(FakeLauncher older) {
    if (!older.reachable()) {
      return false;
    }
    if (!older.exitWanted) {
      older.exit();
    }
    return true;
  }

  private boolean isTaken(int port) {
    return host.foreignPorts.contains(port)
        || world.alive().stream()
            .anyMatch(other -> other != this && other.host == host && other.holds(port));
  }

  private boolean holds(int port) {
    return (listening && spec.controlPort() == port)
        || (kafkaRuns() && spec.ports().contains(port));
  }

  private void begin(LaunchSpec wanted) {
    spec = wanted;
    exit = Optional.empty();
    started = false;
    int mine = ++turn;
    enter(Phase.PREPARING);
    world.time.after(world.between(20, 300), () -> current(mine, () -> guard(mine)));
  }

  private void current(int mine, Runnable step) {
    if (alive && turn == mine) {
      step.run();
    }
  }

  private void guard(int mine) {
    SimHost.Directory directory = host.directory(nodeId());
    if (directory.lockedBy.filter(owner -> owner != this).isPresent()) {
      world.lockRefusals++;
      predecessors().forEach(this::sendAway);
      fail(FailureClass.DATA_LOCKED, "its directory is in use by another process");
      return;
    }
    if (directory.formatted && spec.leftBehindIds().contains(directory.id)) {
      world.note(this + " sets aside " + directory.id);
      directory = host.newDirectory(nodeId());
    }
    directory.lockedBy = Optional.of(this);
    if (directory.formatted
        && !spec.directoryIds().isEmpty()
        && !spec.directoryIds().containsValue(directory.id)) {
      fail(FailureClass.FOREIGN_DATA, "its directory is another than the ledger knows");
      return;
    }
    if (spec.dataExpected() && !directory.formatted) {
      fail(FailureClass.DATA_MISSING, "its directory is not there");
      return;
    }
    if (isFull()) {
      fail(FailureClass.DISK_FULL, "no space is left on its disk");
      tellOfRoom(mine);
      return;
    }
    Optional<Integer> taken = spec.ports().stream().filter(this::isTaken).findFirst();
    if (taken.isPresent()) {
      fail(
          FailureClass.PORT_TAKEN,
          "the port " + taken.get() + " cannot be listened on",
          List.of(taken.get()));
      return;
    }
    world.time.after(world.between(50, 500), () -> current(mine, () -> format(mine)));
  }

  /** It looks at its disk now and then, and tells when there is room again. */
  private void tellOfRoom(int mine) {
    world.time.after(
        10_000,
        () ->
            current(
                mine,
                () -> {
                  if (isFull()) {
                    tellOfRoom(mine);
                  } else {
                    version++;
                    List.copyOf(watchers).forEach(Runnable::run);
                  }
                }));
  }

  private boolean isFull() {
    return world.time.nowMs() < host.fullUntilMs;
  }

  private void format(int mine) {
    SimHost.Directory directory = host.directory(nodeId());
    if (!directory.formatted) {
      Rules.formats(world, this);
      Rules.startsEmpty(world, nodeId());
      directory.formatted = true;
      formatted = true;
      FakeQuorum.format(this, world.freshDirectoryId());
    }
    starts++;
    started = true;
    directory.stoppedCleanly = false;
    enter(Phase.RUNNING);
    Rules.kafkaStarts(world, this);
    readyAtMs = world.time.nowMs() + (world.sometimes(10) ? world.between(5_000, 40_000) : 800);
    if (crashes > 0) {
      crashes--;
      world.time.after(world.between(10, 3_000), () -> current(mine, this::crashKafka));
    }
  }

  void crashKafka() {
    if (kafkaRuns()) {
      turn++;
      fail(FailureClass.CRASHED, "Kafka was killed by signal 9");
    }
  }

  private void fail(FailureClass kind, String message) {
    fail(kind, message, List.of());
  }

  private void fail(FailureClass kind, String message, List<Integer> takenPorts) {
    exit =
        Optional.of(
            new Exit(
                Optional.empty(),
                world.time.now(),
                false,
                false,
                Optional.of(kind),
                message,
                List.of(),
                takenPorts));
    enter(Phase.FAILED);
    if (exitWanted) {
      world.time.after(20, () -> die(0));
    }
  }

  void start(LaunchSpec wanted) {
    boolean known = wanted.startId().equals(spec.startId());
    if (!known && (phase == Phase.STOPPED || phase == Phase.FAILED)) {
      begin(wanted);
    }
  }

  void stop() {
    switch (phase) {
      case PREPARING, RUNNING -> {
        int mine = ++turn;
        enter(Phase.STOPPING);
        world.time.after(world.between(100, 5_000), () -> current(mine, this::stopped));
      }
      case STOPPING -> {}
      case FAILED, STOPPED -> enter(Phase.STOPPED);
    }
  }

  private void stopped() {
    directory().stoppedCleanly = true;
    exit =
        Optional.of(
            new Exit(
                Optional.of(0),
                world.time.now(),
                true,
                true,
                Optional.empty(),
                "stopped",
                List.of()));
    enter(Phase.STOPPED);
    if (exitWanted) {
      die(0);
    }
  }

  void exit() {
    exitWanted = true;
    stop();
    if (phase == Phase.STOPPED) {
      world.time.after(20, () -> die(0));
    }
  }

  /** The process ends, Kafka with it. */
  void die(int code) {
    if (!alive) {
      return;
    }
    alive = false;
    turn++;
    host.directory(nodeId()).lockedBy =
        host.directory(nodeId()).lockedBy.filter(owner -> owner != this);
    world.launchers.remove(this);
    world.note(this + " ended with " + code);
    watchers.forEach(Runnable::run);
    onExit.accept(code);
  }

  private void enter(Phase next) {
    phase = next;
    since = world.time.now();
    version++;
    world.note(this + " " + next + exit.map(e -> ": " + e.message()).orElse(""));
    List.copyOf(watchers).forEach(Runnable::run);
  }

  LauncherState state() {
    SimHost.Directory directory = host.directory(nodeId());
    return new LauncherState(
        "launcher of " + containerId,
        version,
        nodeId(),
        containerId,
        phase,
        since,
        spec.startId(),
        OptionalLong.empty(),
        starts,
        exit,
        List.of("/data/" + nodeId()),
        directory.formatted && directory.lockedBy.equals(Optional.of(this))
            ? Map.of("/data/" + nodeId(), directory.id)
            : Map.of(),
        formatted,
        Map.of(),
        List.of(),
        List.of(
            new Disk(
                "/data/" + nodeId(), Condition.ONLINE, 100L << 30, isFull() ? 0 : 50L << 30, "")),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(Started.of(spec)));
  }

  @Override
  public String toString() {
    return "launcher of node " + nodeId() + " on " + host + " in " + containerId;
  }
}
