package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code operation resume}: has one go on. */
@Command(
    name = "resume",
    description = "Let an operation that is paused go on, and follow it.",
    footer = {"%nExamples:", "  kafka-yarn operation resume 7"})
public final class OperationResumeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "NUMBER", description = "Its number, as operation list shows it.")
  private long number;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  public OperationResumeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    var unused = follow.limit();
    ObjectNode body = AmClient.JSON.createObjectNode();
    return options.run(
        surroundings,
        (cluster, json) -> {
          OrderCall call = new OrderCall(surroundings.console(), cluster, options.name(), json);
          OperationStatus told = call.order("/operations/" + number + "/resume", body);
          return call.follow(told, follow, OperationWait.DONE);
        });
  }
}
