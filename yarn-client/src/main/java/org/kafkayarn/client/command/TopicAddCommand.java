package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.BrokerExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic add}: makes topics. */
@Command(
    name = "add",
    description = "Make topics. All are checked before the first is made.",
    footer = {
      "%nExamples:",
      "  kafka-yarn topic add orders -partitions 12 -replication-factor 3 -config retention.ms=86400000",
      "  kafka-yarn topic add fast -brokers '0..5[rack]' -dry-run",
      "With a filter in brackets the replicas go round from one value of the attribute to the next."
    })
public final class TopicAddCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAMES", description = "The names, with commas between.")
  private String names;

  @Option(
      names = {"-partitions", "--partitions"},
      paramLabel = "N",
      description = "How many partitions (default: the cluster's num.partitions).")
  private Integer partitions;

  @Option(
      names = {"-replication-factor", "--replication-factor"},
      paramLabel = "N",
      description =
          "Replicas of each partition (default: the cluster's default.replication.factor).")
  private Integer replicationFactor;

  @Option(
      names = {"-brokers", "--brokers"},
      paramLabel = "BROKERS",
      description =
          "Where the replicas go: ids as 0, 0,1, 0..2 or *, and a filter as [rack=r1] (default: Kafka"
              + " chooses).")
  private String brokers;

  @Option(
      names = {"-config", "--config"},
      paramLabel = "KEY=VALUE",
      description = "A setting of the topics; repeatable.")
  private List<String> config = new ArrayList<>();

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all and print what would be made; make nothing.")
  private boolean dryRun;

  @Mixin private ClusterOptions options;

  public TopicAddCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    List<String> given = TopicCalls.plainNames(names);
    ObjectNode wish = wish();
    return options.run(
        surroundings,
        (cluster, json) -> {
          TopicCalls calls = new TopicCalls(cluster);
          ArrayNode made =
              TopicCalls.forEach(
                  given,
                  dryRun,
                  (name, dry) -> calls.create(wish.deepCopy().put("name", name), dry),
                  json ? one -> {} : this::print);
          if (json) {
            console.print(TopicCalls.json(made));
          }
          return 0;
        });
  }

  private ObjectNode wish() {
    ObjectNode wish = AmClient.JSON.createObjectNode();
    if (partitions != null) {
      wish.put("partitions", partitions);
    }
    if (replicationFactor != null) {
      wish.put("replicationFactor", replicationFactor);
    }
    if (brokers != null) {
      wish.put("brokers", BrokerExpression.parse("-brokers", brokers).text());
    }
    ObjectNode settings = TopicCalls.settings(config);
    for (var setting : settings.properties()) {
      if (setting.getValue().isNull()) {
        throw new UserError("-config " + setting.getKey() + "=: a value is missing");
      }
    }
    wish.set("config", settings);
    return wish;
  }

  private void print(JsonNode made) {
    console.print(
        "%s %s: %s partitions with %s replicas each"
            .formatted(
                dryRun ? "would make" : "made",
                made.path("name").asText(),
                made.path("partitions").asText(),
                made.path("replicationFactor").asText()));
    int partition = 0;
    for (JsonNode replicas : made.path("replicas")) {
      console.print("  partition %d: %s".formatted(partition++, replicas));
    }
  }
}
