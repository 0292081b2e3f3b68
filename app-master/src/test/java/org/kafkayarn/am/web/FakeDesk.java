package org.kafkayarn.am.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.operation.MoveOrder;
import org.kafkayarn.am.operation.MovePreview;
import org.kafkayarn.am.operation.OperationDesk;
import org.kafkayarn.am.operation.Refused;
import org.kafkayarn.am.operation.RemoveOrder;
import org.kafkayarn.am.operation.RestartOrder;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.OperationStatus;

/** A desk that notes what is ordered, and refuses when the test says so. */
final class FakeDesk implements OperationDesk {
  final List<Object> ordered = new ArrayList<>();
  final List<Object> previewed = new ArrayList<>();
  Optional<Refused> refusal = Optional.empty();

  static OperationStatus operation(long number, Operation.Kind kind) {
    return OperationStatus.of(
        Operation.of(number, kind, "work", new TreeSet<>(), Optional.empty(), Instant.EPOCH),
        "goes on",
        List.of(),
        List.of(0, 1),
        Optional.empty());
  }

  private OperationStatus order(Operation.Kind kind, Object order) throws Refused {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    ordered.add(order);
    return operation(ordered.size(), kind);
  }

  private MovePreview shown(Object order) throws Refused {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    previewed.add(order);
    return new MovePreview(
        2,
        4_096,
        List.of(new MovePreview.BrokerChange(0, 3, 2, 1, 1, 8_192, 4_096)),
        List.of("topic a"));
  }

  @Override
  public List<String> preview(RestartOrder order) throws Refused {
    previewed.add(order);
    return List.of("node 0 restarts in place");
  }

  @Override
  public OperationStatus restart(RestartOrder order) throws Refused {
    return order(Operation.Kind.RESTART, order);
  }

  @Override
  public List<String> previewStop(SortedSet<Integer> nodes, Operation.Unavailable unavailable) {
    return nodes.stream().map(id -> "node " + id + " stops").toList();
  }

  @Override
  public List<String> previewStart(SortedSet<Integer> nodes) {
    return nodes.stream().map(id -> "node " + id + " starts").toList();
  }

  @Override
  public OperationStatus stop(SortedSet<Integer> nodes, Operation.Unavailable unavailable)
      throws Refused {
    return order(Operation.Kind.STOP, "stop " + nodes + " " + unavailable);
  }

  @Override
  public OperationStatus start(SortedSet<Integer> nodes) throws Refused {
    return order(Operation.Kind.START, "start " + nodes);
  }

  @Override
  public MovePreview preview(MoveOrder order) throws Refused {
    return shown(order);
  }

  @Override
  public OperationStatus move(MoveOrder order) throws Refused {
    return order(Operation.Kind.MOVE, order);
  }

  @Override
  public MovePreview preview(RemoveOrder order) throws Refused {
    return shown(order);
  }

  @Override
  public OperationStatus remove(RemoveOrder order) throws Refused {
    return order(Operation.Kind.REMOVE, order);
  }

  @Override
  public OperationStatus command(long number, Operation.Command command, boolean back)
      throws Refused {
    return order(Operation.Kind.MOVE, command + " " + number + (back ? " back" : ""));
  }
}
