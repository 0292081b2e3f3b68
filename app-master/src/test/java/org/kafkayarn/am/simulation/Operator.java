package org.kafkayarn.am.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.kafkayarn.am.plan.OperationChecks;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Command;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.OperatorEvent;

/**
 * Who orders restarts, stops and other sizes of the nodes, pauses and aborts, while all else goes
 * wrong; in the end all that was ordered must have come about. Chance of its own: worlds are what
 * they are without it.
 */
final class Operator {
  private final World world;
  private final Supplier<SimulatedMaster> master;
  private final Random random;
  private final boolean atWork;
  private boolean ending;

  Operator(World world, Supplier<SimulatedMaster> master, long seed) {
    this.world = world;
    this.master = master;
    // The first numbers of neighbouring seeds are alike.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.atWork = random.nextBoolean();
  }

  void begin() {
    if (atWork) {
      world.time.after(10_000 + random.nextInt(60_000), this::work);
    }
  }

  private void work() {
    if (ending) {
      return;
    }
    SimulatedMaster now = master.get();
    if (now.alive() && now.isCurrent() && !now.state().stopping()) {
      one(now);
    }
    world.time.after(2_000 + random.nextInt(30_000), this::work);
  }

  private void one(SimulatedMaster now) {
    List<Operation> open = now.state().ledger().operations().open().toList();
    if (!open.isEmpty() && random.nextInt(3) == 0) {
      command(
          now,
          open.get(0).number(),
          List.of(Command.PAUSE, Command.RESUME, Command.ABORT).get(random.nextInt(3)));
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> order(now, Kind.STOP, anyOne(now.state()));
      case 1 -> order(now, Kind.START, all(now.state()));
      case 2 -> {
        resize(now);
        order(now, Kind.RESTART, all(now.state()));
      }
      case 3 -> order(now, Kind.MOVE, new TreeSet<>());
      case 4, 5 -> resizeBrokers(now);
      default -> order(now, Kind.RESTART, some(now.state()));
    }
  }

  private static SortedSet<Integer> all(ClusterState state) {
    return new TreeSet<>(state.spec().nodes().keySet());
  }

  private SortedSet<Integer> some(ClusterState state) {
    SortedSet<Integer> some = all(state);
    some.removeIf(id -> some.size() > 1 && random.nextInt(3) == 0);
    return some;
  }

  private SortedSet<Integer> anyOne(ClusterState state) {
    List<Integer> ids = new ArrayList<>(all(state));
    return new TreeSet<>(List.of(ids.get(random.nextInt(ids.size()))));
  }

  private void command(SimulatedMaster now, long number, Command command) {
    world.note("the operator says of operation " + number + ": " + command);
    now.post(new OperatorEvent.OperationCommanded(number, command));
  }

  private void order(SimulatedMaster now, Kind kind, SortedSet<Integer> nodes) {
    ClusterState state = now.state();
    boolean impossible =
        OperationChecks.busy(state, kind)
            .or(
                () ->
                    kind == Kind.MOVE
                        ? Optional.<String>empty()
                        : OperationChecks.unknown(state, nodes))
            .or(
                () ->
                    kind == Kind.STOP
                        ? OperationChecks.stop(state, nodes)
                        : Optional.<String>empty())
            .isPresent();
    if (impossible) {
      return;
    }
    Rolling rolling =
        new Rolling(
            random.nextBoolean(),
            Unavailable.ALLOW,
            1 + random.nextInt(3),
            random.nextInt(4) == 0 ? Optional.of(Duration.ofSeconds(10)) : Optional.empty());
    Operation operation =
        Operation.of(
            state.ledger().operations().last() + 1,
            kind,
            kind + " " + nodes,
            nodes,
            kind == Kind.RESTART || kind == Kind.STOP ? Optional.of(rolling) : Optional.empty(),
            world.time.now());
    world.note("the operator orders " + operation);
    now.post(new OperatorEvent.OperationOrdered(operation));
  }

  /** The last broker goes; or comes again, once it has gone. */
  private void resizeBrokers(SimulatedMaster now) {
    ClusterSpec spec = world.spec;
    boolean others =
        !spec.retiring().isEmpty()
            || !world.wanted.later.isEmpty()
            || now.state().ledger().operations().open().anyMatch(o -> o.kind() == Kind.REMOVE)
            || spec.generation() != now.state().spec().generation();
    if (others) {
      return;
    }
    ClusterSpec first = world.wanted.spec;
    if (!spec.nodes().keySet().equals(first.nodes().keySet())) {
      ClusterSpec next =
          SpecRules.complete(SpecChanges.of(first), spec.generation() + 1, spec.kafka());
      world.note("the operator wants all brokers again: " + next.nodes().keySet());
      now.post(new OperatorEvent.SpecChanged(world.want(next)));
      return;
    }
    SortedSet<Integer> brokers = new TreeSet<>(all(now.state()));
    brokers.removeIf(id -> !spec.nodes().containsKey(id) || !spec.node(id).broker());
    if (brokers.size() - 1 < Math.max(3, world.kafka.moves.mostReplicas())) {
      return;
    }
    SortedSet<Integer> last = new TreeSet<>(List.of(brokers.last()));
    if (isAccepted(spec, last)) {
      order(now, Kind.REMOVE, last);
    }
  }

  /** A gang may need as many nodes as there are. */
  private static boolean isAccepted(ClusterSpec spec, SortedSet<Integer> leaving) {
    try {
      return !FakeMover.without(spec, leaving).nodes().isEmpty();
    } catch (UserError e) {
      return false;
    }
  }

  /** Another size or archive of all nodes, or what takes a restart only. */
  private void resize(SimulatedMaster now) {
    ClusterSpec spec = world.spec;
    if (!spec.retiring().isEmpty() || !world.wanted.later.isEmpty()) {
      return;
    }
    SpecChanges changes =
        switch (random.nextInt(4)) {
          case 0 -> SpecChanges.of(spec).with(SpecKey.KAFKA, "hdfs:///kafka-" + random.nextInt(3));
          case 1 ->
              SpecChanges.of(spec)
                  .withSetting("num.io.threads", Optional.of("" + (1 + random.nextInt(9))));
          default -> SpecChanges.of(spec).with(SpecKey.MEMORY, 1024 + 256 * random.nextInt(3));
        };
    ClusterSpec next = SpecRules.complete(changes, spec.generation() + 1, spec.kafka());
    world.note(
        "the operator wants %s %s %d MiB".formatted(next.kafka(), next.config(), next.memoryMb()));
    now.post(new OperatorEvent.SpecChanged(world.want(next)));
  }

  /** From now on it only sees to it that all comes to its end. */
  void end() {
    ending = true;
    see();
  }

  private void see() {
    SimulatedMaster now = master.get();
    if (now.alive() && now.isCurrent() && !now.state().stopping()) {
      now.state()
          .ledger()
          .operations()
          .open()
          .filter(operation -> operation.status() == Operation.Status.PAUSED)
          .forEach(operation -> command(now, operation.number(), Command.RESUME));
      if (!now.state().ledger().halted().isEmpty()) {
        order(now, Kind.START, new TreeSet<>(now.state().ledger().halted()));
      }
    }
    world.time.after(5_000, this::see);
  }

  /** All that was ordered has come about. */
  static boolean isSatisfied(ClusterState state) {
    return state.ledger().operations().open().findAny().isEmpty()
        && state.ledger().halted().isEmpty();
  }

  /** For a violation. */
  @Override
  public String toString() {
    Map<Long, String> open = new HashMap<>();
    master
        .get()
        .state()
        .ledger()
        .operations()
        .open()
        .forEach(operation -> open.put(operation.number(), operation.toString()));
    return open.toString();
  }
}
