package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic update}: gives topics other settings, and more partitions. */
@Command(
    name = "update",
    description = {
      "Change topics: their settings, and more partitions. All are checked before the first is changed.",
      "Kafka takes no partitions away; with more of them the keys of new records go elsewhere."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn topic update orders -partitions 24",
      "  kafka-yarn topic update 'pay*' -config retention.ms=86400000 -config cleanup.policy= -dry-run"
    })
public final class TopicUpdateCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "TOPICS", description = "Names, PREFIX* or *, with commas between.")
  private String topics;

  @Option(
      names = {"-partitions", "--partitions"},
      paramLabel = "N",
      description = "How many partitions they are to have.")
  private Integer partitions;

  @Option(
      names = {"-config", "--config"},
      paramLabel = "KEY=VALUE",
      description = "A setting; repeatable. With KEY= it becomes the cluster's again.")
  private List<String> config = new ArrayList<>();

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private ClusterOptions options;

  public TopicUpdateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    TopicExpression meant = TopicCalls.expression(topics);
    if (partitions == null && config.isEmpty()) {
      throw new UserError("nothing to change: give -partitions or -config");
    }
    ObjectNode change = AmClient.JSON.createObjectNode();
    if (partitions != null) {
      change.put("partitions", partitions);
    }
    change.set("config", TopicCalls.settings(config));
    return options.run(
        surroundings,
        (cluster, json) -> {
          TopicCalls calls = new TopicCalls(cluster);
          ArrayNode changed =
              TopicCalls.forEach(
                  TopicCalls.names(calls.list(meant)),
                  dryRun,
                  (name, dry) -> calls.change(name, change, dry),
                  json ? one -> {} : this::print);
          if (json) {
            console.print(TopicCalls.json(changed));
          } else if (dryRun) {
            console.print("# Dry run: nothing was changed.");
          }
          return 0;
        });
  }

  private void print(JsonNode changed) {
    String name = changed.path("name").asText();
    if (changed.path("changes").isEmpty()) {
      console.print(name + ": nothing changes");
    }
    changed.path("changes").forEach(line -> console.print(name + ": " + line.asText()));
  }
}
