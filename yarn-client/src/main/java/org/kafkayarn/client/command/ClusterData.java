package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.inventory.Holding;
import org.kafkayarn.am.inventory.InventoryRequest;
import org.kafkayarn.am.inventory.InventoryRequest.Target;
import org.kafkayarn.am.inventory.Leftovers;
import org.kafkayarn.am.inventory.Questions;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.submit.Visits;
import org.kafkayarn.client.submit.Visits.Visited;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;
import org.kafkayarn.launcher.contract.DataQuestion.Act;

/** A cluster's data on the hosts, as the commands about it see and change it. */
final class ClusterData {
  private final Surroundings surroundings;
  private final Console console;
  private final YarnGateway yarn;
  private final ClusterFinder finder;
  private final ClusterHome home;
  private final Visits visits;
  private final Duration limit;

  ClusterData(
      Surroundings surroundings, Configuration conf, YarnGateway yarn, String name, Duration limit)
      throws IOException {
    this.surroundings = surroundings;
    this.console = surroundings.console();
    this.yarn = yarn;
    this.finder = new ClusterFinder(conf, yarn, name);
    this.home = finder.home();
    this.limit = limit;
    this.visits =
        new Visits(conf, yarn, surroundings.distribution(), console, surroundings.pause());
  }

  ClusterHome home() {
    return home;
  }

  Optional<ApplicationReport> live() throws IOException {
    return finder.live();
  }

  Ledger ledger() throws IOException {
    return home.readLedger().orElseGet(() -> Ledger.empty(""));
  }

  List<String> hosts() throws IOException {
    return List.copyOf(Questions.hosts(ledger()));
  }

  private ClusterSpec spec() throws IOException {
    return home.readSpec()
        .map(StoredSpec::spec)
        .orElseThrow(
            () ->
                new UserError(
                    "the cluster's home %s has no spec: restore it, or kafka-yarn data restore FILE"
                        .formatted(home.uri())));
  }

  /** A visit needs the spec: its sizes and its queue. */
  void requireSpec() throws IOException {
    ClusterSpec unused = spec();
  }

  Visited look() throws IOException {
    return visits.visit(
        home, spec(), new InventoryRequest(Act.LIST, hosts(), limit.toSeconds(), List.of()));
  }

  Visited remove(Collection<Holding> holdings) throws IOException {
    List<Target> targets =
        holdings.stream()
            .map(
                holding ->
                    new Target(
                        holding.host(),
                        holding.directory().nodeId(),
                        holding.directory().directoryId()))
            .toList();
    List<String> hosts = targets.stream().map(Target::host).distinct().toList();
    return visits.visit(
        home, spec(), new InventoryRequest(Act.REMOVE_TARGETS, hosts, limit.toSeconds(), targets));
  }

  Visited removeAll() throws IOException {
    return visits.visit(
        home, spec(), new InventoryRequest(Act.REMOVE_ALL, hosts(), limit.toSeconds(), List.of()));
  }

  /**
   * Takes out of the ledger what is there no more. While the cluster runs, the ledger is its
   * ApplicationMaster's.
   */
  void settle(Visited visited) throws IOException {
    List<Gone> gone = Leftovers.gone(visited.result(), ledger());
    if (gone.isEmpty()) {
      return;
    }
    Optional<ApplicationReport> live = live();
    try {
      if (live.isPresent()) {
        api(live.get()).purged(gone);
      } else if (!home.amendLedger(
          visited.application().toString(),
          ledger -> ledger.with(ledger.leftBehind().without(gone)))) {
        throw new IOException("an application of the cluster has begun");
      }
    } catch (IOException e) {
      console.warn(
          "the ledger still remembers what has gone (%s): the next data purge forgets it"
              .formatted(OneLine.of(e)));
    }
  }

  private AmApi api(ApplicationReport report) throws IOException {
    String token = finder.token();
    return surroundings
        .watch(yarn, report.getApplicationId(), token)
        .api(report)
        .orElseThrow(() -> new IOException(ApplicationWatch.waiting(report)));
  }
}
