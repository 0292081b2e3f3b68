package org.kafkayarn.am.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.am.state.Slot;

/** Tells how far operations are: which node is waited for, and what blocks it. */
final class OperationReport {
  private OperationReport() {}

  /** The latest first. */
  static List<OperationStatus> of(Plan plan) {
    ClusterState state = plan.intended();
    List<OperationStatus> all = new ArrayList<>();
    state.ledger().operations().all().forEach(operation -> all.add(of(plan, operation)));
    Collections.reverse(all);
    return all;
  }

  private static OperationStatus of(Plan plan, Operation operation) {
    ClusterState state = plan.intended();
    List<Integer> left = operation.status().isEnd() ? List.of() : left(state, operation);
    List<Integer> done = new ArrayList<>(operation.nodes());
    if (operation.status().isEnd()) {
      done.retainAll(operation.touched());
    } else {
      done.removeAll(left);
    }
    return OperationStatus.of(
        operation,
        operation.word().isEmpty() ? message(plan, operation, left) : operation.word(),
        done,
        left,
        Optional.ofNullable(state.moves().get(operation.number())));
  }

  /** The current first. */
  private static List<Integer> left(ClusterState state, Operation operation) {
    return switch (operation.kind()) {
      case RESTART -> {
        List<Integer> left = new ArrayList<>();
        Rolls.away(state, operation).forEach(slot -> left.add(slot.id()));
        Rolls.queue(state, operation).stream()
            .map(Slot::id)
            .filter(id -> !left.contains(id))
            .forEach(left::add);
        Rolls.left(state, operation).stream().filter(id -> !left.contains(id)).forEach(left::add);
        yield left;
      }
      case STOP ->
          operation.nodes().stream()
              .filter(id -> state.slots().containsKey(id))
              .filter(
                  id -> state.slot(id).phase() != Slot.Phase.VACANT || !Halts.isHalted(state, id))
              .toList();
      case START ->
          operation.nodes().stream()
              .filter(id -> state.slots().containsKey(id))
              .filter(id -> !state.slot(id).serving())
              .toList();
      case REMOVE ->
          operation.nodes().stream().filter(id -> state.slots().containsKey(id)).toList();
      case MOVE -> List.of();
    };
  }

  private static String message(Plan plan, Operation operation, List<Integer> left) {
    ClusterState state = plan.intended();
    if (operation.kind() == Kind.MOVE
        || (operation.kind() == Kind.REMOVE && operation.stage() == Stage.DRAINING)) {
      return Optional.ofNullable(state.moves().get(operation.number()))
          .map(OperationReport::words)
          .orElse("it looks where the replicas are");
    }
    for (int id : left) {
      Plan.Wait wait = plan.waits().get(id);
      if (wait != null) {
        return "node " + id + ": " + wait.reason();
      }
    }
    return operation.kind() == Kind.RESTART
        ? OperationRules.behind(state, operation).orElse("")
        : "";
  }

  private static String words(MoveProgress move) {
    return "%d of %d partitions moved".formatted(move.partitionsDone(), move.partitionsTotal())
        + (move.waits().isEmpty() ? "" : "; " + move.waits());
  }
}
