package org.kafkayarn.client.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.kafkayarn.am.state.MoveProgress;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.text.Bytes;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.text.Times;

/** Operations as lines for people. */
final class OperationText {
  private OperationText() {}

  /** How far one is, and what it waits for. */
  static String line(OperationStatus operation) {
    String message = operation.message().isEmpty() ? "" : ": " + OneLine.of(operation.message());
    return "operation %d, %s: %s%s%s"
        .formatted(
            operation.number(),
            operation.title(),
            operation.status(),
            progress(operation),
            message);
  }

  private static String progress(OperationStatus operation) {
    String nodes =
        operation.done().isEmpty() && operation.left().isEmpty()
            ? ""
            : ", %d of %d nodes"
                .formatted(
                    operation.done().size(), operation.done().size() + operation.left().size());
    return nodes + operation.move().map(OperationText::progress).orElse("");
  }

  private static String progress(MoveProgress move) {
    return ", %d of %d partitions, %s of %s%s"
        .formatted(
            move.partitionsDone(),
            move.partitionsTotal(),
            Bytes.show(move.bytesDone()),
            Bytes.show(move.bytesTotal()),
            move.bytesPerSecond() > 0
                ? ", at most %s/s per broker".formatted(Bytes.show(move.bytesPerSecond()))
                : "");
  }

  static List<String> table(List<OperationStatus> operations, Instant now) {
    Table table = new Table("operation", "status", "began", "took", "what", "how far");
    for (OperationStatus operation : operations) {
      Duration took = Duration.between(operation.began(), operation.ended().orElse(now));
      table.row(
          Long.toString(operation.number()),
          operation.status(),
          Times.show(operation.began()),
          Durations.show(took),
          operation.title(),
          (progress(operation)
                  + (operation.message().isEmpty() ? "" : ", " + OneLine.of(operation.message())))
              .replaceFirst("^, ", ""));
    }
    return table.lines();
  }
}
