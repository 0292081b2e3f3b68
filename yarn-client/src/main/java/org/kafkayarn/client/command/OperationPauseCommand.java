package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code operation pause}: has one do nothing more for now. */
@Command(
    name = "pause",
    description =
        "Let an operation do nothing more until it is resumed. What it has begun with a node it ends.",
    footer = {"%nExamples:", "  kafka-yarn operation pause 7"})
public final class OperationPauseCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "NUMBER", description = "Its number, as operation list shows it.")
  private long number;

  @Mixin private ClusterOptions options;

  public OperationPauseCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode body = AmClient.JSON.createObjectNode();
    return options.run(
        surroundings,
        (cluster, json) -> {
          OrderCall call = new OrderCall(surroundings.console(), cluster, options.name(), json);
          OperationStatus told = call.order("/operations/" + number + "/pause", body);
          new OperationWait(surroundings.console(), options.name(), json).print(told);
          return 0;
        });
  }
}
