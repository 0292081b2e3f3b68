package org.kafkayarn.am.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;

/** A ResourceManager and its NodeManagers, with their manners: late, twice, made up. */
final class FakeYarn {
  static final int ABORTED = -100;
  static final int PREEMPTED = -102;

  /** Where a container is in the RM's eyes. */
  enum Stage {
    ALLOCATED,
    STARTING,
    RUNNING,
    DONE
  }

  static final class Container {
    final Held held;
    private final Slot.Ask ask;

    /** In the RM's eyes; its NodeManager may know another size. */
    private int memoryMb;

    private Optional<Action.ResizeContainer> resize = Optional.empty();
    Stage stage = Stage.ALLOCATED;
    Optional<FakeLauncher> process = Optional.empty();

    /** Its NodeManager knows it no more. */
    boolean forgotten;

    /** With the size that it has now. */
    private Held asItIs() {
      return new Held(held.containerId(), held.nodeId(), held.host(), held.logsAddress(), memoryMb);
    }

    Container(Held held, Slot.Ask ask, int memoryMb) {
      this.held = held;
      this.ask = ask;
      this.memoryMb = memoryMb;
    }
  }

  private final World world;
  final Map<String, Container> containers = new LinkedHashMap<>();
  private final Map<Integer, Slot.Ask> pending = new TreeMap<>();
  private final Map<Integer, Integer> seenAsks = new HashMap<>();
  private final Map<Integer, Integer> askedMb = new HashMap<>();
  private final List<Container> undelivered = new ArrayList<>();
  private final List<Event> news = new ArrayList<>();
  private int granted;
  int application = 1;
  boolean finished;

  /** It ended by itself, without success. */
  boolean failed;

  /** This application has held as many containers at a time as its gang wants. */
  boolean together;

  final Preemptor preemptor;
  private Optional<SimulatedMaster> master = Optional.empty();
  private long downUntilMs;

  FakeYarn(World world) {
    this.world = world;
    this.preemptor = new Preemptor(world, this);
  }

  SimulatedMaster master() {
    return master.orElseThrow();
  }

  String applicationId() {
    return "application_1700000000000_%04d".formatted(application);
  }

  // ---- the ApplicationMaster's heartbeat ----

  List<Held> register(SimulatedMaster master) {
    seenAsks.clear();
    this.master = Optional.of(master);
    List<Held> previous = new ArrayList<>();
    for (Container container : containers.values()) {
      if (container.stage == Stage.RUNNING && world.sometimes(4)) {
        long late = world.sometimes(5) ? 20_000 : world.between(500, 8_000);
        world.time.after(
            late,
            () -> {
              if (container.stage != Stage.DONE) {
                master.post(new YarnEvent.PreviousContainers(List.of(container.asItIs())));
              }
            });
      } else if (container.stage == Stage.RUNNING) {
        previous.add(container.asItIs());
      }
    }
    return previous;
  }

  void heartbeat(SimulatedMaster master) {
    if (!master.alive()) {
      return;
    }
    if (!master.isCurrent()) {
      master.kill();
      return;
    }
    if (master.isFrozen() || world.time.nowMs() < downUntilMs) {
      world.time.after(1_000, () -> heartbeat(master));
      return;
    }
    List<Event> told = List.copyOf(news);
    news.clear();
    List<Container> late = world.sometimes(20) ? List.copyOf(undelivered) : List.of();
    List<Held> grants =
        new ArrayList<>(
            undelivered.stream().filter(c -> !late.contains(c)).map(this::delivered).toList());
    undelivered.retainAll(late);
    Collections.shuffle(grants, world.random);
    if (!grants.isEmpty()) {
      master.post(new YarnEvent.Granted(grants));
    }
    told.forEach(master::post);
    preemptor.tell(master);
    hear(master.asks());
    schedule();
    world.time.after(world.between(100, 1_000), () -> heartbeat(master));
  }

  /** The edge takes one of an earlier, smaller request for nobody's. */
  private Held delivered(Container container) {
    Held held = container.held;
    return container.memoryMb < world.node(held.nodeId()).memoryMb()
        ? new Held(held.containerId(), -1, held.host(), held.logsAddress(), held.memoryMb())
        : held;
  }

  private void hear(Map<Integer, SimulatedMaster.OpenAsk> asks) {
    pending.keySet().retainAll(asks.keySet());
    asks.forEach(
        (node, open) -> {
          if (seenAsks.getOrDefault(node, 0) != open.serial()) {
            seenAsks.put(node, open.serial());
            pending.put(node, open.ask());
            askedMb.put(node, open.memoryMb());
          }
        });
  }

  private void schedule() {
    List<Integer> order = new ArrayList<>(pending.keySet());
    Collections.shuffle(order, world.random);
    for (int node : order) {
      Slot.Ask ask = pending.get(node);
      List<SimHost> fitting =
          world.hosts.values().stream()
              .filter(host -> host.condition == Host.Condition.RUNNING && suits(ask, host))
              .filter(host -> room(host) >= memory(node))
              .toList();
      if (!fitting.isEmpty()) {
        SimHost host = fitting.get(world.random.nextInt(fitting.size()));
        allocate(node, ask, host);
        if (!world.sometimes(15)) {
          pending.remove(node);
        }
      }
    }
  }

  private static boolean suits(Slot.Ask ask, SimHost host) {
    return ask.hosts().isEmpty()
        ? ask.rack().filter(rack -> !rack.equals(host.rack)).isEmpty()
        : ask.hosts().contains(host.name);
  }

  private void allocate(int node, Slot.Ask ask, SimHost host) {
    String id =
        "container_e01_%s_01_%06d"
            .formatted(applicationId().substring("application_".length()), ++granted);
    Container container =
        new Container(
            new Held(id, node, host.name, host.name + ":8042", memory(node)), ask, memory(node));
    containers.put(id, container);
    undelivered.add(container);
    world.note("granted " + container.held);
  }

  private int memory(int node) {
    return askedMb.get(node);
  }

  private int room(SimHost host) {
    int used =
        containers.values().stream()
            .filter(c -> c.stage != Stage.DONE && c.held.host().equals(host.name))
            .mapToInt(c -> c.memoryMb)
            .sum();
    return host.memoryMb - host.foreignMb - used;
  }

  Map<String, Host> reports() {
    Map<String, Host> reports = new TreeMap<>();
    world.hosts.values().forEach(host -> reports.put(host.name, reported(host)));
    return reports;
  }

  private Host reported(SimHost host) {
    return new Host(
        host.name,
        host.rack,
        host.condition,
        host.memoryMb,
        Math.max(0, room(host)),
        32,
        "",
        Map.of(),
        host.leavesAtMs.map(at -> Duration.ofMillis(Math.max(0, at - world.time.nowMs()))),
        Optional.empty());
  }

  void report(SimHost host) {
    tell(new YarnEvent.HostsReported(Map.of(host.name, reported(host)), false, Optional.empty()));
  }

  /** With the next heartbeat. */
  void tell(Event event) {
    news.add(event);
  }

  // ---- the ApplicationMaster's wishes ----

  void release(String id) {
    Container container = containers.get(id);
    world.time.after(
        world.between(50, 1_500),
        () -> complete(container, ABORTED, "Container released by application"));
  }

  void launch(SimulatedMaster master, Action.Launch action) {
    Held held = action.container();
    Container container = containers.get(held.containerId());
    SimHost host = world.hosts.get(held.host());
    boolean lostWords = world.sometimes(15);
    if (!host.connected || world.sometimes(15)) {
      master.later(
          2_000,
          new YarnEvent.LaunchFailed(held.nodeId(), held.containerId(), "connection refused"));
      return;
    }
    if (container.stage == Stage.DONE && !world.sometimes(2)) {
      master.later(
          100, new YarnEvent.LaunchFailed(held.nodeId(), held.containerId(), "unknown container"));
      return;
    }
    Rules.launches(world, action, master);
    container.process =
        Optional.of(
            new FakeLauncher(
                world, host, held.containerId(), action.spec(), code -> ended(container, code)));
    container.process.get().memoryMb = container.memoryMb;
    if (container.stage == Stage.DONE) {
      reap(container);
    } else {
      container.stage = Stage.STARTING;
      world.time.after(world.between(200, 1_500), () -> seenRunning(container));
    }
    master.later(
        lostWords ? 3_000 : world.between(50, 500),
        lostWords
            ? new YarnEvent.LaunchFailed(held.nodeId(), held.containerId(), "timed out")
            : new YarnEvent.Launched(held.nodeId(), held.containerId()));
  }

  /** What cannot be had is not told: some of it comes late, or never. */
  void resize(SimulatedMaster master, Action.ResizeContainer action) {
    Container container = containers.get(action.container().containerId());
    container.resize = Optional.of(action);
    if (world.sometimes(10)) {
      master.later(100, resized(action, Optional.of("it is not done in this cluster")));
    } else if (!world.sometimes(6)) {
      world.time.after(world.between(100, 1_000), () -> grantSize(master, container, action));
    }
  }

  private void grantSize(
      SimulatedMaster master, Container container, Action.ResizeContainer action) {
    boolean wanted = container.resize.filter(action::equals).isPresent();
    if (!wanted || !master.alive() || container.stage == Stage.DONE) {
      return;
    }
    SimHost host = world.hosts.get(container.held.host());
    int more = action.memoryMb() - container.memoryMb;
    if (more > 0 && room(host) < more) {
      world.time.after(1_000, () -> grantSize(master, container, action));
      return;
    }
    world.note("resized " + container.held + " to " + action.memoryMb());
    container.memoryMb = action.memoryMb();
    world.time.after(
        world.sometimes(6) ? world.between(8_000, 20_000) : world.between(50, 1_500),
        () -> tellSize(master, container, action, container.memoryMb));
  }

  private void tellSize(
      SimulatedMaster master, Container container, Action.ResizeContainer action, int memoryMb) {
    boolean effect = master.alive() || world.random.nextBoolean();
    boolean current = container.memoryMb == memoryMb && container.stage != Stage.DONE;
    if (!effect || !current) {
      return;
    }
    if (!world.hosts.get(container.held.host()).connected || world.sometimes(15)) {
      master.post(resized(action, Optional.of("connection refused")));
      return;
    }
    container.process.ifPresent(process -> Rules.resizes(world, process, memoryMb));
    master.post(resized(action, Optional.empty()));
  }

  private static Event resized(Action.ResizeContainer action, Optional<String> failure) {
    return new YarnEvent.ContainerResized(
        action.container().nodeId(),
        action.container().containerId(),
        action.memoryMb(),
        action.vcores(),
        failure);
  }

  private void seenRunning(Container container) {
    if (container.stage != Stage.STARTING) {
      return;
    }
    if (world.hosts.get(container.held.host()).connected) {
      container.stage = Stage.RUNNING;
    } else {
      world.time.after(1_000, () -> seenRunning(container));
    }
  }

  /** A gang that did not come together ends the application; its operator submits it again. */
  void finish(SimulatedMaster master, boolean succeeded) {
    finished = true;
    failed = !succeeded;
    containers.values().stream()
        .filter(c -> c.stage == Stage.STARTING || c.stage == Stage.RUNNING)
        .filter(c -> master.knows(c.held))
        .findAny()
        .ifPresent(
            c -> {
              throw world.violation("finished while " + c.held + " runs");
            });
  }

  // ---- what happens to containers ----

  /** The NodeManager tells of the end of a process when it can. */
  private void ended(Container container, int code) {
    if (!world.hosts.get(container.held.host()).connected) {
      world.time.after(1_000, () -> ended(container, code));
      return;
    }
    world.time.after(
        world.between(100, 1_000),
        () -> complete(container, code, "Exception from container-launch."));
  }

  /** The RM says that it has ended; a process may live on for a moment, or while it is cut off. */
  void complete(Container container, int code, String diagnostics) {
    if (container.stage == Stage.DONE) {
      return;
    }
    container.stage = Stage.DONE;
    if (undelivered.remove(container)) {
      // AbstractYarnScheduler.recoverResourceRequestForContainer, 3.3.6
      pending.putIfAbsent(container.held.nodeId(), container.ask);
    }
    Event told = new YarnEvent.Completed(container.held.containerId(), code, diagnostics);
    news.add(told);
    if (world.sometimes(10)) {
      news.add(told);
      news.add(new YarnEvent.Completed("container_e01_1_0001_01_000099", code, "of nobody"));
    }
    reap(container);
  }

  private void reap(Container container) {
    world.time.after(
        world.between(250, 3_000),
        () ->
            container
                .process
                .filter(FakeLauncher::alive)
                .ifPresent(
                    process -> {
                      if (container.forgotten) {
                        world.note(process + " is forgotten by YARN, and lives on");
                      } else if (process.host.connected) {
                        process.die(137);
                      } else {
                        reap(container);
                      }
                    }));
  }

  void preempt(Container container) {
    complete(container, PREEMPTED, "Container preempted by scheduler");
  }

  List<Container> live() {
    return containers.values().stream().filter(c -> c.stage != Stage.DONE).toList();
  }

  // ---- what happens to ApplicationMasters ----

  /**
   * The RM restarts: what was not started is lost, of what has ended it may tell again, and the
   * client sends all its asks anew.
   */
  void restart() {
    downUntilMs = world.time.nowMs() + world.between(1_000, 20_000);
    live().stream()
        .filter(c -> c.stage == Stage.ALLOCATED)
        .forEach(
            c -> {
              c.stage = Stage.DONE;
              undelivered.remove(c);
            });
    pending.clear();
    seenAsks.clear();
    containers.values().stream()
        .filter(c -> c.stage == Stage.DONE && world.random.nextInt(4) == 0)
        .forEach(c -> tell(new YarnEvent.Completed(c.held.containerId(), ABORTED, "told again")));
  }

  /** Containers that run are kept, those on their way are not (RMContainerState.RUNNING, 3.3.6). */
  void masterDied() {
    live().stream()
        .filter(c -> c.stage != Stage.RUNNING)
        .forEach(c -> complete(c, ABORTED, "Container released on application attempt finish"));
    pending.clear();
  }

  void applicationKilled() {
    live().forEach(c -> complete(c, ABORTED, "killed"));
    pending.clear();
    news.clear();
    undelivered.clear();
    application++;
    together = false;
  }
}
