package org.kafkayarn.am.plan;

import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.plan.Pending.Change;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Stage;
import org.kafkayarn.am.state.Operation.Status;
import org.kafkayarn.am.state.Replicas.Partitions;
import org.kafkayarn.am.state.ReplicasSeen;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;

/** When an operation has come to its end, good or bad. */
final class OperationRules {
  /** A crash may have nothing to do with the restart; two in a row have. */
  private static final int CRASHES = 2;

  private OperationRules() {}

  static void apply(Turn turn) {
    for (Operation operation : turn.state().ledger().operations().running().toList()) {
      Optional<String> failed =
          operation.kind() == Kind.RESTART ? failed(turn.state(), operation) : Optional.empty();
      if (failed.isPresent()) {
        end(turn, operation, Status.FAILED, failed.get());
      } else if (isDone(turn.state(), operation)) {
        end(turn, operation, Status.DONE, "done");
      }
    }
  }

  private static void end(Turn turn, Operation operation, Status status, String why) {
    Operation ended = operation.in(status, why, turn.now);
    turn.become(turn.state().with(turn.state().ledger().with(ended)));
  }

  private static boolean isDone(ClusterState state, Operation operation) {
    return switch (operation.kind()) {
      case RESTART -> Rolls.left(state, operation).isEmpty() && behind(state, operation).isEmpty();
      case STOP ->
          operation.nodes().stream()
              .allMatch(
                  id ->
                      !state.slots().containsKey(id)
                          || (Halts.isHalted(state, id)
                              && state.slot(id).phase() == Slot.Phase.VACANT));
      case START ->
          operation.nodes().stream()
              .allMatch(id -> !state.slots().containsKey(id) || state.slot(id).serving());
      case MOVE -> false;
      case REMOVE ->
          operation.stage() == Stage.LEAVING
              && operation.nodes().stream().noneMatch(id -> state.slots().containsKey(id));
    };
  }

  /** What a node that was restarted has yet to copy, by Kafka's word from after its start. */
  static Optional<String> behind(ClusterState state, Operation operation) {
    Optional<ReplicasSeen> seen = state.kafka().replicas();
    for (int id : operation.touched()) {
      Slot slot = state.slots().get(id);
      if (slot == null || slot.launcher().isEmpty()) {
        continue;
      }
      if (seen.isEmpty() || !seen.get().at().isAfter(slot.launcher().get().since())) {
        return Optional.of("Kafka has not told since whether node " + id + " is in sync again");
      }
      Partitions partitions = seen.get().replicas().hosting().behind().get(id);
      if (partitions != null) {
        return Optional.of("node " + id + " is not in sync yet: " + partitions);
      }
    }
    return Optional.empty();
  }

  /** A node that the operation has stopped does not come back as it is. */
  private static Optional<String> failed(ClusterState state, Operation operation) {
    return operation.touched().stream()
        .flatMap(id -> Optional.ofNullable(state.slots().get(id)).stream())
        .filter(slot -> hasFailed(operation, slot))
        .findFirst()
        .map(slot -> words(state, operation, slot));
  }

  private static boolean hasFailed(Operation operation, Slot slot) {
    Optional<Failure> last =
        slot.failure().filter(failure -> !failure.at().isBefore(operation.began()));
    if (last.isEmpty()) {
      return false;
    }
    return switch (last.get().kind()) {
      case BAD_CONFIG, BAD_ENVIRONMENT, NO_JAVA, FORMAT_FAILED -> !slot.serving();
      case CRASHED, OUT_OF_MEMORY -> slot.failures() >= CRASHES;
      case FOREIGN_DATA,
          DATA_MISSING,
          DATA_UNWRITABLE,
          DATA_LOCKED,
          DISK_FULL,
          PORT_TAKEN,
          HOST_LOST,
          PREEMPTED ->
          false;
    };
  }

  private static String words(ClusterState state, Operation operation, Slot slot) {
    List<Integer> untouched =
        operation.nodes().stream().filter(id -> !operation.touched().contains(id)).toList();
    return "node %d does not come back: %s. %s. %s, or mend it, and order the restart again"
        .formatted(
            slot.id(),
            slot.failure().orElseThrow().line(),
            untouched.isEmpty()
                ? "No other is left to restart"
                : "Untouched: " + Words.nodes(untouched),
            earlierKafka(state, untouched)
                .map(
                    archive ->
                        "Go back with kafka-yarn broker update -name %s -kafka %s -restart"
                            .formatted(state.spec().name(), archive))
                .orElse(
                    "Take the change back: kafka-yarn spec rollback -name %s (kafka-yarn spec history lists the changes)"
                        .formatted(state.spec().name())));
  }

  /** The archive of the cluster that those who were not touched run, if another is wanted now. */
  private static Optional<String> earlierKafka(ClusterState state, List<Integer> untouched) {
    return untouched.stream()
        .flatMap(id -> Optional.ofNullable(state.slots().get(id)).stream())
        .flatMap(slot -> Pending.of(state, slot).of("kafka").stream())
        .filter(difference -> difference.wanted().equals(Optional.of(state.spec().kafka())))
        .flatMap(difference -> difference.running().stream())
        .findFirst();
  }

  /** A failure of a start that was not the one that is wanted now says nothing of it. */
  static boolean isOfAnother(ClusterState state, Slot slot) {
    return slot.runs(LauncherState.Phase.FAILED)
        && slot.failure().filter(f -> f.kind() == FailureClass.BAD_CONFIG).isPresent()
        && Pending.needsRestart(state, slot);
  }

  /**
   * The same of a container. One crash alone is no reason: the archive of a node that has run well
   * changes on an operator's order.
   */
  static boolean isOfAnotherContainer(ClusterState state, Slot slot) {
    boolean repeated =
        slot.failures() >= CRASHES
            || slot.failure()
                .filter(
                    f ->
                        f.kind() == FailureClass.BAD_CONFIG
                            || f.kind() == FailureClass.BAD_ENVIRONMENT)
                .isPresent();
    Pending pending = Pending.of(state, slot);
    return repeated
        && slot.order().isEmpty()
        && (pending.has(Change.REPLACE) || pending.has(Change.RESIZE));
  }
}
