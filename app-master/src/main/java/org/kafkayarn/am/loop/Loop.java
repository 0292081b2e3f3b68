package org.kafkayarn.am.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kafkayarn.am.events.Narrator;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Transitions;

/**
 * The one thread that owns the state: drains what has happened, applies it, plans, records the
 * intent, acts, publishes. {@link #post} and {@link #fail} are for any thread; all else is for the
 * loop's own.
 */
public final class Loop {
  /** An upper bound of one wait, so that a clock that was set back delays no deadline for long. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** What the queue holds: an event, or a fault that ends the attempt. */
  private record Entry(Optional<Event> event, Optional<Throwable> fault) {}

  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final InstantSource clock;
  private final Action.Executor executor;
  private final Narrator narrator;
  private final Consumer<Snapshot> publisher;
  private final Milestones milestones = new Milestones();
  private ClusterState state;

  public Loop(
      ClusterState initial,
      InstantSource clock,
      Action.Executor executor,
      Narrator narrator,
      Consumer<Snapshot> publisher) {
    this.state = initial;
    this.clock = clock;
    this.executor = executor;
    this.narrator = narrator;
    this.publisher = publisher;
  }

  public void post(Event event) {
    queue.add(new Entry(Optional.of(event), Optional.empty()));
  }

  /** Ends the attempt: something happened that no event stands for. */
  public void fail(Throwable fault) {
    queue.add(new Entry(Optional.empty(), Optional.of(fault)));
  }

  /**
   * Runs until the application has finished.
   *
   * @throws LoopFault the attempt cannot go on; what runs in containers stays untouched
   */
  public void run() throws InterruptedException {
    Optional<Instant> wakeAt = Optional.empty();
    while (!state.finished()) {
      drain(wakeAt);
      wakeAt = turn();
    }
  }

  private void drain(Optional<Instant> wakeAt) throws InterruptedException {
    Duration wait =
        wakeAt
            .map(at -> Duration.between(clock.instant(), at))
            .filter(until -> until.compareTo(LONGEST_WAIT) < 0)
            .orElse(LONGEST_WAIT);
    List<Entry> batch = new ArrayList<>();
    Entry first = queue.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    batch.add(first == null ? new Entry(Optional.of(new Event.Woken()), Optional.empty()) : first);
    queue.drainTo(batch);
    for (Entry entry : batch) {
      entry
          .fault()
          .ifPresent(
              fault -> {
                narrator.fell(String.valueOf(fault.getMessage()), clock.instant());
                throw new LoopFault(fault);
              });
      entry.event().ifPresent(this::apply);
    }
  }

  private void apply(Event event) {
    ClusterState before = state;
    Instant now = clock.instant();
    state = Transitions.apply(state, event, now);
    narrator.happened(before, state, event, now);
  }

  private Optional<Instant> turn() {
    Instant now = clock.instant();
    Plan plan = Planner.plan(state, now);
    state = plan.intended();
    narrator.planned(plan, now);
    plan.actions().forEach(action -> action.dispatch(executor));
    milestones.note(state, now);
    Snapshot snapshot = new Snapshot(plan, StatusReport.of(plan, milestones.reached()));
    narrator.published(snapshot.status(), now);
    publisher.accept(snapshot);
    return plan.wakeAt();
  }

  /** Why an attempt ended before its application did. */
  public static final class LoopFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoopFault(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
