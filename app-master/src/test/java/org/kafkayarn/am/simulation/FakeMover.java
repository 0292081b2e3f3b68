package org.kafkayarn.am.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.RunningChange;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.KafkaEvent.OperationMoved.Outcome;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.Operation.Status;
import org.kafkayarn.am.state.OperatorEvent;

/**
 * The edge that moves replicas as ordered, and the store of specs where it takes brokers out that
 * hold none any more. Both end with their ApplicationMaster; what Kafka and the home have, stays.
 */
final class FakeMover {
  /** What is to be done: the real edge looks at no more. */
  private record Wanted(
      long number, Kind kind, SortedSet<Integer> nodes, Instant staged, Status status) {}

  private final World world;
  private final SimulatedMaster master;
  private final FakeStore store;
  private Optional<Wanted> wanted = Optional.empty();
  private int moved;

  FakeMover(World world, SimulatedMaster master, FakeStore store) {
    this.world = world;
    this.master = master;
    this.store = store;
  }

  void follow(ClusterState state) {
    Optional<Wanted> now = state.saved().flatMap(safe -> wanted(safe, state.ledger()));
    if (!now.equals(wanted)) {
      wanted = now;
      now.ifPresent(this::soon);
    }
    state.saved().flatMap(FakeMover::leaving).ifPresent(this::takeOut);
  }

  private static Optional<Wanted> wanted(Ledger safe, Ledger now) {
    return safe.operations()
        .open()
        .flatMap(operation -> now.operations().find(operation.number()).stream())
        .filter(operation -> !operation.status().isEnd())
        .filter(
            operation ->
                operation.kind() == Kind.MOVE
                    || (operation.kind() == Kind.REMOVE && operation.stage() == Stage.DRAINING))
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

  private void soon(Wanted mine) {
    world.time.after(
        200 + world.orders.nextInt(1_800),
        () -> {
          if (master.alive() && wanted.equals(Optional.of(mine))) {
            if (master.isFrozen()) {
              soon(mine);
            } else {
              carryOut(mine);
            }
          }
        });
  }

  private void carryOut(Wanted mine) {
    switch (mine.status()) {
      case RUNNING -> {
        if (world.faults && world.orders.nextInt(60) == 0) {
          tell(mine, Outcome.FAILED, 0);
        } else if (mine.kind() == Kind.MOVE) {
          move(mine);
        } else {
          drain(mine);
        }
      }
      case ABORTING -> tell(mine, Outcome.UNDONE, 0);
      case PAUSED, DONE, FAILED, ABORTED -> {}
    }
  }

  private void move(Wanted mine) {
    if (moved++ >= 3) {
      moved = 0;
      tell(mine, Outcome.DONE, 0);
    } else {
      world.kafka.moves.any();
      tell(mine, Outcome.UNDER_WAY, 0);
      soon(mine);
    }
  }

  private void drain(Wanted mine) {
    switch (world.kafka.moves.drain(mine.nodes())) {
      case NOTHING_LEFT -> {
        // Between its last look and its word somebody may create a topic.
        long late = world.orders.nextInt(1_000);
        if (world.faults && world.orders.nextInt(3) == 0) {
          world.time.after(
              world.orders.nextInt(3_000), () -> world.kafka.moves.create(mine.nodes()));
        }
        tell(mine, Outcome.DONE, late);
      }
      case IMPOSSIBLE -> tell(mine, Outcome.FAILED, 0);
      case MOVED, WAITS -> {
        tell(mine, Outcome.UNDER_WAY, 0);
        soon(mine);
      }
    }
  }

  private void tell(Wanted mine, Outcome outcome, long lateMs) {
    master.later(
        lateMs,
        new KafkaEvent.OperationMoved(
            mine.number(),
            outcome,
            new MoveProgress(moved, moved, 0, 0, 0, List.of(), ""),
            "as simulated"));
  }

  // ---- the store of specs ----

  private static Optional<SortedSet<Integer>> leaving(Ledger safe) {
    return safe.operations()
        .running()
        .filter(operation -> operation.stage() == Stage.LEAVING)
        .map(Operation::nodes)
        .findFirst();
  }

  private void takeOut(SortedSet<Integer> nodes) {
    boolean wantedStill = nodes.stream().anyMatch(id -> world.spec.nodes().containsKey(id));
    if (!wantedStill || !master.isCurrent() || world.time.nowMs() < store.failsUntilMs) {
      return;
    }
    world.note("the spec is without " + nodes + " from now on");
    ClusterSpec next = world.want(without(world.spec, nodes));
    master.later(world.orders.nextInt(200), new OperatorEvent.SpecChanged(next));
  }

  /** The specification without these brokers. */
  static ClusterSpec without(ClusterSpec spec, SortedSet<Integer> nodes) {
    ClusterSpec plain = spec.withRetiring(new TreeMap<>());
    return RunningChange.without(
            nodes, new StoredSpec(SpecChanges.of(plain), plain, Optional.empty()))
        .target()
        .spec();
  }
}
