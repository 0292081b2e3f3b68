package org.kafkayarn.am.operation;

import java.util.List;
import java.util.SortedSet;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.OperationStatus;

/**
 * Takes the orders of operators: checks each, and makes an operation of it that the ledger knows
 * before the answer. What is refused has changed nothing.
 */
public interface OperationDesk {
  /** In which order the nodes would restart, one line each, and what would keep them waiting. */
  List<String> preview(RestartOrder order) throws Refused;

  OperationStatus restart(RestartOrder order) throws Refused, InterruptedException;

  OperationStatus stop(SortedSet<Integer> nodes, Operation.Unavailable unavailable)
      throws Refused, InterruptedException;

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
