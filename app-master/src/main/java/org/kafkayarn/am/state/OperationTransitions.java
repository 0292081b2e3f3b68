package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.state.Operation.Command;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.Operation.Status;
import org.pcollections.TreePMap;

/** How operations go on: the part of {@link Transitions} about them. */
final class OperationTransitions {
  private final ClusterState state;
  private final Instant now;

  OperationTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  ClusterState ordered(Operation operation) {
    if (operation.number() <= state.ledger().operations().last()) {
      return state;
    }
    Ledger next = state.ledger().with(operation);
    if (operation.kind() == Kind.START) {
      SortedSet<Integer> halted = new TreeSet<>(next.halted());
      halted.removeAll(operation.nodes());
      next = next.withHalted(halted);
    }
    return state.with(next);
  }

  ClusterState commanded(long number, Command command) {
    Optional<Operation> held =
        state.ledger().operations().find(number).filter(known -> !known.status().isEnd());
    if (held.isEmpty()) {
      return state;
    }
    Operation operation = held.get();
    return switch (command) {
      case PAUSE ->
          operation.runs()
              ? with(operation.in(Status.PAUSED, "paused by the operator", now))
              : state;
      case RESUME ->
          operation.status() == Status.PAUSED ? with(operation.in(Status.RUNNING, "", now)) : state;
      case ABORT ->
          operation.isLeaving(state.spec())
              ? state
              : with(
                  moves(operation)
                      ? operation
                          // What a removal has moved already goes back, also when all has.
                          .at(Stage.DRAINING, now)
                          .in(Status.ABORTING, "aborted by the operator", now)
                      : operation.in(Status.ABORTED, "aborted by the operator", now));
    };
  }

  private static boolean moves(Operation operation) {
    return operation.kind() == Kind.MOVE || operation.kind() == Kind.REMOVE;
  }

  /** How far a move is is not remembered: whoever takes over asks Kafka. */
  ClusterState moved(KafkaEvent.OperationMoved event) {
    Optional<Operation> held =
        state.ledger().operations().find(event.number()).filter(known -> !known.status().isEnd());
    if (held.isEmpty()) {
      return state;
    }
    Operation operation = held.get();
    ClusterState next =
        state.toBuilder()
            .moves(TreePMap.fromSortedMap(state.moves()).plus(event.number(), event.progress()))
            .build();
    return switch (event.outcome()) {
      case UNDER_WAY -> next;
      case DONE -> {
        // Who aborts it hears of its end by UNDONE.
        if (operation.status() == Status.ABORTING) {
          yield next;
        }
        yield next.with(
            next.ledger()
                .with(
                    operation.kind() == Kind.REMOVE
                        ? operation.at(Stage.EMPTY, now)
                        : operation.in(Status.DONE, event.detail(), now)));
      }
      case UNDONE ->
          next.with(next.ledger().with(operation.in(Status.ABORTED, event.detail(), now)));
      case FAILED -> next.with(next.ledger().with(failed(operation, event.detail())));
    };
  }

  /** Brokers that the specification has lost can only go: nobody could order that again. */
  private Operation failed(Operation operation, String why) {
    return operation.isLeaving(state.spec())
        ? operation.in(
            Status.PAUSED,
            why
                + ". When that is mended: kafka-yarn operation resume "
                + operation.number()
                + " -name "
                + state.spec().name(),
            now)
        : operation.in(Status.FAILED, why, now);
  }

  private ClusterState with(Operation changed) {
    return state.with(state.ledger().with(changed));
  }
}
