package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quota remove}: limits what clients take no more. */
@Command(
    name = "remove",
    description = "Remove quotas of a user, a client id, or a user's client id.",
    footer = {
      "%nExamples:",
      "  kafka-yarn quota remove -client-id loader",
      "  kafka-yarn quota remove -user default consumer_byte_rate -dry-run"
    })
public final class QuotaRemoveCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(
      paramLabel = "KEY",
      arity = "0..*",
      description = "Only these, as producer_byte_rate (default: all).")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private QuotaClientOptions client;
  @Mixin private ClusterOptions options;

  public QuotaRemoveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    List<String> parameters = client.checked().parameters();
    if (!keys.isEmpty()) {
      parameters.add("keys=" + QuotaCalls.encoded(String.join(",", keys)));
    }
    parameters.add("dryRun=" + dryRun);
    return options.run(
        surroundings,
        (cluster, json) -> {
          QuotaCalls.print(console, new QuotaCalls(cluster).remove(parameters), json);
          return 0;
        });
  }
}
