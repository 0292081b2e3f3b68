package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
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
  private final Console console;
  @Mixin private ClusterOptions options;

  public OperationListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    return options.run(
        surroundings,
        (cluster, json) -> {
          List<OperationStatus> operations = NodeCalls.operations(cluster);
          if (json) {
            console.print(AmClient.JSON.writeValueAsString(operations));
          } else if (operations.isEmpty()) {
            console.print("nothing was ordered");
          } else {
            OperationText.table(operations, Instant.now()).forEach(console::print);
          }
          return 0;
        });
  }
}
