package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code broker stop}: stops brokers, which stay so. */
@Command(
    name = "stop",
    description =
        "Stop brokers in order, one after another. They stay so until they are started: kafka-yarn broker start.",
    footer = {"%nExamples:", "  kafka-yarn broker stop 2"})
public final class BrokerStopCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private BrokersParameter brokers;

  @Option(
      names = {"-allow-unavailable", "--allow-unavailable"},
      description = "Also when partitions do not stay available without them.")
  private boolean allow;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would be done; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  public BrokerStopCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode order = AmClient.JSON.createObjectNode().put("brokers", brokers.text());
    if (allow) {
      order.put("unavailable", "allow");
    }
    return options.run(
        surroundings,
        (cluster, json) ->
            new OrderCall(surroundings.console(), cluster, options.name(), json)
                .run("/brokers/stop", order, dryRun, follow));
  }
}
