package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quota set}: limits what clients take. */
@Command(
    name = "set",
    description = {
      "Limit what a user, a client id, or a user's client id takes of each broker.",
      "A client that takes more is slowed down; it sees no error. What is not named stays."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn quota set -client-id loader producer_byte_rate=10m",
      "  kafka-yarn quota set -user default consumer_byte_rate=20m request_percentage=50"
    })
public final class QuotaSetCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "KEY=VALUE",
      description = {
        "producer_byte_rate or consumer_byte_rate: bytes per second, as 10m;",
        "request_percentage: of the time of one thread;",
        "controller_mutation_rate: partitions made and deleted per second."
      })
  private List<String> quotas = new ArrayList<>();

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private QuotaClientOptions client;
  @Mixin private ClusterOptions options;

  public QuotaSetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode body = AmClient.JSON.createObjectNode();
    client.checked().addTo(body);
    body.set("quotas", given());
    return options.run(
        surroundings,
        (cluster, json) -> {
          QuotaCalls.print(surroundings.console(), new QuotaCalls(cluster).set(body, dryRun), json);
          return 0;
        });
  }

  private ObjectNode given() {
    ObjectNode given = AmClient.JSON.createObjectNode();
    for (String quota : quotas) {
      int equals = quota.indexOf('=');
      if (equals < 1 || equals == quota.length() - 1) {
        throw new UserError("not KEY=VALUE: " + quota + ". Write producer_byte_rate=10m");
      }
      String key = quota.substring(0, equals);
      if (given.has(key)) {
        throw new UserError(key + " is there twice: give it once");
      }
      given.put(key, quota.substring(equals + 1));
    }
    if (given.isEmpty()) {
      throw new UserError("nothing to set: give KEY=VALUE, as producer_byte_rate=10m");
    }
    return given;
  }
}
