package org.kafkayarn.am.reassign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.kafkayarn.am.balance.MovePlan;
import org.kafkayarn.am.kafka.Answers;
import org.kafkayarn.am.kafka.Connection;
import org.kafkayarn.am.kafka.KeptAdmin;
import org.kafkayarn.am.reassign.MoveOrder.Direction;
import org.kafkayarn.am.reassign.MoveProgress.State;
import org.kafkayarn.am.reassign.MoveRounds.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves replicas as ordered: one order after the other, on a thread of its own. What it does next
 * follows from what Kafka says: so it may end at any moment, and another one that is given the same
 * order goes on. Brokers that are away are waited for.
 *
 * <p>Every progress is posted from its thread; after one whose state is an end, the order is
 * forgotten and nothing in Kafka is limited for it any more.
 */
public final class Mover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

  /** Kafka has no event for the end of a reassignment, so that it is looked for. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Looking takes at most about so much of Kafka's and our time. */
  private static final int REST_PER_LOOK = 4;

  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long OWED_NS = TimeUnit.SECONDS.toNanos(60);

  private record Task(MoveOrder order, Wish wish) {}

  /** A plan that nobody carries out any more, and that may have left limits. */
  private record Tidying(MovePlan plan, Runnable done) {}

  /** What the thread acts upon. */
  private record View(Set<String> listeners, Optional<Task> task, Optional<Tidying> tidying) {}

  private final Consumer<MoveProgress> progress;
  private final Thread thread = new Thread(this::work, "mover");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Long, Task> tasks = new LinkedHashMap<>();
  private final List<Tidying> tidying = new ArrayList<>();
  private Set<String> listeners = Set.of();
  private boolean closed;

  // The mover's thread only.
  private Optional<MoveRounds> rounds = Optional.empty();
  private final KeptAdmin admin =
      new KeptAdmin("kafka-yarn-mover", Answers.REQUEST_MS, Answers.CALL_MS);
  private final Set<Integer> owed = new HashSet<>();

  public Mover(Consumer<MoveProgress> progress) {
    this.progress = progress;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Whom to ask; empty while no broker serves. */
  public void follow(Set<String> brokers) {
    change(() -> listeners = Set.copyOf(brokers));
  }

  /**
   * Begins an order, or goes on with one that another process has begun. One that is known is not
   * begun again; it turns back if that is its direction now, and never forward again.
   */
  public void run(MoveOrder order) {
    run(order, Wish.MOVE);
  }

  /** Takes over an order that is paused: what another process has begun ends. */
  public void runPaused(MoveOrder order) {
    run(order, Wish.PAUSE);
  }

  private void run(MoveOrder order, Wish wish) {
    change(
        () -> {
          Task known = tasks.get(order.number());
          boolean turns =
              known != null
                  && known.order().direction() == Direction.FORWARD
                  && order.direction() == Direction.BACK;
          if (known == null || turns) {
            tasks.put(order.number(), new Task(order, wish));
          }
        });
  }

  /** What is under way ends; nothing new begins. */
  public void pause(long number) {
    wish(number, Wish.MOVE, Wish.PAUSE);
  }

  public void resume(long number) {
    wish(number, Wish.PAUSE, Wish.MOVE);
  }

  /**
   * What is under way is cancelled. Somebody who takes an order over that was being stopped runs it
   * first, and one that was being moved back in that direction.
   *
   * @param moveBack whether what is done already is moved back, too
   */
  public void abort(long number, boolean moveBack) {
    change(
        () ->
            tasks.computeIfPresent(
                number,
                (same, task) ->
                    moveBack
                        ? new Task(task.order().back(), Wish.MOVE)
                        : new Task(task.order(), Wish.STOP)));
  }

  /**
   * Removes the limits that a plan may have left which nobody carries out any more. For one that is
   * run again that is not needed.
   *
   * @param done called from the mover's thread
   */
  public void cleanUp(MovePlan plan, Runnable done) {
    change(() -> tidying.add(new Tidying(plan, done)));
  }

  private void wish(long number, Wish from, Wish to) {
    change(
        () ->
            tasks.computeIfPresent(
                number, (same, task) -> task.wish() == from ? new Task(task.order(), to) : task));
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      Optional<View> view = await(Optional.empty(), 0);
      while (view.isPresent()) {
        view = await(view, turn(view.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close();
    }
  }

  /** When the wait is over, or there is something else to do. Empty when closed. */
  private Optional<View> await(Optional<View> seen, long waitNs) throws InterruptedException {
    long left = waitNs;
    lock.lock();
    try {
      while (!closed && seen.equals(Optional.of(view())) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return closed ? Optional.empty() : Optional.of(view());
    } finally {
      lock.unlock();
    }
  }

  private View view() {
    return new View(listeners, tasks.values().stream().findFirst(), tidying.stream().findFirst());
  }

  /** How long to wait for the next turn if nothing changes. */
  private long turn(View view) throws InterruptedException {
    try {
      if (view.listeners().isEmpty()) {
        view.task().ifPresent(task -> of(task).teller().waits(state(task), "no broker serves"));
        return Long.MAX_VALUE;
      }
      if (view.tidying().isPresent()) {
        return tidy(admin.to(Connection.BROKERS, view.listeners()), view.tidying().get());
      }
      return view.task().isPresent()
          ? carryOut(admin.to(Connection.BROKERS, view.listeners()), view.task().get())
          : clearOwed(admin.to(Connection.BROKERS, view.listeners()));
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Kafka does not do as it is told", e);
      admin.close();
      view.task().ifPresent(task -> of(task).teller().waits(state(task), Answers.reason(e)));
      return RETRY_NS;
    }
  }

  private long carryOut(Admin kafka, Task task)
      throws InterruptedException, ExecutionException, TimeoutException {
    MoveRounds current = of(task);
    Outcome outcome;
    try {
      outcome = current.round(kafka, task.wish());
    } catch (RuntimeException e) {
      // The thread's edge: a mistake of ours ends this order, and no other.
      LOG.error("Operation {} cannot go on", task.order().number(), e);
      forget(current);
      change(() -> tidying.add(new Tidying(task.order().plan(), () -> {})));
      current.teller().failed(e.toString());
      current.teller().post();
      return 0;
    }
    return switch (outcome) {
      case GOES_ON -> Math.max(LOOK_NS, REST_PER_LOOK * current.lookedForNs());
      case RESTS -> Long.MAX_VALUE;
      case OVER -> {
        forget(current);
        current.teller().post();
        yield 0;
      }
    };
  }

  private MoveRounds of(Task task) {
    if (rounds.filter(current -> current.order().equals(task.order())).isEmpty()) {
      rounds = Optional.of(new MoveRounds(task.order(), progress));
    }
    return rounds.orElseThrow();
  }

  private static State state(Task task) {
    return task.wish() == Wish.PAUSE ? State.PAUSED : State.RUNNING;
  }

  private void forget(MoveRounds over) {
    owed.addAll(over.throttles().owed());
    rounds = Optional.empty();
    change(() -> tasks.remove(over.order().number()));
  }

  private long tidy(Admin kafka, Tidying wanted)
      throws InterruptedException, ExecutionException, TimeoutException {
    Throttles throttles = new Throttles(wanted.plan().moves());
    Optional<String> failure =
        throttles.clear(kafka, AssignmentLook.at(kafka, List.of()).brokers());
    if (failure.isPresent()) {
      LOG.warn("{}", failure.get());
      return RETRY_NS;
    }
    owed.addAll(throttles.owed());
    change(() -> tidying.remove(wanted));
    wanted.done().run();
    return 0;
  }

  /** Brokers that were away when the limits were removed come back one day, or never. */
  private long clearOwed(Admin kafka)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (owed.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Throttles throttles = Throttles.owing(owed);
    Optional<String> failure =
        throttles.clear(kafka, AssignmentLook.at(kafka, List.of()).brokers());
    failure.ifPresent(LOG::warn);
    owed.retainAll(throttles.owed());
    return OWED_NS;
  }

  /** What is under way in Kafka goes on there. */
  @Override
  public void close() {
    change(() -> closed = true);
    thread.interrupt();
  }
}
