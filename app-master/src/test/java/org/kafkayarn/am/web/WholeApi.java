package org.kafkayarn.am.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Operation;

/** Every part of the API over HTTP: three brokers that wait, an operation, and a topic. */
final class WholeApi implements AutoCloseable {
  final FakeDesk desk = new FakeDesk();
  final FakeTopics topics = new FakeTopics();
  final FakeQuotas quotas = new FakeQuotas();
  final StatusFeed feed;
  final List<Resource> parts;
  final ApiFixture api;

  WholeApi(Path root) throws IOException {
    Snapshot snapshot = snapshot();
    feed = new StatusFeed(snapshot.status());
    LastSnapshot last = new LastSnapshot();
    last.follow(snapshot);
    TopicsResource topicsResource = new TopicsResource(topics);
    topicsResource.follow(snapshot);
    parts =
        List.of(
            new BrokersResource(last, desk),
            new BrokerConfigResource(last),
            new OperationsResource(feed, desk),
            new MovesResource(last, desk, () -> Set.of("orders", "orders-eu")),
            topicsResource,
            new QuotasResource(quotas),
            new BrokerFilesResource(feed, new LauncherCalls(node -> "", Runnable::run)));
    api = new ApiFixture(root, new Chronicle(List.of()), ClusterStatus.Phase.READY, parts);
    api.metadata.follow(snapshot);
  }

  private static Snapshot snapshot() {
    ClusterState state =
        ClusterState.initial(
            new Application(
                "u", "application_1_0001", 1, Instant.EPOCH, Application.DEFAULT_HOST_EXPIRY),
            Specs.complete(Specs.small(3, "1-99")),
            Ledger.empty("id"),
            true);
    Ledger ledger =
        state
            .ledger()
            .with(
                Operation.of(
                    1,
                    Operation.Kind.STOP,
                    "stop broker 2",
                    new TreeSet<>(Set.of(2)),
                    Optional.empty(),
                    Instant.EPOCH));
    Plan plan =
        new Plan(state.with(ledger), List.of(), new TreeMap<>(), List.of(), Optional.empty());
    return new Snapshot(plan, StatusReport.of(plan, Map.of()));
  }

  /** All that a request can have changed. */
  List<Object> changes() {
    List<Object> changes = new ArrayList<>();
    changes.addAll(desk.ordered);
    changes.addAll(topics.asked);
    changes.addAll(quotas.asked);
    changes.addAll(api.posted);
    changes.addAll(api.changed);
    changes.addAll(api.gone);
    changes.add(api.stops.get());
    return changes;
  }

  @Override
  public void close() {
    api.close();
  }
}
