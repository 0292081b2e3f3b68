package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code task remove}: stops a task and forgets it. */
@Command(
    name = "remove",
    description = {"Stop all instances of a task, and forget it. With -wait until none is left."},
    footer = {"%nExamples:", "  kafka-yarn task remove load -wait"})
public final class TaskRemoveCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  private String task;

  @Mixin private TaskEffort effort;

  @Mixin private ClusterOptions options;

  public TaskRemoveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    var unused = effort.limit();
    return options.run(
        surroundings,
        (cluster, json) ->
            new TaskCalls(cluster, console, options.name(), json)
                .change("DELETE", TaskCalls.path(task), Optional.empty(), task, effort));
  }
}
