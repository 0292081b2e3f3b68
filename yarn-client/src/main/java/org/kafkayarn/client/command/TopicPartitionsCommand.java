package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.client.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code topic partitions}: where each partition is and who leads it. */
@Command(
    name = "partitions",
    description = "Show the partitions of topics: leader, replicas, who is in sync, size.",
    footer = {
      "%nExamples:",
      "  kafka-yarn topic partitions orders",
      "  kafka-yarn topic partitions '*' -output json"
    })
public final class TopicPartitionsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "TOPICS",
      arity = "0..1",
      description = "Names, PREFIX* or *, with commas between (default: all).")
  private String topics = TopicExpression.ALL;

  @Mixin private ClusterOptions options;

  public TopicPartitionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    TopicExpression meant = TopicCalls.expression(topics);
    return options.show(
        surroundings,
        cluster -> new TopicCalls(cluster).partitions(meant),
        TopicPartitionsCommand::lines);
  }

  private static List<String> lines(JsonNode answer) {
    Table table = new Table("topic", "partition", "leader", "replicas", "in sync", "size", "state");
    for (JsonNode part : answer.path("partitions")) {
      table.row(
          part.path("topic").asText(),
          part.path("partition").asText(),
          part.path("leader").asText("none"),
          ids(part.path("replicas")),
          ids(part.path("isr")),
          TopicListCommand.size(part),
          state(part));
    }
    return answer.path("partitions").isEmpty() ? List.of("there are no topics") : table.lines();
  }

  private static String state(JsonNode part) {
    if (part.path("offline").asBoolean()) {
      return "offline";
    }
    List<String> words = new ArrayList<>();
    if (part.path("underReplicated").asBoolean()) {
      words.add("under-replicated");
    }
    if (!part.path("leader").equals(part.path("replicas").path(0))) {
      words.add("not led by its preferred leader");
    }
    return String.join(", ", words);
  }

  private static String ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.forEach(id -> ids.add(id.asText()));
    return String.join(",", ids);
  }
}
