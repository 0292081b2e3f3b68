package org.kafkayarn.am.operation;

import java.util.List;
import java.util.SortedSet;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.OperationStatus;

/**
 * Takes the orders of operators: checks each, and makes an operation of it that the ledger knows
 * before the answer. What is refused has changed nothing. A preview is refused as its order would
 * be.
 */
public interface OperationDesk {
  /** In which order the nodes would restart, one line each, and what would keep them waiting. */
  List<String> preview(RestartOrder order) throws Refused;

  OperationStatus restart(RestartOrder order) throws Refused, InterruptedException;

  /** In which order the nodes would stop, one line each, and what would keep them waiting. */
  List<String> previewStop(SortedSet<Integer> nodes, Operation.Unavailable unavailable)
      throws Refused;

  OperationStatus stop(SortedSet<Integer> nodes, Operation.Unavailable unavailable)
      throws Refused, InterruptedException;

  /** What would become of each node. */
  List<String> previewStart(SortedSet<Integer> nodes) throws Refused;

  OperationStatus start(SortedSet<Integer> nodes) throws Refused, InterruptedException;

  MovePreview preview(MoveOrder order) throws Refused, InterruptedException;

  OperationStatus move(MoveOrder order) throws Refused, InterruptedException;

  MovePreview preview(RemoveOrder order) throws Refused, InterruptedException;

  OperationStatus remove(RemoveOrder order) throws Refused, InterruptedException;

  /**
   * Pauses, resumes or aborts one.
   *
   * @param back of an abort: also undo what is done already
   */
  OperationStatus command(long number, Operation.Command command, boolean back)
      throws Refused, InterruptedException;
}
