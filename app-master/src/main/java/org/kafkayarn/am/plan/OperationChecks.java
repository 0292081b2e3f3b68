package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.Slot;

/** Why an order of an operator cannot be carried out, before anything has changed. */
public final class OperationChecks {
  /** Nodes stop and start by one order at a time, and replicas move by one. */
  private static final Set<Kind> ON_NODES = Set.of(Kind.RESTART, Kind.STOP, Kind.START);

  private OperationChecks() {}

  /** The first of the ids that is none of a node. */
  public static Optional<String> unknown(ClusterState state, SortedSet<Integer> ids) {
    if (ids.isEmpty()) {
      return Optional.of("no broker is named: name them, as 0..2, or * for all");
    }
    return ids.stream()
        .filter(id -> !state.slots().containsKey(id))
        .findFirst()
        .map(
            id ->
                "there is no broker %d: the cluster has %s"
                    .formatted(id, Words.nodes(state.slots().keySet())));
  }

  /** What of its kind has not ended. */
  public static Optional<String> busy(ClusterState state, Kind kind) {
    if (state.stopping()) {
      return Optional.of("the cluster is stopping");
    }
    boolean onNodes = ON_NODES.contains(kind);
    return state
        .ledger()
        .operations()
        .open()
        .filter(other -> ON_NODES.contains(other.kind()) == onNodes)
        // Nodes that were stopped may be what a restart waits for.
        .filter(other -> kind != Kind.START || other.kind() != Kind.RESTART)
        .findFirst()
        .map(
            other ->
                "operation %d (%s) has not ended: wait for it (kafka-yarn operation follow %d), or abort it"
                    .formatted(other.number(), other.title(), other.number()));
  }

  /** What would be unavailable, where that is not accepted. */
  public static Optional<String> unavailable(
      ClusterState state, Collection<Integer> ids, Unavailable policy) {
    if (policy != Unavailable.REFUSE) {
      return Optional.empty();
    }
    if (state.kafka().replicas().isEmpty()) {
      return Optional.of(
          "Kafka has not told yet which partitions the brokers hold: try again in a moment");
    }
    return ids.stream()
        .flatMap(
            id -> Rolls.unavailable(state, id).map(why -> "broker " + id + ": " + why).stream())
        .findFirst();
  }

  /** The nodes that would restart. */
  public static List<Integer> due(
      ClusterState state, SortedSet<Integer> nodes, Rolling rolling, Instant now) {
    Operation would =
        Operation.of(Long.MAX_VALUE, Kind.RESTART, "", nodes, Optional.of(rolling), now);
    return Rolls.queue(state, would).stream().map(Slot::id).toList();
  }

  /** One line for each node that would restart, in the order of the restarts. */
  public static List<String> preview(
      ClusterState state, SortedSet<Integer> nodes, Rolling rolling, Instant now) {
    List<String> lines = new ArrayList<>();
    List<Integer> due = due(state, nodes, rolling, now);
    Turn turn = new Turn(state, now);
    for (int id : due) {
      Slot slot = state.slot(id);
      String missed =
          nowItWouldWait(
              Rolls.unavailable(state, id)
                  .filter(why -> rolling.unavailable() != Unavailable.ALLOW)
                  .or(() -> Gate.restart(turn, slot)));
      lines.add("node " + id + " restarts " + Resizes.preview(state, slot) + missed);
    }
    SortedSet<Integer> others = new TreeSet<>(nodes);
    others.removeAll(due);
    for (int id : others) {
      lines.add(
          state.slot(id).serving()
              ? "node " + id + " runs as the specification says"
              : "node " + id + " does not serve: it is waited for");
    }
    return lines;
  }

  /** One line for each node, in the order in which they would stop. */
  public static List<String> previewStop(
      ClusterState state, SortedSet<Integer> nodes, Rolling how, Instant now) {
    Operation would = Operation.of(Long.MAX_VALUE, Kind.STOP, "", nodes, Optional.of(how), now);
    Turn turn = new Turn(state, now);
    List<String> lines = new ArrayList<>();
    for (Slot slot : Halts.queue(state, nodes)) {
      lines.add(
          "node %d stops and gives its container back%s"
              .formatted(slot.id(), nowItWouldWait(Halts.missed(turn, would, slot))));
    }
    nodes.stream()
        .filter(id -> Halts.isHalted(state, id))
        .forEach(id -> lines.add("node " + id + " was stopped before, and stays so"));
    return lines;
  }

  /** One line for each node; those that were stopped start together. */
  public static List<String> previewStart(ClusterState state, SortedSet<Integer> nodes) {
    List<String> lines = new ArrayList<>();
    for (int id : nodes) {
      Slot slot = state.slot(id);
      if (Halts.isHalted(state, id)) {
        lines.add(
            slot.phase() == Slot.Phase.VACANT
                ? "node " + id + " starts in a new container, on its host where that has room"
                : "node " + id + " starts again when it has stopped");
      } else {
        lines.add(
            slot.serving()
                ? "node " + id + " serves already"
                : "node " + id + " was not stopped and does not serve: it is waited for");
      }
    }
    return lines;
  }

  private static String nowItWouldWait(Optional<String> why) {
    return why.map(line -> "; now it would wait: " + line).orElse("");
  }

  /** Why nodes cannot be stopped, whatever else happens. */
  public static Optional<String> stop(ClusterState state, SortedSet<Integer> nodes) {
    return Gate.quorumMisses(state, nodes)
        .map(why -> why + ". Stop fewer, or the cluster: kafka-yarn stop");
  }

  /** Why an operation cannot be paused, resumed or aborted. */
  public static Optional<String> command(
      ClusterState state, Operation operation, Operation.Command command) {
    if (operation.status().isEnd()) {
      return Optional.of(
          "operation %d has ended: %s".formatted(operation.number(), operation.status()));
    }
    if (operation.status() == Operation.Status.ABORTING) {
      return Optional.of("operation %d is being aborted".formatted(operation.number()));
    }
    boolean leaving =
        switch (command) {
          case PAUSE -> operation.kind() == Kind.REMOVE && operation.stage() == Stage.LEAVING;
          case ABORT -> operation.isLeaving(state.spec());
          case RESUME -> false;
        };
    return leaving
        ? Optional.of(
            "operation %d: the brokers have left the specification and can only go: add them again when they have"
                .formatted(operation.number()))
        : Optional.empty();
  }
}
