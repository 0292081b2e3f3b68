package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.BrokerExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broker remove}: drains brokers and takes them out of the cluster. */
@Command(
    name = "remove",
    description = {
      "Move all replicas away from brokers, stop them, and take them out of the specification.",
      "Refused while the others cannot hold the replicas. Until the brokers stop, an abort keeps them."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn broker remove 4 -dry-run",
      "  kafka-yarn broker remove 3..5 -throttle 20m",
      "  kafka-yarn broker remove -count 2"
    })
public final class BrokerRemoveCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      arity = "0..1",
      paramLabel = "BROKERS",
      description = "Ids as 0, 0,1 or 0..2, and behind them a filter as [rack=r1].")
  private String brokers;

  @Option(
      names = {"-count", "--count"},
      paramLabel = "N",
      description = "In place of BROKERS: the N brokers with the highest ids.")
  private Integer count;

  @Mixin private ThrottleOption throttle;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would be done; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  public BrokerRemoveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if ((brokers == null) == (count == null)) {
      throw new UserError("which brokers? Give BROKERS or -count N");
    }
    if (count != null && count < 1) {
      throw new UserError("-count " + count + ": a number from 1 on");
    }
    String named = brokers == null ? "" : BrokerExpression.parse("BROKERS", brokers).text();
    ObjectNode order = AmClient.JSON.createObjectNode();
    throttle.addTo(order);
    return options.run(
        surroundings,
        (cluster, json) -> {
          order.put("brokers", named.isEmpty() ? highest(cluster) : named);
          return new OrderCall(surroundings.console(), cluster, options.name(), json)
              .run("/brokers/remove", order, dryRun, follow);
        });
  }

  private String highest(RunningCluster cluster) {
    List<Integer> ids = NodeCalls.brokers(cluster).stream().map(BrokerStatus::id).sorted().toList();
    if (count >= ids.size()) {
      throw new UserError(
          "-count %d of %d brokers: at least one has to stay".formatted(count, ids.size()));
    }
    return String.join(
        ",", ids.subList(ids.size() - count, ids.size()).stream().map(String::valueOf).toList());
  }
}
