package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.operation.OperationDesk;
import org.kafkayarn.am.operation.RemoveOrder;
import org.kafkayarn.am.operation.RestartOrder;
import org.kafkayarn.am.plan.NodeReport;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;
import org.kafkayarn.am.state.Operation;

/**
 * {@code /api/v1/brokers}, {@code /api/v1/controllers} and {@code /api/v1/cluster}: the nodes, and
 * what can be done to them.
 */
public final class BrokersResource implements Resource {
  private static final String ROOT = "/api/v1/brokers";
  private static final String BROKERS = OrderBody.BROKERS;
  private static final String DRY_RUN = OrderBody.DRY_RUN;

  private final LastSnapshot last;
  private final OperationDesk desk;

  public BrokersResource(LastSnapshot last, OperationDesk desk) {
    this.last = last;
    this.desk = desk;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of(
        "GET /api/v1/cluster",
        this::cluster,
        "GET /api/v1/controllers",
        this::controllers,
        "GET " + ROOT,
        this::brokers,
        "GET " + ROOT + "/{id}",
        this::broker,
        "POST " + ROOT + "/restart",
        this::restart,
        "POST " + ROOT + "/stop",
        this::stop,
        "POST " + ROOT + "/start",
        this::start,
        "POST " + ROOT + "/remove",
        this::remove);
  }

  private Answer brokers(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    return Answer.value(200, brokers(last.get()));
  }

  private static List<BrokerStatus> brokers(Snapshot snapshot) {
    return NodeReport.brokers(snapshot.state(), snapshot.status());
  }

  private Answer broker(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    String id = request.path("id");
    BrokerStatus found =
        brokers(last.get()).stream()
            .filter(broker -> Integer.toString(broker.id()).equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new RefusedRequest(
                        404, "there is no broker " + id + ": those that there are: " + ROOT));
    return Answer.value(200, found);
  }

  private Answer controllers(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    Snapshot snapshot = last.get();
    return Answer.value(200, NodeReport.controllers(snapshot.state(), snapshot.status()));
  }

  private Answer cluster(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    Snapshot snapshot = last.get();
    ClusterStatus status = snapshot.status();
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("name", status.name());
    body.put("phase", status.phase().name());
    body.put("message", status.message());
    body.put("kafkaClusterId", status.kafkaClusterId());
    body.put("applicationId", status.applicationId());
    body.put("specGeneration", status.specGeneration());
    body.put("bootstrapServers", status.bootstrapServers());
    status.activeController().ifPresent(id -> body.put("activeController", id));
    List<BrokerStatus> brokers = brokers(snapshot);
    count(body.putObject("brokers"), status, "broker");
    count(body.putObject("controllers"), status, "controller");
    body.put("pendingRestarts", brokers.stream().filter(BrokerStatus::pendingRestart).count());
    sum(brokers.stream().map(BrokerStatus::behind).toList())
        .ifPresent(behind -> body.put("replicasBehind", behind));
    body.put("offlinePartitions", status.offline().count());
    body.set(
        "operations",
        StatusFeed.JSON.valueToTree(
            status.operations().stream().filter(operation -> !operation.hasEnded()).toList()));
    body.set("warnings", StatusFeed.JSON.valueToTree(status.warnings()));
    return Answer.json(200, body);
  }

  private static void count(ObjectNode body, ClusterStatus status, String role) {
    List<NodeStatus> nodes =
        status.nodes().stream()
            .filter(node -> List.of(node.roles().split(",", -1)).contains(role))
            .toList();
    body.put("known", nodes.size());
    body.put("running", nodes.stream().filter(node -> node.state().equals("running")).count());
  }

  /** Absent while Kafka does not tell. */
  private static Optional<Integer> sum(List<Optional<Integer>> counts) {
    return counts.stream().flatMap(Optional::stream).reduce(Integer::sum);
  }

  private Answer restart(Request request) throws RefusedRequest, InterruptedException {
    Body body =
        Body.of(
            request.body(),
            BROKERS,
            "pendingOnly",
            OrderBody.UNAVAILABLE,
            "atOnce",
            "canary",
            DRY_RUN);
    RestartOrder order = new RestartOrder(nodes(body), OrderBody.rolling(body));
    return OrderBody.isDryRun(request, body)
        ? lines(Desk.ask(() -> desk.preview(order)))
        : Answer.value(202, Desk.ask(() -> desk.restart(order)));
  }

  private Answer stop(Request request) throws RefusedRequest, InterruptedException {
    Body body = Body.of(request.body(), BROKERS, OrderBody.UNAVAILABLE, DRY_RUN);
    SortedSet<Integer> nodes = nodes(body);
    Operation.Unavailable unavailable = OrderBody.unavailable(body);
    return OrderBody.isDryRun(request, body)
        ? lines(Desk.ask(() -> desk.previewStop(nodes, unavailable)))
        : Answer.value(202, Desk.ask(() -> desk.stop(nodes, unavailable)));
  }

  private Answer start(Request request) throws RefusedRequest, InterruptedException {
    Body body = Body.of(request.body(), BROKERS, DRY_RUN);
    SortedSet<Integer> nodes = nodes(body);
    return OrderBody.isDryRun(request, body)
        ? lines(Desk.ask(() -> desk.previewStart(nodes)))
        : Answer.value(202, Desk.ask(() -> desk.start(nodes)));
  }

  private SortedSet<Integer> nodes(Body body) throws RefusedRequest {
    return NodeSelection.nodes(last.get().state(), BROKERS, body.text(BROKERS));
  }

  private Answer remove(Request request) throws RefusedRequest, InterruptedException {
    Body body =
        Body.of(request.body(), BROKERS, OrderBody.THROTTLE, OrderBody.THROTTLE_LEAST, DRY_RUN);
    RemoveOrder order =
        new RemoveOrder(
            NodeSelection.brokers(last.get().state(), BROKERS, body.text(BROKERS)),
            OrderBody.throttle(body));
    return OrderBody.isDryRun(request, body)
        ? Answer.value(200, Desk.ask(() -> desk.preview(order)))
        : Answer.value(202, Desk.ask(() -> desk.remove(order)));
  }

  private static Answer lines(List<String> lines) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.set("lines", StatusFeed.JSON.valueToTree(lines));
    return Answer.json(200, body);
  }
}
