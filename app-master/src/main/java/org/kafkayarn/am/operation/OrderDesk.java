package org.kafkayarn.am.operation;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kafkayarn.am.balance.Proposal;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.OperationChecks;
import org.kafkayarn.am.spec.IdRanges;
import org.kafkayarn.am.spec.Revision;
import org.kafkayarn.am.spec.RunningChange;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Command;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.store.MoveFiles;
import org.kafkayarn.am.store.SpecStore;

/**
 * The desk of a running ApplicationMaster: one order after another. It answers when the ledger with
 * the operation is safe: what was accepted is not forgotten. Any thread; blocks.
 */
public final class OrderDesk implements OperationDesk {
  /** The file system's time-outs are longer than anybody waits for. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Consumer<Event> events;
  private final LayoutSource layouts;
  private final MoveFiles files;
  private final SpecStore specs;
  private final InstantSource clock;

  /** One order at a time: each is checked against what the one before has made of the state. */
  private final ReentrantLock ordering = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Snapshot> last = Optional.empty();

  public OrderDesk(
      Consumer<Event> events,
      LayoutSource layouts,
      MoveFiles files,
      SpecStore specs,
      InstantSource clock) {
    this.events = events;
    this.layouts = layouts;
    this.files = files;
    this.specs = specs;
    this.clock = clock;
  }

  /** Remembers what the loop believes. The loop's thread. */
  public void follow(Snapshot snapshot) {
    lock.lock();
    try {
      last = Optional.of(snapshot);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ClusterState state() throws Refused {
    lock.lock();
    try {
      return last.map(Snapshot::state)
          .orElseThrow(() -> Refused.now("the ApplicationMaster has just started: try again"));
    } finally {
      lock.unlock();
    }
  }

  // ---- nodes ----

  @Override
  public List<String> preview(RestartOrder order) throws Refused {
    ClusterState state = free(Kind.RESTART);
    checkRestart(state, order);
    return OperationChecks.preview(state, order.nodes(), order.rolling(), clock.instant());
  }

  @Override
  public OperationStatus restart(RestartOrder order) throws Refused, InterruptedException {
    String title =
        "restart brokers "
            + IdRanges.shown(order.nodes())
            + (order.rolling().pendingOnly() ? ", where a change waits for it" : "");
    return order(
        Kind.RESTART,
        title,
        order.nodes(),
        Optional.of(order.rolling()),
        (state, number) -> checkRestart(state, order));
  }

  private void checkRestart(ClusterState state, RestartOrder order) throws Refused {
    known(state, order.nodes());
    List<Integer> due = OperationChecks.due(state, order.nodes(), order.rolling(), clock.instant());
    refuse(OperationChecks.unavailable(state, due, order.rolling().unavailable()));
  }

  @Override
  public List<String> previewStop(SortedSet<Integer> nodes, Unavailable unavailable)
      throws Refused {
    ClusterState state = free(Kind.STOP);
    checkStop(state, nodes, unavailable);
    return OperationChecks.previewStop(state, nodes, stopping(unavailable), clock.instant());
  }

  @Override
  public OperationStatus stop(SortedSet<Integer> nodes, Unavailable unavailable)
      throws Refused, InterruptedException {
    return order(
        Kind.STOP,
        "stop brokers " + IdRanges.shown(nodes),
        nodes,
        Optional.of(stopping(unavailable)),
        (state, number) -> checkStop(state, nodes, unavailable));
  }

  private static Rolling stopping(Unavailable unavailable) {
    return new Rolling(false, unavailable, 1, Optional.empty());
  }

  private static void checkStop(
      ClusterState state, SortedSet<Integer> nodes, Unavailable unavailable) throws Refused {
    known(state, nodes);
    refuse(OperationChecks.stop(state, nodes));
    refuse(OperationChecks.unavailable(state, nodes, unavailable));
  }

  @Override
  public List<String> previewStart(SortedSet<Integer> nodes) throws Refused {
    ClusterState state = free(Kind.START);
    known(state, nodes);
    return OperationChecks.previewStart(state, nodes);
  }

  @Override
  public OperationStatus start(SortedSet<Integer> nodes) throws Refused, InterruptedException {
    return order(
        Kind.START,
        "start brokers " + IdRanges.shown(nodes),
        nodes,
        Optional.empty(),
        (state, number) -> known(state, nodes));
  }

  /** What the orders of a kind are checked against, when none is in the way. */
  private ClusterState free(Kind kind) throws Refused {
    ClusterState state = state();
    refuse(OperationChecks.busy(state, kind));
    return state;
  }

  private static void known(ClusterState state, SortedSet<Integer> nodes) throws Refused {
    Optional<String> unknown = OperationChecks.unknown(state, nodes);
    if (unknown.isPresent()) {
      throw new Refused("brokers: " + unknown.get(), Optional.of("brokers"), false);
    }
  }

  private static void refuse(Optional<String> why) throws Refused {
    if (why.isPresent()) {
      throw Refused.now(why.get());
    }
  }

  // ---- replicas ----

  /** The names of all topics. */
  public SortedSet<String> topics() throws Refused, InterruptedException {
    return Layouts.read(layouts).topics();
  }

  @Override
  public MovePreview preview(MoveOrder order) throws Refused, InterruptedException {
    return Moves.preview(propose(order));
  }

  private Proposal propose(MoveOrder order) throws Refused, InterruptedException {
    if (!order.brokers().isEmpty()) {
      known(state(), order.brokers());
    }
    return Moves.propose(Layouts.read(layouts), order);
  }

  @Override
  public OperationStatus move(MoveOrder order) throws Refused, InterruptedException {
    String title = order.kind().title(order);
    return order(
        Kind.MOVE,
        title,
        new TreeSet<>(),
        Optional.empty(),
        (state, number) -> {
          Proposal proposal = propose(order);
          if (proposal.isEmpty()) {
            throw Refused.now("nothing has to move: the replicas are where they are to be");
          }
          keep(number, new StoredMove(proposal.plan(), order.throttle(), false));
        });
  }

  @Override
  public MovePreview preview(RemoveOrder order) throws Refused, InterruptedException {
    removable(free(Kind.REMOVE), order);
    MovePreview drained = Moves.preview(Moves.drain(Layouts.read(layouts), order.nodes()));
    List<String> lines = new ArrayList<>(drained.lines());
    order
        .nodes()
        .forEach(
            id ->
                lines.add(
                    "node %d then stops, gives its container back and leaves the specification"
                        .formatted(id)));
    return new MovePreview(drained.partitions(), drained.bytes(), drained.brokers(), lines);
  }

  @Override
  public OperationStatus remove(RemoveOrder order) throws Refused, InterruptedException {
    return order(
        Kind.REMOVE,
        "remove brokers " + IdRanges.shown(order.nodes()),
        order.nodes(),
        Optional.empty(),
        (state, number) -> {
          removable(state, order);
          Proposal proposal = Moves.drain(Layouts.read(layouts), order.nodes());
          // Who aborts it wants the state before.
          keep(number, new StoredMove(proposal.plan(), order.throttle(), true));
        });
  }

  private void removable(ClusterState state, RemoveOrder order) throws Refused {
    known(state, order.nodes());
    try {
      var unused = RunningChange.without(order.nodes(), specs.current());
    } catch (UserError e) {
      throw new Refused(e.getMessage(), Optional.of("brokers"), false);
    } catch (Revision.UnderWay e) {
      throw Refused.now(e.getMessage());
    }
  }

  private void keep(long number, StoredMove move) throws Refused {
    try {
      files.write(number, move);
    } catch (IOException e) {
      throw Refused.now("the cluster's home cannot be written: " + e.getMessage());
    }
  }

  // ---- operations ----

  @Override
  public OperationStatus command(long number, Command command, boolean back)
      throws Refused, InterruptedException {
    ordering.lock();
    try {
      Operation operation =
          state()
              .ledger()
              .operations()
              .find(number)
              .orElseThrow(() -> Refused.now("there is no operation " + number));
      refuse(OperationChecks.command(state(), operation, command));
      if (command == Command.ABORT) {
        // A broker that stays is as it was; a rebalance may well stay half done.
        keepDirection(number, back || operation.kind() == Kind.REMOVE);
      }
      events.accept(new OperatorEvent.OperationCommanded(number, command));
      return await(
          number,
          held ->
              switch (command) {
                case PAUSE -> held.status() != Operation.Status.RUNNING;
                case RESUME -> held.status() != Operation.Status.PAUSED;
                case ABORT -> held.status().isEnd() || held.status() == Operation.Status.ABORTING;
              });
    } finally {
      ordering.unlock();
    }
  }

  private void keepDirection(long number, boolean back) throws Refused {
    try {
      Optional<StoredMove> move = files.read(number);
      if (move.isPresent() && move.get().back() != back) {
        files.write(number, move.get().withBack(back));
      }
    } catch (IOException e) {
      throw Refused.now("the cluster's home cannot be read or written: " + e.getMessage());
    }
  }

  /** What an order needs before it becomes an operation. */
  private interface Preparation {
    void prepare(ClusterState state, long number) throws Refused, InterruptedException;
  }

  private OperationStatus order(
      Kind kind,
      String title,
      SortedSet<Integer> nodes,
      Optional<Rolling> rolling,
      Preparation preparation)
      throws Refused, InterruptedException {
    ordering.lock();
    try {
      ClusterState state = free(kind);
      long number = state.ledger().operations().last() + 1;
      preparation.prepare(state, number);
      events.accept(
          new OperatorEvent.OperationOrdered(
              Operation.of(number, kind, title, nodes, rolling, clock.instant())));
      return await(number, held -> true);
    } finally {
      ordering.unlock();
    }
  }

  /** Until the operation is so in a ledger that is safe. */
  private OperationStatus await(long number, Predicate<Operation> isSo)
      throws Refused, InterruptedException {
    long left = PATIENCE.toNanos();
    lock.lock();
    try {
      while (left > 0) {
        Optional<OperationStatus> status = last.flatMap(now -> saved(now, number, isSo));
        if (status.isPresent()) {
          return status.get();
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    throw Refused.now(
        "the cluster's home has not confirmed it within %d s; it may happen yet: kafka-yarn operation list"
            .formatted(PATIENCE.toSeconds()));
  }

  private static Optional<OperationStatus> saved(
      Snapshot now, long number, Predicate<Operation> isSo) {
    boolean safe =
        now.state()
            .saved()
            .flatMap(ledger -> ledger.operations().find(number))
            .filter(isSo)
            .isPresent();
    return safe
        ? now.status().operations().stream().filter(o -> o.number() == number).findFirst()
        : Optional.empty();
  }
}
