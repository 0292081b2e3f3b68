package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code task restart}: replaces the instances of a task. */
@Command(
    name = "restart",
    description = {"Replace all instances of a task; those that have ended run once more."},
    footer = {"%nExamples:", "  kafka-yarn task restart load -wait"})
public final class TaskRestartCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  private String task;

  @Mixin private TaskEffort effort;

  @Mixin private ClusterOptions options;

  public TaskRestartCommand(Surroundings surroundings) {
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
                .change("POST", TaskCalls.path(task) + "/restart", Optional.empty(), task, effort));
  }
}
