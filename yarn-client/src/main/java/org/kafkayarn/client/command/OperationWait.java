package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;

/** Follows one operation to its end, from one ApplicationMaster to the next. */
final class OperationWait {
  static final String DONE = "done";
  static final String ABORTED = "aborted";

  private final Console console;
  private final String name;
  private final boolean json;

  /**
   * @param name the cluster's
   */
  OperationWait(Console console, String name, boolean json) {
    this.console = console;
    this.name = name;
    this.json = json;
  }

  /** What to type to see how far it is. */
  String howToFollow(long number) {
    return "kafka-yarn operation follow %d -name %s".formatted(number, name);
  }

  /**
   * Waits, and tells what has become of it; the result is the exit code.
   *
   * @param goal what it is to end as
   * @param throughPauses an operation that pauses is waited for too
   */
  int follow(
      ApplicationWatch watch,
      long number,
      Optional<Duration> limit,
      String goal,
      boolean throughPauses)
      throws IOException {
    console.setFarewell(
        Optional.of("operation %d goes on. Follow it: %s".formatted(number, howToFollow(number))));
    try {
      ApplicationWatch.Outcome outcome =
          watch.until(
              status ->
                  find(status, number).filter(one -> isOver(one, throughPauses)).isPresent()
                      || isForgotten(status, number),
              limit,
              status -> find(status, number).map(OperationText::line).ifPresent(console::update));
      if (outcome instanceof ApplicationWatch.Reached reached) {
        return tell(
            find(reached.answer().status(), number)
                .orElseThrow(
                    () ->
                        new CommandFailed(
                            "operation %d is not known any more: kafka-yarn events"
                                .formatted(number),
                            List.of())),
            goal);
      }
      if (outcome instanceof ApplicationWatch.Ended ended) {
        throw new CommandFailed(
            "%s has ended before operation %d".formatted(ended.report().getApplicationId(), number),
            List.of());
      }
      console.error(
          "not done within %s; operation %d goes on. Follow it: %s"
              .formatted(Durations.show(limit.orElse(Duration.ZERO)), number, howToFollow(number)));
      return SubmitCommand.TIMED_OUT;
    } finally {
      console.setFarewell(Optional.empty());
    }
  }

  private static Optional<OperationStatus> find(ClusterStatus status, long number) {
    return status.operations().stream().filter(one -> one.number() == number).findFirst();
  }

  /** Only the last that have ended are kept. */
  private static boolean isForgotten(ClusterStatus status, long number) {
    return find(status, number).isEmpty()
        && status.operations().stream().anyMatch(other -> other.number() > number);
  }

  private static boolean isOver(OperationStatus operation, boolean throughPauses) {
    return operation.hasEnded() || (!throughPauses && operation.status().equals("paused"));
  }

  private int tell(OperationStatus operation, String goal) throws IOException {
    if (json) {
      print(operation);
    }
    if (operation.status().equals(goal)) {
      if (!json) {
        console.print(OperationText.line(operation));
      }
      return 0;
    }
    throw new CommandFailed(
        OperationText.line(operation),
        operation.hasEnded()
            ? List.of()
            : List.of(
                "go on: kafka-yarn operation resume %d -name %s"
                    .formatted(operation.number(), name),
                "give up: kafka-yarn operation abort %d -name %s"
                    .formatted(operation.number(), name)));
  }

  /** As it was ordered. */
  void print(OperationStatus operation) throws IOException {
    console.print(
        json
            ? AmClient.JSON.writeValueAsString(operation)
            : OneLine.of(OperationText.line(operation)));
  }
}
