package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic elect}: gives partitions back to their preferred leaders. */
@Command(
    name = "elect",
    description = {
      "Have the preferred leader of each partition, its first replica, elected where another leads.",
      "Exit code 1 when one was not elected."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn topic elect",
      "  kafka-yarn topic elect orders -dry-run"
    })
public final class TopicElectCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(
      paramLabel = "TOPICS",
      arity = "0..1",
      description = "Names, PREFIX* or *, with commas between (default: all).")
  private String topics = TopicExpression.ALL;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Print who would lead; change nothing.")
  private boolean dryRun;

  @Mixin private ClusterOptions options;

  public TopicElectCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    TopicExpression meant = TopicCalls.expression(topics);
    return options.run(
        surroundings,
        (cluster, json) -> {
          JsonNode answer = new TopicCalls(cluster).elect(meant, dryRun);
          print(answer, json);
          return 0;
        });
  }

  private void print(JsonNode answer, boolean json) throws IOException {
    JsonNode elections = answer.path("elections");
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(answer));
    } else if (elections.isEmpty()) {
      console.print("nothing to do: preferred leaders lead");
    } else {
      elections.forEach(election -> console.print(line(election)));
    }
    int failures = 0;
    for (JsonNode election : elections) {
      failures += election.has("failure") ? 1 : 0;
    }
    if (failures > 0) {
      throw new CommandFailed(
          "%d of %d partitions are not led by their preferred leaders"
              .formatted(failures, elections.size()),
          List.of());
    }
  }

  private String line(JsonNode election) {
    return "%s-%s: %s %s -> %s%s"
        .formatted(
            election.path("topic").asText(),
            election.path("partition").asText(),
            dryRun ? "would change its leader" : "leader",
            election.path("from").asText("none"),
            election.path("to").asText(),
            election.has("failure") ? ": failed: " + election.path("failure").asText() : "");
  }
}
