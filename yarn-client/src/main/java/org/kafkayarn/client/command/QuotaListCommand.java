package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Bytes;
import org.kafkayarn.client.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quota list}: what clients may take. */
@Command(
    name = "list",
    description = "Show the quotas of users and client ids; each broker keeps them on its own.",
    footer = {
      "%nExamples:",
      "  kafka-yarn quota list",
      "  kafka-yarn quota list -client-id loader -output json"
    })
public final class QuotaListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private QuotaClientOptions client;
  @Mixin private ClusterOptions options;

  public QuotaListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return options.show(
        surroundings,
        cluster -> new QuotaCalls(cluster).list(client.parameters()),
        QuotaListCommand::lines);
  }

  private static List<String> lines(JsonNode answer) {
    Table table =
        new Table(
            "user", "client-id", "producer", "consumer", "request-percentage", "mutation-rate");
    for (JsonNode one : answer.path("quotas")) {
      JsonNode held = one.path("quotas");
      table.row(
          one.path("user").asText("any"),
          one.path("clientId").asText("any"),
          rate(held.path("producer_byte_rate")),
          rate(held.path("consumer_byte_rate")),
          held.path("request_percentage").asText(""),
          held.path("controller_mutation_rate").asText(""));
    }
    return answer.path("quotas").isEmpty() ? List.of("there are no quotas") : table.lines();
  }

  private static String rate(JsonNode bytes) {
    return bytes.isMissingNode() ? "" : Bytes.show(bytes.asLong()) + "/s";
  }
}
