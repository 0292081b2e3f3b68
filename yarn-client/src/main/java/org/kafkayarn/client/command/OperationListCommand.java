package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code operation list}: what was ordered, the latest first. */
@Command(
    name = "list",
    description =
        "Show the operations that have not ended and the last of those that have, the latest first.",
    footer = {"%nExamples:", "  kafka-yarn operation list"})
public final class OperationListCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ClusterOptions options;

  public OperationListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return options.show(
        surroundings,
        NodeCalls::operations,
        operations ->
            operations.isEmpty()
                ? List.of("nothing was ordered")
                : OperationText.table(operations, Instant.now()));
  }
}
