package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code operation abort}: ends one before it is done. */
@Command(
    name = "abort",
    description =
        "End an operation before it is done: replicas on their way go back, throttles are taken off, nodes that are away come back.",
    footer = {"%nExamples:", "  kafka-yarn operation abort 7"})
public final class OperationAbortCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "NUMBER", description = "Its number, as operation list shows it.")
  private long number;

  @Option(
      names = {"-back", "--back"},
      description = "Also undo what is done already, where that can be done.")
  private boolean back;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  public OperationAbortCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    var unused = follow.limit();
    ObjectNode body = AmClient.JSON.createObjectNode().put("back", back);
    return options.run(
        surroundings,
        (cluster, json) -> {
          OrderCall call = new OrderCall(surroundings.console(), cluster, options.name(), json);
          OperationStatus told = call.order("/operations/" + number + "/abort", body);
          return call.follow(told, follow, OperationWait.ABORTED);
        });
  }
}
