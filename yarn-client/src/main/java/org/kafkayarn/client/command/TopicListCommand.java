package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.client.text.Bytes;
import org.kafkayarn.client.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code topic list}: the topics, and what is wrong with them. */
@Command(
    name = "list",
    description = "Show topics: their partitions, leaders, size of one copy and own settings.",
    footer = {
      "%nExamples:",
      "  kafka-yarn topic list",
      "  kafka-yarn topic list 'orders,pay*' -output json"
    })
public final class TopicListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "TOPICS",
      arity = "0..1",
      description = "Names, PREFIX* or *, with commas between (default: all).")
  private String topics = TopicExpression.ALL;

  @Mixin private ClusterOptions options;

  public TopicListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    TopicExpression meant = TopicCalls.expression(topics);
    return options.show(
        surroundings, cluster -> new TopicCalls(cluster).list(meant), TopicListCommand::lines);
  }

  private static List<String> lines(JsonNode answer) {
    Table table =
        new Table(
            "name",
            "partitions",
            "replicas",
            "size",
            "under-replicated",
            "under-min-isr",
            "offline",
            "leaders",
            "config");
    for (JsonNode topic : answer.path("topics")) {
      table.row(
          topic.path("name").asText(),
          topic.path("partitions").asText(),
          topic.path("replicationFactor").asText(),
          size(topic),
          topic.path("underReplicated").asText(),
          topic.path("underMinIsr").asText(),
          topic.path("offline").asText(),
          pairs(topic.path("leaders"), ":"),
          pairs(topic.path("config"), "="));
    }
    return answer.path("topics").isEmpty() ? List.of("there are no topics") : table.lines();
  }

  /** Unknown where a broker did not tell. */
  static String size(JsonNode held) {
    return held.has("bytes") ? Bytes.show(held.path("bytes").asLong()) : "?";
  }

  private static String pairs(JsonNode map, String between) {
    List<String> pairs = new ArrayList<>();
    map.properties().forEach(one -> pairs.add(one.getKey() + between + one.getValue().asText()));
    return String.join(" ", pairs);
  }
}
