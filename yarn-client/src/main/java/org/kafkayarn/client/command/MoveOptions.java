package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.kafkayarn.am.spec.BrokerExpression;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What verbs take that move replicas. */
final class MoveOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "TOPICS",
      description = "Names, PREFIX* or *, with commas between (default: all).")
  private String topics;

  @Option(
      names = {"-brokers", "--brokers"},
      paramLabel = "BROKERS",
      description =
          "Where the replicas may be: ids as 0, 0,1 or 0..2, and a filter as [rack=r1] (default: any"
              + " broker).")
  private String brokers;

  @Option(
      names = {"-replication-factor", "--replication-factor"},
      paramLabel = "N",
      description = "How many replicas each partition gets (default: as many as it has).")
  private Integer replicationFactor;

  @Mixin private ThrottleOption throttle;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would be done; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private ClusterOptions options;

  int run(Surroundings surroundings, String path) throws IOException {
    ObjectNode order = AmClient.JSON.createObjectNode();
    if (topics != null) {
      order.put("topics", TopicExpression.parse("TOPICS", topics).text());
    }
    if (brokers != null) {
      order.put("brokers", BrokerExpression.parse("-brokers", brokers).text());
    }
    if (replicationFactor != null) {
      if (replicationFactor < 1) {
        throw new UserError("-replication-factor " + replicationFactor + ": a number from 1 on");
      }
      order.put("replicationFactor", replicationFactor);
    }
    throttle.addTo(order);
    return options.run(
        surroundings,
        (cluster, json) ->
            new OrderCall(surroundings.console(), cluster, options.name(), json)
                .run(path, order, dryRun, follow));
  }
}
