package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code broker restart}: restarts nodes so that nobody notices. */
@Command(
    name = "restart",
    description = {
      "Restart nodes one after another: plain controllers first, the active controller last, each only when"
          + " every partition stays available and what was restarted before has caught up.",
      "BROKERS may name controllers in containers of their own; * means all nodes."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn broker restart '*'",
      "  kafka-yarn broker restart 0..2 -pending-only -canary 60s",
      "  kafka-yarn broker restart '*[rack=r1]' -dry-run"
    })
public final class BrokerRestartCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private BrokersParameter brokers;

  @Option(
      names = {"-pending-only", "--pending-only"},
      description = "Only those that do not run as the specification says.")
  private boolean pendingOnly;

  @Mixin private RollingOptions rolling;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would be done; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  public BrokerRestartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode order = AmClient.JSON.createObjectNode().put("brokers", brokers.text());
    if (pendingOnly) {
      order.put("pendingOnly", true);
    }
    rolling.addTo(order, Optional.empty());
    return options.run(
        surroundings,
        (cluster, json) ->
            new OrderCall(surroundings.console(), cluster, options.name(), json)
                .run("/brokers/restart", order, dryRun, follow));
  }
}
