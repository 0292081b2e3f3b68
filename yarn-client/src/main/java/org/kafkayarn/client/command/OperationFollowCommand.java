package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code operation follow}: waits for the end of one. */
@Command(
    name = "follow",
    description = "Tell how far an operation is until it has ended, also while it is paused.",
    footer = {
      "%nExamples:",
      "  kafka-yarn operation follow",
      "  kafka-yarn operation follow 7 -timeout 10m"
    })
public final class OperationFollowCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "NUMBER",
      description = "Its number (default: the first that has not ended, else the last).")
  private Long number;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description =
          "Wait no longer than this, as 90s or 5m (default: as long as it takes). It goes on; exit"
              + " code 3.")
  private String timeout;

  @Mixin private ClusterOptions options;

  public OperationFollowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Optional<Duration> limit =
        Optional.ofNullable(timeout).map(text -> Durations.parse("-timeout", text));
    return options.run(
        surroundings,
        (cluster, json) -> {
          OperationStatus meant = meant(NodeCalls.operations(cluster));
          return new OperationWait(console, options.name(), json)
              .follow(cluster.watch(), meant.number(), limit, OperationWait.DONE, true);
        });
  }

  private OperationStatus meant(List<OperationStatus> operations) {
    if (operations.isEmpty()) {
      throw new CommandFailed("there is no operation: nothing was ordered", List.of());
    }
    if (number == null) {
      return operations.stream()
          .filter(one -> !one.hasEnded())
          .min(Comparator.comparing(OperationStatus::number))
          .orElse(operations.get(0));
    }
    return operations.stream()
        .filter(one -> one.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailed(
                    "there is no operation %d: the last is %d"
                        .formatted(number, operations.get(0).number()),
                    List.of()));
  }
}
