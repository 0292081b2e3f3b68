package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.inventory.Holding;
import org.kafkayarn.am.inventory.Holding.Place;
import org.kafkayarn.am.inventory.InventoryResult;
import org.kafkayarn.am.spec.GivenIds;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.client.submit.Visits.Visited;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code data purge}: removes what nodes have left behind, and nothing else. */
@Command(
    name = "purge",
    description = {
      "Remove data that nodes have left behind, after showing it and asking.",
      "What a node uses, and the home of a node that does not run, is never removed."
    })
public final class DataPurgeCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-node", "--node"},
      paramLabel = "IDS",
      description = "Only what these nodes have left, as 0-2,7.")
  private String nodes;

  @Option(
      names = {"-host", "--host"},
      paramLabel = "HOST,…",
      split = ",",
      description = "Only what lies on these hosts.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Show what would be removed; change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-yes", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Mixin private LimitOption limit;
  @Mixin private CommonOptions common;

  public DataPurgeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    Duration patience = limit.limit();
    Optional<SortedSet<Integer>> ids =
        Optional.ofNullable(nodes).map(text -> GivenIds.parse("-node", text));
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterData data = new ClusterData(surroundings, conf, yarn, name.name(), patience);
      if (data.hosts().isEmpty()) {
        if (json) {
          print(data.ledger(), new InventoryResult(Instant.now(), List.of()), List.of());
        } else {
          console.print("no data of cluster %s was left behind".formatted(name.name()));
        }
        return 0;
      }
      Visited seen = data.look();
      List<Holding> left =
          Holding.of(seen.result(), data.ledger()).stream()
              .filter(holding -> holding.place() == Place.LEFT_BEHIND)
              .filter(h -> ids.isEmpty() || ids.get().contains(h.directory().nodeId()))
              .filter(holding -> hosts.isEmpty() || hosts.contains(holding.host()))
              .toList();
      if (!dryRun) {
        return purge(data, seen, left, json);
      }
      if (json) {
        print(data.ledger(), seen.result(), left);
      } else {
        show(seen.result(), left);
        console.print("dry run: nothing was removed");
      }
      return 0;
    } finally {
      console.setFarewell(Optional.empty());
    }
  }

  private int purge(ClusterData data, Visited seen, List<Holding> left, boolean json)
      throws IOException {
    if (left.isEmpty()) {
      data.settle(seen);
      if (json) {
        print(data.ledger(), seen.result(), left);
      } else {
        show(seen.result(), left);
      }
      return 0;
    }
    if (!json) {
      show(seen.result(), left);
    }
    confirm(left);
    console.setFarewell(Optional.of("the removal goes on. What is left: kafka-yarn data list"));
    Visited visited = data.remove(left);
    data.settle(visited);
    List<Holding> after =
        Holding.of(visited.result(), data.ledger()).stream()
            .filter(holding -> holding.directory().outcome() != Outcome.KEPT)
            .toList();
    List<Holding> removed =
        after.stream().filter(h -> h.directory().outcome() == Outcome.REMOVED).toList();
    if (json) {
      print(data.ledger(), visited.result(), after);
    } else {
      console.print("removed: " + DataText.sum(removed));
    }
    return tellRest(visited.result(), after, left, removed);
  }

  /** What stays is told as an error, one line for each. */
  private int tellRest(
      InventoryResult result, List<Holding> after, List<Holding> wanted, List<Holding> removed) {
    for (Holding holding : after) {
      holding
          .directory()
          .why()
          .ifPresent(
              why ->
                  console.error(
                      "%s on %s stays: %s"
                          .formatted(holding.directory().path(), holding.host(), why)));
    }
    for (InventoryResult.HostFindings host : result.hosts()) {
      host.unreachable()
          .ifPresent(
              why ->
                  console.error(
                      "%s was not reached, and what lies there stays: %s"
                          .formatted(host.host(), why)));
    }
    return removed.size() == wanted.size() ? 0 : 1;
  }

  private void show(InventoryResult result, List<Holding> left) {
    DataText.table(left, result.at()).forEach(console::print);
    DataText.notes(result).forEach(console::print);
    console.print("left behind: " + DataText.sum(left));
  }

  private void print(Ledger ledger, InventoryResult result, List<Holding> holdings)
      throws IOException {
    console.print(
        AmClient.JSON.writeValueAsString(DataText.json(name.name(), ledger, result, holdings)));
  }

  private void confirm(List<Holding> left) {
    if (yes) {
      return;
    }
    String answer =
        console
            .ask("Remove %s for ever? (yes/no)".formatted(DataText.sum(left)))
            .orElseThrow(
                () -> new UserError("there is no terminal to ask at: say -yes, or -dry-run"));
    if (!answer.equals("yes")) {
      throw new UserError("nothing was removed");
    }
  }
}
