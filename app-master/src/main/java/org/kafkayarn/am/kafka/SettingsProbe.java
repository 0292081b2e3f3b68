package org.kafkayarn.am.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.SettingsRules;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Settings;

/**
 * Asks each node that serves for its settings: when another process serves or other settings
 * matter, and every few minutes, for what somebody else changes. Changes settings when told so, and
 * looks whether they have. One thing after the other, on a thread of its own.
 */
final class SettingsProbe implements AutoCloseable {
  private static final long STEADY_NS = TimeUnit.MINUTES.toNanos(5);
  private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(5);

  /** Brokers learn of a change from the metadata log. */
  private static final long SHOWS_WITHIN_NS = TimeUnit.SECONDS.toNanos(5);

  private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Consumer<Event> events;
  private final Thread thread = new Thread(this::run, "settings-probe");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Map<Integer, Target> serving = Map.of();
  private SortedSet<String> keys = new TreeSet<>();
  private Optional<Action.AlterSettings> order = Optional.empty();
  private boolean closed;

  // The loop's thread only.
  private Optional<ClusterSpec> lastSpec = Optional.empty();
  private Map<String, SortedSet<String>> lastSet = Map.of();
  private SortedSet<String> lastKeys = new TreeSet<>();

  // The probe's thread only.
  private SortedMap<Integer, Settings.Told> told = new TreeMap<>();

  /** What to do next. */
  private record Work(
      Map<Integer, Target> serving, SortedSet<String> keys, Optional<Action.AlterSettings> order) {}

  SettingsProbe(Consumer<Event> events) {
    this.events = events;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void follow(Snapshot snapshot) {
    Map<Integer, Target> now = Target.serving(snapshot.state());
    SortedSet<String> asked = keys(snapshot.state());
    lock.lock();
    try {
      if (!now.equals(serving) || !asked.equals(keys)) {
        serving = now;
        keys = asked;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // what is the same object has not changed
  private SortedSet<String> keys(ClusterState state) {
    boolean same =
        lastSpec.filter(spec -> spec == state.spec()).isPresent()
            && lastSet == state.ledger().dynamicSettings();
    if (!same) {
      lastSpec = Optional.of(state.spec());
      lastSet = state.ledger().dynamicSettings();
      lastKeys = SettingsRules.keys(state);
    }
    return lastKeys;
  }

  void alter(Action.AlterSettings action) {
    lock.lock();
    try {
      order = Optional.of(action);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      Optional<Work> work = await(new Work(Map.of(), new TreeSet<>(), Optional.empty()), 0);
      while (work.isPresent()) {
        Work now = work.get();
        boolean seen = now.order().isPresent() ? carryOut(now) : look(now, now.serving());
        work = await(now, seen ? STEADY_NS : AGAIN_NS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the time is over, something else matters, or there is an order; empty: closed. */
  private Optional<Work> await(Work seen, long waitNs) throws InterruptedException {
    long left = waitNs;
    lock.lock();
    try {
      while (!closed
          && order.isEmpty()
          && (serving.isEmpty()
              || (left > 0 && serving.equals(seen.serving()) && keys.equals(seen.keys())))) {
        if (serving.isEmpty()) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      Optional<Work> work = closed ? Optional.empty() : Optional.of(new Work(serving, keys, order));
      order = Optional.empty();
      return work;
    } finally {
      lock.unlock();
    }
  }

  /** Whether every node has answered. */
  private boolean look(Work work, Map<Integer, Target> nodes) throws InterruptedException {
    SortedMap<Integer, Settings.Told> next = new TreeMap<>(told);
    next.keySet().retainAll(work.serving().keySet());
    Map<Integer, Settings.Told> answers = SettingsCalls.describe(nodes, work.keys());
    next.putAll(answers);
    if (!next.equals(told)) {
      told = next;
      events.accept(new KafkaEvent.SettingsObserved(next));
    }
    return answers.size() == nodes.size();
  }

  /** Whether what was changed shows. */
  private boolean carryOut(Work work) throws InterruptedException {
    Settings.Alteration alteration = work.order().orElseThrow().alteration();
    SettingsCalls.Answer answer = SettingsCalls.alter(alteration, work.serving());
    events.accept(new KafkaEvent.SettingsAltered(alteration, answer.refused(), answer.failure()));
    Map<Integer, Target> nodes = new HashMap<>(work.serving());
    if (!alteration.resource().equals(Settings.ALL_BROKERS)) {
      nodes.keySet().removeIf(id -> !alteration.resource().equals(Integer.toString(id)));
    }
    long end = System.nanoTime() + SHOWS_WITHIN_NS;
    boolean shows = false;
    do {
      Map<Integer, Settings.Told> seen = SettingsCalls.describe(nodes, work.keys());
      shows = seen.values().stream().allMatch(one -> shows(one, alteration, answer));
    } while (!shows && System.nanoTime() < end && pause());
    // The state has it by the answer already: what is told is what is new.
    told = new TreeMap<>();
    return look(work, work.serving()) && shows;
  }

  private static boolean shows(
      Settings.Told told, Settings.Alteration alteration, SettingsCalls.Answer answer) {
    Set<String> refused = answer.refused().keySet();
    return answer.failure().isPresent()
        || alteration.entries().entrySet().stream()
            .filter(entry -> !refused.contains(entry.getKey()))
            .allMatch(
                entry -> {
                  Optional<Settings.Setting> now =
                      Optional.ofNullable(told.keys().get(entry.getKey()));
                  return now.flatMap(
                          setting ->
                              alteration.resource().equals(Settings.ALL_BROKERS)
                                  ? setting.all()
                                  : setting.own())
                      .equals(entry.getValue());
                });
  }

  /** Whether to go on. */
  private boolean pause() throws InterruptedException {
    lock.lock();
    try {
      long left = LOOK_AGAIN_NS;
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
