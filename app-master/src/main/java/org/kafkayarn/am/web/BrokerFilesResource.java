package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

/**
 * What a node's launcher reads out, for the owner alone:
 *
 * <ul>
 *   <li>{@code GET /api/v1/brokers/{id}/logs}: the log files of its container;
 *   <li>{@code GET /api/v1/brokers/{id}/log?file=NAME&lines=N}: the end of one of them, as text;
 *       with {@code from=NEXT&waitMs=N} what has come since, where NEXT is the header {@value
 *       ControlProtocol#LOG_NEXT} of the answer before;
 *   <li>{@code GET /api/v1/brokers/{id}/metrics?partitions=BOOL}: Kafka's metrics in Prometheus'
 *       text format.
 * </ul>
 */
public final class BrokerFilesResource implements Resource {
  private static final long LONGEST_WAIT_MS = 20_000;

  /** How many may wait at once; the server's other threads are for those who ask for answers. */
  private static final int WAITING_AT_ONCE = 4;

  private static final String DEFAULT_FILE = "server.log";
  private static final String DEFAULT_LINES = "100";

  private final StatusFeed feed;
  private final LauncherCalls launchers;
  private final Semaphore waiting = new Semaphore(WAITING_AT_ONCE);

  public BrokerFilesResource(StatusFeed feed, LauncherCalls launchers) {
    this.feed = feed;
    this.launchers = launchers;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of(
        "GET /api/v1/brokers/{id}/logs", this::logs,
        "GET /api/v1/brokers/{id}/log", this::log,
        "GET /api/v1/brokers/{id}/metrics", this::metrics);
  }

  private Answer logs(Request request) throws InterruptedException, RefusedRequest {
    int node = reachable(request);
    Query.of(request);
    List<LogFile> files = answer(node, 409, launchers.logs(node));
    try {
      return Answer.json(200, StatusFeed.JSON.writeValueAsString(files));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("log files that are not JSON", e);
    }
  }

  private Answer log(Request request) throws InterruptedException, RefusedRequest {
    int node = reachable(request);
    Query query =
        Query.of(
            request,
            ControlProtocol.FILE,
            ControlProtocol.LINES,
            ControlProtocol.FROM,
            ControlProtocol.WAIT_MS);
    String file = query.text(ControlProtocol.FILE).orElse(DEFAULT_FILE);
    int lines = number(query, ControlProtocol.LINES, DEFAULT_LINES);
    long waitMs = Math.min(LONGEST_WAIT_MS, number(query, ControlProtocol.WAIT_MS, "0"));
    Optional<String> from = query.text(ControlProtocol.FROM);
    if (from.isEmpty()) {
      return text(answer(node, 400, launchers.log(node, file, lines)));
    }
    boolean waits = waitMs > 0 && waiting.tryAcquire();
    try {
      Duration wait = Duration.ofMillis(waits ? waitMs : 0);
      return text(answer(node, 400, launchers.logAfter(node, file, from.get(), wait)));
    } finally {
      if (waits) {
        waiting.release();
      }
    }
  }

  private static Answer text(LogSlice slice) {
    Map<String, String> headers = new HashMap<>();
    headers.put(ControlProtocol.LOG_NEXT, slice.next());
    if (slice.gap()) {
      headers.put(ControlProtocol.LOG_GAP, "true");
    }
    return new Answer(200, "text/plain; charset=utf-8", slice.text(), headers);
  }

  private Answer metrics(Request request) throws InterruptedException, RefusedRequest {
    int node = reachable(request);
    boolean partitions =
        Query.of(request, ControlProtocol.PARTITIONS).flag(ControlProtocol.PARTITIONS);
    String text = answer(node, 409, launchers.metrics(node, partitions));
    return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", text, Map.of());
  }

  /** The node that is asked about, when there is one with a launcher. */
  private int reachable(Request request) throws RefusedRequest {
    if (!request.owner()) {
      throw new RefusedRequest(403, "logs and metrics need the owner's token");
    }
    String id = request.path("id");
    ClusterStatus status = feed.current().status();
    NodeStatus node =
        status.nodes().stream()
            .filter(known -> Integer.toString(known.id()).equals(id))
            .findFirst()
            .orElseThrow(() -> new RefusedRequest(404, "there is no broker " + id));
    if (!launchers.nodes().contains(node.id())) {
      throw new RefusedRequest(
          409,
          "the launcher of broker %d does not run (%s%s): %s"
              .formatted(
                  node.id(),
                  node.state(),
                  node.reason().isEmpty() ? "" : ": " + node.reason(),
                  elsewhere(node.id())));
    }
    return node.id();
  }

  /** Where logs are that no launcher reads out. */
  private String elsewhere(int id) {
    ClusterStatus status = feed.current().status();
    String container =
        status.nodes().stream()
            .filter(node -> node.id() == id)
            .flatMap(node -> node.containerId().stream())
            .findFirst()
            .map(name -> " -containerId " + name)
            .orElse("");
    return "YARN has its logs: yarn logs -applicationId " + status.applicationId() + container;
  }

  private static int number(Query query, String name, String otherwise) throws RefusedRequest {
    String text = query.text(name).orElse(otherwise);
    if (!text.matches("[0-9]{1,9}")) {
      throw RefusedRequest.field(name, "a number from 0 on, not " + text);
    }
    return Integer.parseInt(text);
  }

  /**
   * @param refusal what it means when the launcher says no
   */
  private <T> T answer(int node, int refusal, CompletableFuture<T> call)
      throws InterruptedException, RefusedRequest {
    try {
      return call.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (!(cause instanceof ControlClient.Refused refused)) {
        throw new RefusedRequest(
            503,
            "the launcher of broker %d does not answer (%s): %s"
                .formatted(node, cause, elsewhere(node)));
      }
      // As a launcher of before these verbs says it.
      if (refused.getMessage().contains("no such verb")) {
        throw new RefusedRequest(
            409,
            "the launcher of broker %d is of an earlier version: %s"
                .formatted(node, elsewhere(node)));
      }
      throw new RefusedRequest(refusal, "broker " + node + ": " + refused.line());
    }
  }
}
