package org.kafkayarn.am.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterState.Application;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Resize;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.am.state.YarnEvent;

/** One attempt: the loop and its edges around the core, on the simulated time. */
final class SimulatedMaster implements Action.Executor {
  /** What AMRMClient asks for; a new serial is a new request. */
  record OpenAsk(Slot.Ask ask, int memoryMb, int serial) {}

  private final World world;
  private final FakeYarn yarn;
  private final FakeStore store;
  private final Brain brain;
  private final List<Event> inbox = new ArrayList<>();
  private final Map<Integer, OpenAsk> asks = new TreeMap<>();
  private final Map<Integer, OpenAsk> unanswered = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  /** Strays of the attempts before are not here: where they run, the directory lock decides. */
  private final Set<String> held = new HashSet<>();

  private final Set<String> released = new HashSet<>();
  private final Map<String, Resize> resizes = new HashMap<>();
  private final Map<String, Watch> watches = new HashMap<>();
  private final FakeMover mover;
  private ClusterState state;
  private Plan last;
  private boolean alive = true;
  private boolean current = true;
  private boolean turnIsDue;
  private long frozenUntilMs;
  private final long sinceMs;
  private int serial;
  private int saves;

  SimulatedMaster(World world, FakeYarn yarn, FakeStore store, Brain brain, int attempt) {
    this.world = world;
    this.yarn = yarn;
    this.store = store;
    this.brain = brain;
    this.mover = new FakeMover(world, this, store);
    this.sinceMs = world.time.nowMs();
    this.state =
        ClusterState.initial(
            new Application(
                "alice", yarn.applicationId(), attempt, world.time.now(), World.HOST_EXPIRY),
            world.spec,
            store.disk,
            true);
    world.note("attempt " + attempt + " of " + yarn.applicationId() + " begins");
    world.time.after(world.between(200, 800), this::register);
  }

  private void register() {
    if (alive) {
      post(new YarnEvent.HostsReported(yarn.reports(), true, Optional.empty()));
      post(new YarnEvent.Registered(yarn.register(this)));
      yarn.heartbeat(this);
      probe(0);
      probeReplicas();
      probeHosts();
      probeSettings();
    }
  }

  private void probeSettings() {
    if (alive) {
      post(new KafkaEvent.SettingsObserved(world.kafka.settings.observe()));
      world.time.after(world.between(2_000, 10_000), this::probeSettings);
    }
  }

  private void probe(int round) {
    if (alive) {
      Event seen = world.kafka.observe();
      if (world.sometimes(20)) {
        post(KafkaEvent.Observed.nothing());
      } else {
        post(seen);
      }
      world.time.after(round < 30 ? 500 : 2_000, () -> probe(round + 1));
    }
  }

  /** One look after another, each as old as it takes to look at all topics. */
  private void probeReplicas() {
    if (alive) {
      Event seen =
          new KafkaEvent.ReplicasObserved(
              world.kafka.observeReplicas().replicas(), Optional.of(world.time.now()));
      boolean lost = world.sometimes(20);
      world.time.after(
          world.sometimes(10) ? world.between(1_000, 5_000) : world.between(20, 400),
          () -> {
            post(lost ? new KafkaEvent.ReplicasObserved(Optional.empty()) : seen);
            world.time.after(2_000, this::probeReplicas);
          });
    }
  }

  private void probeHosts() {
    if (alive) {
      world.time.after(
          world.between(5_000, 10_000),
          () -> {
            post(new YarnEvent.HostsReported(yarn.reports(), true, Optional.empty()));
            probeHosts();
          });
    }
  }

  boolean isFrozen() {
    return world.time.nowMs() < frozenUntilMs;
  }

  /** Its machine sleeps; when it wakes up, another may have taken over. */
  void freeze(long forMs) {
    frozenUntilMs = world.time.nowMs() + forMs;
  }

  long sinceMs() {
    return Math.max(sinceMs, frozenUntilMs);
  }

  boolean alive() {
    return alive;
  }

  /** It may write: no later attempt has taken over. */
  boolean isCurrent() {
    return current;
  }

  ClusterState state() {
    return state;
  }

  Optional<Plan> lastPlan() {
    return Optional.ofNullable(last);
  }

  Map<Integer, OpenAsk> asks() {
    return asks;
  }

  Ledger onDisk() {
    return store.disk;
  }

  boolean knows(Held held) {
    return known.contains(held.containerId());
  }

  void kill() {
    world.note("the ApplicationMaster is killed");
    alive = false;
  }

  void replaced() {
    current = false;
  }

  // ---- the loop ----

  void post(Event event) {
    if (!alive) {
      return;
    }
    inbox.add(event);
    if (!turnIsDue) {
      turnIsDue = true;
      world.time.after(world.between(0, 30), this::turn);
    }
  }

  void later(long delayMs, Event event) {
    world.time.after(delayMs, () -> post(event));
  }

  private void turn() {
    if (alive && isFrozen()) {
      world.time.after(frozenUntilMs - world.time.nowMs(), this::turn);
      return;
    }
    turnIsDue = false;
    if (!alive || state.finished()) {
      return;
    }
    for (Event event : inbox) {
      if (!(event instanceof KafkaEvent.Observed || event instanceof Event.Woken)) {
        world.note(event);
      }
      learn(event);
      state = brain.apply(state, event, world.time.now());
    }
    inbox.clear();
    Plan plan = brain.plan(state, world.time.now());
    plan.actions().forEach(world::note);
    last = plan;
    state = plan.intended();
    Rules.gathers(world, yarn, state);
    forgetWithdrawnAsks(plan);
    plan.actions().forEach(action -> action.dispatch(this));
    asks.keySet().removeIf(id -> !isRequested(id));
    watch();
    plan.wakeAt().ifPresent(at -> world.time.at(at, () -> post(new Event.Woken())));
    forgetRetired();
    Rules.operationsEndAsOrdered(world, state);
    mover.follow(state);
    check(plan);
  }

  /** As the store of specs does, once the ledger that says so is safe. */
  private void forgetRetired() {
    if (current
        && state.spec().retiring().isEmpty()
        && !world.spec.retiring().isEmpty()
        && state.spec().generation() == world.spec.generation()
        && state.saved().equals(Optional.of(state.ledger()))
        && !world.sometimes(3)) {
      world.spec = world.spec.withRetiring(new TreeMap<>());
    }
  }

  /** What is not asked for any more may be asked for again. */
  private void forgetWithdrawnAsks(Plan plan) {
    Set<Integer> asked = new HashSet<>();
    for (Action action : plan.actions()) {
      if (action instanceof Action.Ask ask) {
        asked.add(ask.nodeId());
      }
    }
    unanswered.keySet().removeIf(id -> !asked.contains(id) && !isRequested(id));
  }

  private boolean isRequested(int id) {
    return Optional.ofNullable(state.slots().get(id))
        .filter(slot -> slot.phase() == Slot.Phase.REQUESTED)
        .isPresent();
  }

  private void learn(Event event) {
    if (event instanceof Event.LedgerSaved) {
      saves--;
    }
    List<Held> told =
        event instanceof YarnEvent.Granted granted
            ? granted.containers()
            : event instanceof YarnEvent.Registered registered
                ? registered.previous()
                : event instanceof YarnEvent.PreviousContainers late
                    ? late.containers()
                    : List.of();
    for (Held held : told) {
      known.add(held.containerId());
      unanswered.remove(held.nodeId());
    }
  }

  private void check(Plan plan) {
    for (Slot slot : state.slots().values()) {
      slot.container().ifPresent(container -> held.add(container.containerId()));
    }
    if (world.random.nextInt(4) == 0) {
      List<Action> again = brain.plan(state, world.time.now()).actions();
      if (!again.isEmpty()) {
        throw world.violation("planning again gives actions: " + again);
      }
    }
    if (state.registered().isPresent() && !state.finished()) {
      for (Slot slot : state.slots().values()) {
        if (!slot.serving() && !plan.waits().containsKey(slot.id())) {
          throw world.violation("no reason why node does not serve: " + slot);
        }
      }
    }
    Rules.reasonsHold(world, plan);
    for (FakeYarn.Container container : yarn.live()) {
      String id = container.held.containerId();
      if (known.contains(id)
          && !released.contains(id)
          && state.slotHolding(container.held.nodeId(), id).isEmpty()) {
        throw world.violation("held without purpose: " + container.held);
      }
    }
  }

  // ---- the edges: an effect of a master that dies may have left it or not ----

  private void effect(Runnable what) {
    world.time.after(
        world.between(1, 50),
        () -> {
          if (alive || world.random.nextBoolean()) {
            what.run();
          }
        });
  }

  @Override
  public void ask(Action.Ask action) {
    OpenAsk open = unanswered.get(action.nodeId());
    int memoryMb = state.spec().node(action.nodeId()).memoryMb();
    if (open != null && open.ask().isAs(action.ask()) && open.memoryMb() == memoryMb) {
      throw world.violation("asked twice: " + action);
    }
    OpenAsk next = new OpenAsk(action.ask(), memoryMb, ++serial);
    asks.put(action.nodeId(), next);
    unanswered.put(action.nodeId(), next);
  }

  @Override
  public void release(Action.Release action) {
    notePreemption(action);
    boolean again = action.reason().equals("its end was not confirmed");
    if (!released.add(action.container().containerId()) && !again) {
      throw world.violation("released twice: " + action);
    }
    effect(() -> yarn.release(action.container().containerId()));
  }

  @Override
  public void askForTask(Action.AskForTask action) {
    throw world.violation("no tasks are wanted: " + action);
  }

  @Override
  public void launchTask(Action.LaunchTask action) {
    throw world.violation("no tasks are wanted: " + action);
  }

  @Override
  public void stopTask(Action.StopTask action) {
    throw world.violation("no tasks are wanted: " + action);
  }

  @Override
  public void launch(Action.Launch action) {
    Held held = action.container();
    for (FakeYarn.Container other : yarn.live()) {
      if (other.held.nodeId() == held.nodeId()
          && !other.held.containerId().equals(held.containerId())
          && other.process.isPresent()
          && this.held.contains(other.held.containerId())) {
        throw world.violation("two containers of one node: " + held + " and " + other.held);
      }
    }
    Rules.launchesTogether(world, yarn, action);
    effect(() -> yarn.launch(this, action));
  }

  @Override
  public void resizeContainer(Action.ResizeContainer action) {
    Resize next = Resize.asked(action.memoryMb(), action.vcores(), world.time.now());
    Resize before = resizes.put(action.container().containerId(), next);
    if (before != null
        && before.isTo(next.memoryMb(), next.vcores())
        && next.asked().isBefore(before.asked().plusSeconds(30))) {
      throw world.violation("asked twice: " + action);
    }
    effect(() -> yarn.resize(this, action));
  }

  /** The witnesses are asked, then Kafka; neither the call nor its answer is sure to arrive. */
  @Override
  public void unregister(Action.Unregister action) {
    long givenMs = world.time.nowMs();
    world.kafka.callsUnderWay++;
    world.time.after(
        world.between(1, 1_000),
        () -> {
          boolean late = isFrozen() || (!alive && world.random.nextBoolean());
          boolean stoodFor =
              action.witnesses().stream()
                  .allMatch(set -> set.stream().anyMatch(this::answersInKafka));
          if (late || !stoodFor) {
            world.kafka.callsUnderWay--;
            post(unregistered(action, Outcome.NOT_ASKED));
          } else {
            call(action, givenMs);
          }
        });
  }

  private boolean answersInKafka(int id) {
    return world.kafka.observe().confirmed().containsKey(id);
  }

  private void call(Action.Unregister action, long givenMs) {
    boolean answered = !world.sometimes(4);
    world.time.after(
        answered ? world.between(5, 300) : world.between(5, 2_500),
        () -> {
          world.kafka.callsUnderWay--;
          if (world.time.nowMs() > givenMs + 4_000) {
            throw world.violation("the call has taken longer than it may: " + action);
          }
          boolean done = world.kafka.unregister(action.nodeId());
          world.note("Kafka was told: " + done + ", answered: " + answered);
          if (answered) {
            post(unregistered(action, done ? Outcome.DONE : Outcome.REFUSED));
          }
        });
    if (!answered) {
      later(1_500, unregistered(action, Outcome.UNANSWERED));
    }
  }

  private static Event unregistered(Action.Unregister action, Outcome outcome) {
    return new KafkaEvent.Unregistered(action.nodeId(), action.since(), outcome, "as simulated");
  }

  @Override
  public void changeVoter(Action.ChangeVoter action) {
    effect(
        () -> {
          boolean lost = world.sometimes(20);
          Optional<String> failure =
              lost && world.random.nextBoolean()
                  ? Optional.of("timed out")
                  : world.kafka.quorum.change(action.change());
          later(
              world.between(20, 3_000),
              new KafkaEvent.VoterChanged(
                  action.change(), lost ? Optional.of("timed out") : failure));
        });
  }

  @Override
  public void finalizeMetadata(Action.FinalizeMetadata action) {
    throw new AssertionError("nobody has ordered it: " + action);
  }

  @Override
  public void alterSettings(Action.AlterSettings action) {
    effect(
        () -> {
          boolean lost = world.sometimes(20);
          Optional<Map<String, String>> refused =
              lost && world.random.nextBoolean()
                  ? Optional.empty()
                  : world.kafka.settings.alter(action.alteration());
          later(
              world.between(5, 300),
              new KafkaEvent.SettingsAltered(
                  action.alteration(),
                  refused.orElseGet(Map::of),
                  lost || refused.isEmpty() ? Optional.of("timed out") : Optional.empty()));
        });
  }

  @Override
  public void save(Action.Save action) {
    if (++saves > 1) {
      throw world.violation("a save while another is under way");
    }
    store.save(this, action.ledger());
  }

  @Override
  public void finish(Action.Finish action) {
    if (action.succeeded() && !store.disk.equals(state.ledger())) {
      throw world.violation("finished with an unsaved ledger");
    }
    effect(() -> yarn.finish(this, action.succeeded()));
  }

  @Override
  public void startKafka(Action.StartKafka action) {
    NodeRecord saved = store.disk.node(action.container().nodeId()).orElseThrow();
    if (saved.brokerPort() > 0 && !action.spec().ports().contains(saved.brokerPort())) {
      throw world.violation("started with a port that was not saved: " + action);
    }
    order(action.container(), Order.START, launcher -> launcher.start(action.spec()));
  }

  @Override
  public void stopKafka(Action.StopKafka action) {
    notePreemption(action);
    Rules.stops(world, action);
    Rules.stopsForGood(world, action);
    order(action.container(), Order.STOP, FakeLauncher::stop);
  }

  @Override
  public void exitLauncher(Action.ExitLauncher action) {
    order(action.container(), Order.EXIT, FakeLauncher::exit);
  }

  private void notePreemption(Action action) {
    if (action.reason().contains("preemption")) {
      String id =
          action instanceof Action.Release release
              ? release.container().containerId()
              : ((Action.StopKafka) action).container().containerId();
      yarn.preemptor.gives(this, id);
    }
  }

  private void order(Held held, Order order, Consumer<FakeLauncher> what) {
    effect(
        () -> {
          Optional<FakeLauncher> launcher = reachable(held.containerId());
          launcher.ifPresent(what);
          boolean heard = launcher.filter(FakeLauncher::reachable).isPresent();
          if (heard && !world.sometimes(20)) {
            long delay = world.between(5, 50);
            later(delay, answer(held, launcher.orElseThrow()));
            later(delay, done(held, order, Optional.empty()));
          } else {
            later(world.between(500, 5_000), done(held, order, Optional.of("timed out")));
          }
        });
  }

  private static Event answer(Held held, FakeLauncher launcher) {
    return new LauncherEvent.Answered(held.nodeId(), held.containerId(), launcher.state());
  }

  private static Event done(Held held, Order order, Optional<String> failure) {
    return new LauncherEvent.OrderDone(held.nodeId(), held.containerId(), order, failure);
  }

  private Optional<FakeLauncher> reachable(String containerId) {
    return yarn.containers.get(containerId).process.filter(FakeLauncher::reachable);
  }

  private void watch() {
    Set<String> wanted = new HashSet<>();
    for (Slot slot : state.slots().values()) {
      if (slot.phase() == Slot.Phase.UP) {
        Held held = slot.container().orElseThrow();
        wanted.add(held.containerId());
        watches.computeIfAbsent(held.containerId(), id -> new Watch(held));
      }
    }
    watches
        .entrySet()
        .removeIf(entry -> !wanted.contains(entry.getKey()) && entry.getValue().end());
  }

  /** The long poll to one launcher. */
  private final class Watch {
    private final Held held;
    private boolean ended;
    private boolean subscribed;
    private long retryMs = 50;

    Watch(Held held) {
      this.held = held;
      world.time.after(5, this::poll);
    }

    boolean end() {
      ended = true;
      return true;
    }

    private void poll() {
      if (ended || !alive) {
        return;
      }
      Optional<FakeLauncher> launcher = reachable(held.containerId());
      if (launcher.isEmpty()) {
        subscribed = false;
        post(new LauncherEvent.Silent(held.nodeId(), held.containerId(), "refused"));
        world.time.after(retryMs, this::poll);
        retryMs = Math.min(2 * retryMs, 2_000);
        return;
      }
      retryMs = 50;
      tell(launcher.get());
      if (!subscribed) {
        subscribed = true;
        launcher.get().watch(this::changed);
      }
      world.time.after(30_000, this::expired);
    }

    private void changed() {
      if (!ended && subscribed) {
        reachable(held.containerId()).ifPresentOrElse(this::tell, this::poll);
      }
    }

    private void expired() {
      if (subscribed) {
        poll();
      }
    }

    private void tell(FakeLauncher launcher) {
      later(
          world.sometimes(20) ? world.between(50, 450) : world.between(5, 50),
          answer(held, launcher));
    }
  }
}
