package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task scale}: another number of instances. */
@Command(
    name = "scale",
    description = {"Give a task another number of instances; 0 stops it and keeps its definition."},
    footer = {"%nExamples:", "  kafka-yarn task scale read -instances 5"})
public final class TaskScaleCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  private String task;

  @Option(
      names = {"-instances", "--instances"},
      paramLabel = "N",
      required = true,
      description = "How many are to run.")
  private int instances;

  @Mixin private TaskEffort effort;

  @Mixin private ClusterOptions options;

  public TaskScaleCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    var unused = effort.limit();
    ObjectNode body = AmClient.JSON.createObjectNode().put("instances", instances);
    return options.run(
        surroundings,
        (cluster, json) ->
            new TaskCalls(cluster, console, options.name(), json)
                .change("POST", TaskCalls.path(task) + "/scale", Optional.of(body), task, effort));
  }
}
