package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Status;
import org.kafkayarn.am.state.Operations;

/** Tells what becomes of operators' orders, each change once. */
final class OperationStory {
  private final Teller teller;
  private final Map<Long, Status> told = new HashMap<>();
  private Operations last = Operations.NONE;

  OperationStory(Teller teller) {
    this.teller = teller;
  }

  /** What earlier attempts have told. */
  void began(ClusterState state) {
    last = state.ledger().operations();
    last.all().forEach(operation -> told.put(operation.number(), operation.status()));
  }

  @SuppressWarnings("ReferenceEquality") // what is the same object has not changed
  void tell(ClusterState state, Instant at) {
    Operations now = state.ledger().operations();
    if (now == last) {
      return;
    }
    last = now;
    for (Operation operation : now.all()) {
      Status before = told.put(operation.number(), operation.status());
      if (before != operation.status()) {
        teller.ofCluster(at, kind(operation.status(), before == null), words(operation));
      }
    }
  }

  private static EventKind kind(Status status, boolean first) {
    return switch (status) {
      case RUNNING -> first ? EventKind.OPERATION_BEGAN : EventKind.OPERATION_RESUMED;
      case PAUSED -> EventKind.OPERATION_PAUSED;
      case ABORTING -> EventKind.OPERATION_ABORTING;
      case DONE -> EventKind.OPERATION_DONE;
      case FAILED -> EventKind.OPERATION_FAILED;
      case ABORTED -> EventKind.OPERATION_ABORTED;
    };
  }

  private static String words(Operation operation) {
    return "operation %d: %s".formatted(operation.number(), operation.title())
        + (operation.word().isEmpty() ? "" : ": " + operation.word());
  }
}
