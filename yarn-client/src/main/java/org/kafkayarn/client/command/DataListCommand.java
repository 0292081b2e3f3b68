package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.inventory.Holding;
import org.kafkayarn.am.inventory.InventoryResult;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code data list}: what data of the cluster lies on which host, and what it is to the cluster.
 */
@Command(
    name = "list",
    description = {
      "Show every directory of the cluster's nodes on every host that it has used, also when it"
          + " does not run: in use, the home of a node that does not run, or left behind.",
      "A short application looks, with a small container on each host."
    })
public final class DataListCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;
  @Mixin private LimitOption limit;
  @Mixin private CommonOptions common;

  public DataListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    Duration patience = limit.limit();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterData data = new ClusterData(surroundings, conf, yarn, name.name(), patience);
      if (data.hosts().isEmpty()) {
        print(new InventoryResult(Instant.now(), List.of()), data.ledger(), json);
        return 0;
      }
      InventoryResult result = data.look().result();
      print(result, data.ledger(), json);
      return 0;
    }
  }

  private void print(InventoryResult result, Ledger ledger, boolean json) throws IOException {
    List<Holding> holdings = Holding.of(result, ledger);
    if (json) {
      console.print(
          AmClient.JSON.writeValueAsString(DataText.json(name.name(), ledger, result, holdings)));
      return;
    }
    DataText.table(holdings, result.at()).forEach(console::print);
    if (holdings.isEmpty()) {
      console.print("no data of cluster %s was found".formatted(name.name()));
    }
    DataText.notes(result).forEach(console::print);
  }
}
