package org.kafkayarn.am.reassign;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.kafkayarn.am.balance.AdaptiveThrottle;
import org.kafkayarn.am.balance.Bounds;
import org.kafkayarn.am.balance.Drain;
import org.kafkayarn.am.balance.Layout;
import org.kafkayarn.am.balance.Proposal;
import org.kafkayarn.am.balance.Refusal;
import org.kafkayarn.am.kafka.Connection;
import org.kafkayarn.am.kafka.Target;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.operation.LayoutSource;
import org.kafkayarn.am.operation.StoredMove;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.KafkaEvent.OperationMoved.Outcome;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.Operation.Status;
import org.kafkayarn.am.store.MoveFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the replicas of the operation that is open move as its plan in the cluster's home
 * says, and tells the loop how far they are. A thread of its own reads plans, and makes the next
 * one for brokers that leave and have got new replicas since.
 */
public final class MoveEdge implements LayoutSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoveEdge.class);
  private static final long AGAIN_MS = 2_000;

  /**
   * What is to be done about one operation.
   *
   * @param staged brokers that have to be drained once more are another thing to be done
   */
  private record Wanted(
      long number, Kind kind, SortedSet<Integer> nodes, Instant staged, Status status) {}

  private final MoveFiles files;
  private final Consumer<Event> events;
  private final Mover mover = new Mover(this::progressed);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "move-plans");
            worker.setDaemon(true);
            return worker;
          });
  private volatile Set<String> listeners = Set.of();

  // The loop's thread only.
  private Optional<Wanted> followed = Optional.empty();

  // The own thread only.
  private Optional<Wanted> wanted = Optional.empty();
  private Optional<StoredMove> move = Optional.empty();

  public MoveEdge(MoveFiles files, Consumer<Event> events) {
    this.files = files;
    this.events = events;
  }

  public void start() {
    mover.start();
  }

  /** Looks for what is to be done. The loop's thread. */
  public void follow(Snapshot snapshot) {
    ClusterState state = snapshot.state();
    Set<String> serving = Target.servingBrokers(state);
    if (!serving.equals(listeners)) {
      listeners = serving;
      mover.follow(serving);
    }
    Optional<Wanted> now = state.saved().isEmpty() ? Optional.empty() : wanted(state);
    if (!now.equals(followed)) {
      followed = now;
      thread.execute(() -> safely(() -> want(now)));
    }
  }

  /** What the ledger that is safe knows, as it is now. */
  private static Optional<Wanted> wanted(ClusterState state) {
    return state
        .saved()
        .orElseThrow()
        .operations()
        .open()
        .flatMap(safe -> state.ledger().operations().find(safe.number()).stream())
        .filter(MoveEdge::movesReplicas)
        .findFirst()
        .map(
            operation ->
                new Wanted(
                    operation.number(),
                    operation.kind(),
                    operation.nodes(),
                    operation.staged(),
                    operation.status()));
  }

  private static boolean movesReplicas(Operation operation) {
    return !operation.status().isEnd()
        && (operation.kind() == Kind.MOVE
            || (operation.kind() == Kind.REMOVE && operation.stage() == Stage.DRAINING));
  }

  private void want(Optional<Wanted> next) {
    boolean same =
        wanted.isPresent() && next.isPresent() && wanted.get().number() == next.get().number();
    wanted = next;
    if (next.isEmpty()) {
      return;
    }
    try {
      if (!same) {
        move = files.read(next.get().number());
      }
      carryOut(next.get());
    } catch (IOException e) {
      LOG.warn("The plan of operation {} cannot be read: {}", next.get().number(), e.getMessage());
      later(() -> want(next));
    }
  }

  /** The thread's edge: an executor tells nobody what has kept a task from its end. */
  private void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("The replicas of {} cannot be moved", wanted, e);
      wanted.ifPresent(now -> tell(now.number(), Outcome.FAILED, String.valueOf(e.getMessage())));
    }
  }

  private void later(Runnable what) {
    var unused = thread.schedule(() -> safely(what), AGAIN_MS, TimeUnit.MILLISECONDS);
  }

  private void carryOut(Wanted now) throws IOException {
    if (move.isEmpty()) {
      tell(now.number(), Outcome.FAILED, "its plan is not in the cluster's home any more");
      return;
    }
    switch (now.status()) {
      case RUNNING -> {
        mover.run(order(now, MoveOrder.Direction.FORWARD));
        mover.resume(now.number());
      }
      case PAUSED -> {
        mover.runPaused(order(now, MoveOrder.Direction.FORWARD));
        mover.pause(now.number());
      }
      case ABORTING -> {
        // Written with the order to abort.
        move = files.read(now.number());
        boolean back = move.map(StoredMove::back).orElse(false);
        mover.run(order(now, MoveOrder.Direction.FORWARD));
        mover.abort(now.number(), back);
      }
      case DONE, FAILED, ABORTED -> {}
    }
  }

  private MoveOrder order(Wanted now, MoveOrder.Direction direction) {
    StoredMove stored = move.orElseThrow();
    return new MoveOrder(
        now.number(),
        stored.plan(),
        direction,
        Optional.of(
            new AdaptiveThrottle(
                stored.throttle().least(), stored.throttle().most(), stored.throttle().most())),
        MoveOrder.DEFAULT_MOVES_PER_BROKER,
        true);
  }

  /** The mover's thread. */
  private void progressed(MoveProgress progress) {
    thread.execute(() -> safely(() -> told(progress)));
  }

  private void told(MoveProgress progress) {
    if (wanted.filter(now -> now.number() == progress.operation()).isEmpty()) {
      return;
    }
    Wanted now = wanted.get();
    Outcome outcome = outcome(now, progress);
    if (outcome == Outcome.DONE && now.kind() == Kind.REMOVE) {
      drainAgain(now, progress);
      return;
    }
    events.accept(
        new KafkaEvent.OperationMoved(now.number(), outcome, seen(progress), detail(progress)));
  }

  private static Outcome outcome(Wanted now, MoveProgress progress) {
    return switch (progress.state()) {
      case RUNNING, PAUSED -> Outcome.UNDER_WAY;
      // Moved back as ordered.
      case DONE -> now.status() == Status.ABORTING ? Outcome.UNDONE : Outcome.DONE;
      case ABORTED -> Outcome.UNDONE;
      case FAILED -> Outcome.FAILED;
    };
  }

  /** Replicas may have come to the brokers that leave since the plan was made. */
  private void drainAgain(Wanted now, MoveProgress progress) {
    try {
      Layout layout = read();
      boolean holds =
          layout.partitions().stream()
              .flatMap(partition -> partition.replicas().stream())
              .anyMatch(id -> now.nodes().contains(id));
      if (!holds) {
        events.accept(
            new KafkaEvent.OperationMoved(now.number(), Outcome.DONE, seen(progress), ""));
        return;
      }
      Proposal next = Drain.propose(layout, now.nodes(), Bounds.DEFAULT);
      move = Optional.of(move.orElseThrow().then(next.plan()));
      files.write(now.number(), move.get());
      mover.run(order(now, MoveOrder.Direction.FORWARD));
    } catch (Refusal e) {
      tell(now.number(), Outcome.FAILED, e.getMessage());
    } catch (ExecutionException | TimeoutException | IOException e) {
      LOG.debug("Operation {} looks again", now.number(), e);
      later(() -> told(progress));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(long number, Outcome outcome, String detail) {
    events.accept(
        new KafkaEvent.OperationMoved(
            number,
            outcome,
            new org.kafkayarn.am.state.MoveProgress(0, 0, 0, 0, 0, List.of(), ""),
            detail));
  }

  private static org.kafkayarn.am.state.MoveProgress seen(MoveProgress progress) {
    return new org.kafkayarn.am.state.MoveProgress(
        progress.partitionsDone(),
        progress.partitionsTotal(),
        progress.bytesDone(),
        progress.bytesTotal(),
        progress.limit(),
        progress.underWay(),
        progress.waitsFor().orElse(""));
  }

  private static String detail(MoveProgress progress) {
    return switch (progress.state()) {
      case RUNNING, PAUSED -> "";
      case DONE -> "%d partitions moved".formatted(progress.partitionsDone()) + skipped(progress);
      case ABORTED -> "aborted" + skipped(progress);
      case FAILED -> progress.failure().orElse("failed");
    };
  }

  private static String skipped(MoveProgress progress) {
    return progress.skipped().isEmpty()
        ? ""
        : "; left alone, as somebody else has moved them: " + String.join(", ", progress.skipped());
  }

  @Override
  public Layout read() throws ExecutionException, TimeoutException, InterruptedException {
    Set<String> servers = listeners;
    if (servers.isEmpty()) {
      throw new TimeoutException("no broker serves");
    }
    try (Admin admin =
        Connection.BROKERS.to(servers, "kafka-yarn-layout", Answers.REQUEST_MS, Answers.CALL_MS)) {
      return LayoutLook.at(admin);
    }
  }

  @Override
  public void close() {
    mover.close();
    thread.shutdownNow();
  }
}
