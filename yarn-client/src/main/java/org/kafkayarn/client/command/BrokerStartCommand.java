package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code broker start}: starts brokers that were stopped. */
@Command(
    name = "start",
    description = "Start brokers that were stopped, and wait until they serve.",
    footer = {"%nExamples:", "  kafka-yarn broker start 2"})
public final class BrokerStartCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private BrokersParameter brokers;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would be done; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  public BrokerStartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode order = AmClient.JSON.createObjectNode().put("brokers", brokers.text());
    return options.run(
        surroundings,
        (cluster, json) ->
            new OrderCall(surroundings.console(), cluster, options.name(), json)
                .run("/brokers/start", order, dryRun, follow));
  }
}
