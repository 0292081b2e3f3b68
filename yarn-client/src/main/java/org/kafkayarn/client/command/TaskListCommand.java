package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code task list}: every task and its instances. */
@Command(
    name = "list",
    description = {
      "Show every task: how many instances are wanted, run, have completed (exit code "
          + "0) and have failed for good; and every instance."
    },
    footer = {"%nExamples:", "  kafka-yarn task list", "  kafka-yarn task list -output json"})
public final class TaskListCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Mixin private ClusterOptions options;

  public TaskListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    return options.run(
        surroundings,
        (cluster, json) -> {
          JsonNode answer = new TaskCalls(cluster, console, options.name(), json).get("");
          if (json) {
            console.print(AmClient.JSON.writeValueAsString(answer));
            return 0;
          }
          List<TaskStatus> tasks =
              List.of(AmClient.JSON.treeToValue(answer.path("tasks"), TaskStatus[].class));
          TaskText.of(tasks, Instant.now()).forEach(console::print);
          return 0;
        });
  }
}
