package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code task update}: changes a task. */
@Command(
    name = "update",
    description = {
      "Change what is given of a task; an empty value, as in -group= or -env LEVEL=, "
          + "takes one back to its default.",
      "Where another program would run (command, archives, files, sizes, settings), "
          + "its instances are replaced."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn task update load -env LEVEL=debug -memory 1g -dry-run",
      "  kafka-yarn task update read -archive app=app-2.tgz -wait"
    })
public final class TaskUpdateCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  private String task;

  @Mixin private TaskOptions wanted;

  @Mixin private TaskEffort effort;

  @Mixin private ClusterOptions options;

  public TaskUpdateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    var unused = effort.limit();
    ObjectNode fields = wanted.fields();
    if (fields.isEmpty()) {
      throw new UserError(
          "what is to change? Give one of the options: kafka-yarn help task update");
    }
    return options.run(
        surroundings,
        (cluster, conf, json) -> {
          ObjectNode patch =
              TaskCalls.placed(task, fields, effort.dryRun(), conf, surroundings.clock(), console);
          return new TaskCalls(cluster, console, options.name(), json)
              .change("PATCH", TaskCalls.path(task), Optional.of(patch), task, effort);
        });
  }
}
