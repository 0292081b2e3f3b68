package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.inventory.Holding;
import org.kafkayarn.am.inventory.Holding.Place;
import org.kafkayarn.am.inventory.InventoryResult;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.inventory.Questions;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code destroy}: removes all data of a cluster, and then its definition. */
@Command(
    name = "destroy",
    description = {
      "Remove all data of a cluster that does not run, on every host, and then its definition.",
      "The definition stays while data stays on a host that was not given up by name."
    })
public final class DestroyCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-yes", "--yes"},
      description = "Do not ask for the cluster's name.")
  private boolean yes;

  @Option(
      names = {"-forget-unreachable", "--forget-unreachable"},
      paramLabel = "HOST,…",
      split = ",",
      description = "Give up what lies on these hosts, when it cannot be removed.")
  private List<String> forgotten = new ArrayList<>();

  @Mixin private LimitOption limit;
  @Mixin private CommonOptions common;

  public DestroyCommand(Surroundings surroundings) {
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
      refuseLive(data);
      List<String> hosts = data.hosts();
      if (hosts.isEmpty()) {
        console.warn("the ledger knows of no host that holds data of cluster " + name.name());
      }
      List<String> strange = forgotten.stream().filter(host -> !hosts.contains(host)).toList();
      if (!strange.isEmpty()) {
        throw new UserError(
            "-forget-unreachable %s: the cluster has no data there. Its hosts: %s"
                .formatted(String.join(",", strange), String.join(", ", hosts)));
      }
      if (!yes) {
        confirm(data);
      }
      mark(data);
      console.setFarewell(
          Optional.of(
              "the removal goes on, and the cluster is half destroyed: repeat kafka-yarn destroy"
                  + " -name "
                  + name.name()));
      InventoryResult result =
          hosts.isEmpty()
              ? new InventoryResult(Instant.now(), List.of())
              : data.removeAll().result();
      return end(data, result, json);
    } finally {
      console.setFarewell(Optional.empty());
    }
  }

  private void mark(ClusterData data) throws IOException {
    // What cannot be removed is not marked.
    data.requireSpec();
    boolean mine = data.home().destroyedMark().set(Instant.now());
    // Who submitted before the mark was there is seen now; who comes later sees the mark.
    try {
      refuseLive(data);
    } catch (UserError | IOException e) {
      if (mine) {
        // The next attempt of a live cluster would refuse to start under it.
        data.home().destroyedMark().remove();
      }
      throw e;
    }
  }

  private void refuseLive(ClusterData data) throws IOException {
    Optional<ApplicationReport> live = data.live();
    if (live.isPresent()) {
      throw new UserError(
          "cluster %s is live: %s. Stop it first: kafka-yarn stop -name %s"
              .formatted(name.name(), live.get().getApplicationId(), name.name()));
    }
  }

  private void confirm(ClusterData data) throws IOException {
    List<Holding> holdings = List.of();
    if (!data.hosts().isEmpty()) {
      InventoryResult seen = data.look().result();
      holdings = Holding.of(seen, data.ledger());
      DataText.table(holdings, seen.at()).forEach(console::print);
      DataText.notes(seen).forEach(console::print);
    }
    console.print("this goes for ever: " + DataText.sum(holdings) + ", and the definition");
    String answer =
        console
            .ask("Type the cluster's name to destroy it:")
            .orElseThrow(() -> new UserError("there is no terminal to ask at: say -yes"));
    if (!answer.equals(name.name())) {
      throw new UserError("that is not its name: nothing was removed");
    }
  }

  private int end(ClusterData data, InventoryResult result, boolean json) throws IOException {
    Ledger ledger = data.ledger();
    List<Holding> all = Holding.of(result, ledger);
    List<Holding> removed =
        all.stream().filter(h -> h.directory().outcome() == Outcome.REMOVED).toList();
    List<String> stays = stays(result, ledger, all, true);
    List<String> givenUp = stays(result, ledger, all, false);
    boolean whole = stays.isEmpty();
    if (whole) {
      data.home().delete();
    }
    if (json) {
      var root = DataText.json(name.name(), ledger, result, all);
      root.put("destroyed", whole);
      root.set("stays", AmClient.JSON.valueToTree(whole ? givenUp : stays));
      console.print(AmClient.JSON.writeValueAsString(root));
    } else {
      console.print("removed: " + DataText.sum(removed));
      givenUp.forEach(line -> console.print("given up: " + line));
      result.hosts().stream()
          .flatMap(host -> host.found().remarks().stream().map(r -> host.host() + ": " + r))
          .forEach(remark -> console.print("not touched: " + remark));
    }
    if (!whole) {
      throw new CommandFailed(
          "cluster %s is half destroyed, and its definition stays. Repeat this when the hosts can be"
                  .formatted(name.name())
              + " reached, or give up what lies there: -forget-unreachable HOST,…",
          stays);
    }
    if (!json) {
      console.print(
          "cluster %s is destroyed: its definition %s has gone"
              .formatted(name.name(), data.home().uri()));
    }
    return 0;
  }

  /** Where data may be that nobody has seen. */
  private static List<String> unseen(HostFindings host, Ledger ledger) {
    if (host.unreachable().isPresent()) {
      return List.of(
          "what lies on %s: it was not reached: %s"
              .formatted(host.host(), host.unreachable().get()));
    }
    Stream<String> missing =
        Questions.places(host.host(), ledger).stream()
            .filter(host.found().missing()::contains)
            .map(place -> place + " is not there: its disk may be away");
    return Stream.concat(missing, host.found().unread().stream())
        .map(line -> "what lies on %s: %s".formatted(host.host(), line))
        .toList();
  }

  /** What could not be removed: what keeps the definition, or what was given up. */
  private List<String> stays(
      InventoryResult result, Ledger ledger, List<Holding> all, boolean keeping) {
    List<String> lines = new ArrayList<>();
    for (HostFindings host : result.hosts()) {
      if (forgotten.contains(host.host()) != keeping) {
        lines.addAll(unseen(host, ledger));
      }
    }
    for (Holding holding : all) {
      // A process that uses its data is not given up: it would go on writing.
      boolean given = forgotten.contains(holding.host()) && holding.place() != Place.IN_USE;
      if (holding.directory().outcome() != Outcome.REMOVED && given != keeping) {
        lines.add(
            "%s on %s: %s"
                .formatted(
                    holding.directory().path(),
                    holding.host(),
                    holding.directory().why().orElse("it was not removed")));
      }
    }
    return lines;
  }
}
