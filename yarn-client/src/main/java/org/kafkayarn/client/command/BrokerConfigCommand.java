package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broker config}: what a broker runs with, what is wanted of it, and by whom. */
@Command(
    name = "config",
    description = {
      "Print the settings of a broker: what it runs with, what is wanted of it, and who wants it.",
      "A star marks a value that was set while Kafka ran. What differs says what it takes: dynamic"
          + " (Kafka is being asked), restart (kafka-yarn broker restart), replace (another"
          + " container)."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn broker config 0",
      "  kafka-yarn broker config 0 -pending"
    })
public final class BrokerConfigCommand implements Callable<Integer> {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final String UNSET = "(default)";

  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "ID", description = "The broker's id.")
  private int id;

  @Option(
      names = {"-pending", "--pending"},
      description = "Only what it does not run with as it is wanted.")
  private boolean pending;

  @Mixin private ClusterOptions options;

  public BrokerConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    return options.run(
        surroundings,
        (cluster, json) -> {
          JsonNode answer =
              cluster.ask(
                  api ->
                      api.call(
                          "GET",
                          "/brokers/%d/config?pending=%s".formatted(id, pending),
                          Optional.empty(),
                          WITHIN),
                  "Try again");
          if (json) {
            console.print(AmClient.JSON.writeValueAsString(answer));
          } else {
            print(answer.path("settings"));
          }
          return 0;
        });
  }

  private void print(JsonNode settings) {
    if (settings.isEmpty()) {
      console.print("broker " + id + " runs with all that is wanted of it");
      return;
    }
    Table table = new Table("setting", "running", "wanted", "from", "pending");
    for (JsonNode setting : settings) {
      table.row(
          setting.path("key").asText(),
          value(setting, "running") + (setting.path("dynamic").asBoolean() ? " *" : ""),
          value(setting, "wanted"),
          setting.path("origin").asText(),
          setting.path("change").asText("")
              + (setting.has("refusal") ? ": refused: " + setting.path("refusal").asText() : ""));
    }
    table.lines().forEach(line -> console.print(OneLine.of(line)));
  }

  private static String value(JsonNode setting, String field) {
    return setting.path(field).asText(UNSET);
  }
}
