package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic delete}: deletes topics with their data, after a yes. */
@Command(
    name = "delete",
    description = {
      "Delete topics and all their data. There is no way back.",
      "A pattern never means internal topics; by name they need -force."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn topic delete 'test-*' -dry-run",
      "  kafka-yarn topic delete orders -yes"
    })
public final class TopicDeleteCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "TOPICS", description = "Names, PREFIX* or *, with commas between.")
  private String topics;

  @Option(
      names = {"-yes", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(
      names = {"-force", "--force"},
      description = "Also internal topics such as __consumer_offsets, when they are named in full.")
  private boolean force;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all and print what would be deleted; delete nothing.")
  private boolean dryRun;

  @Mixin private ClusterOptions options;

  public TopicDeleteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    TopicExpression meant = TopicCalls.expression(topics);
    return options.run(
        surroundings,
        (cluster, json) -> {
          TopicCalls calls = new TopicCalls(cluster);
          List<String> names = names(calls.list(meant), meant);
          ArrayNode would =
              TopicCalls.forEach(
                  names,
                  true,
                  (name, dry) -> calls.delete(name, force, true),
                  json ? one -> {} : topic -> console.print(line(topic)));
          if (!dryRun) {
            confirm(names);
            for (String name : names) {
              JsonNode deleted = calls.delete(name, force, false);
              if (!json) {
                console.print("deleted " + deleted.path("name").asText());
              }
            }
          }
          return print(would, json);
        });
  }

  private static List<String> names(JsonNode listed, TopicExpression meant) {
    List<String> names = new ArrayList<>();
    for (JsonNode topic : listed.path("topics")) {
      String name = topic.path("name").asText();
      if (!topic.path("internal").asBoolean() || meant.names(name)) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      throw new UserError(meant + " is no topic that could be deleted: see kafka-yarn topic list");
    }
    return names;
  }

  private String line(JsonNode topic) {
    return "%s %s: %s partitions, %s"
        .formatted(
            dryRun ? "would delete" : "to delete",
            topic.path("name").asText(),
            topic.path("partitions").asText(),
            TopicListCommand.size(topic));
  }

  private void confirm(List<String> names) {
    if (yes) {
      return;
    }
    String answer =
        console
            .ask("Delete %d topics with all their data? Type yes:".formatted(names.size()))
            .orElseThrow(() -> new UserError("there is no terminal to ask at: say -yes"));
    if (!answer.equals("yes")) {
      throw new UserError("that is not a yes: nothing was deleted");
    }
  }

  private int print(ArrayNode would, boolean json) throws IOException {
    if (json) {
      console.print(TopicCalls.json(would));
    } else if (dryRun) {
      console.print("# Dry run: nothing was deleted.");
    }
    return 0;
  }
}
