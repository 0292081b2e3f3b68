package org.kafkayarn.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;

/**
 * The last application of a cluster, seen through YARN's proxy: the same words as {@code kafka-yarn
 * status} and {@code events} have, without a JVM for each look.
 */
final class WatchedCluster {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration END = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final YarnClient client;
  private final String base;
  private final ApplicationId id;

  private WatchedCluster(YarnClient client, String resourceManager, ApplicationId id) {
    this.client = client;
    this.base = resourceManager + "/proxy/" + id + "/api/v1/";
    this.id = id;
  }

  static WatchedCluster last(YarnClient client, String resourceManager, String name)
      throws Exception {
    ApplicationReport report =
        client.getApplications().stream()
            .filter(application -> application.getName().equals(name))
            .max(Comparator.comparing(ApplicationReport::getApplicationId))
            .orElseThrow();
    return new WatchedCluster(client, resourceManager, report.getApplicationId());
  }

  String id() {
    return id.toString();
  }

  ApplicationReport report() throws Exception {
    return client.getApplicationReport(id);
  }

  /** Missing while no ApplicationMaster answers. */
  JsonNode status() throws InterruptedException {
    return get("status");
  }

  List<JsonNode> events() throws InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    get("events?after=0&limit=10000").forEach(events::add);
    return events;
  }

  long lastEvent() throws InterruptedException {
    List<JsonNode> events = events();
    return events.isEmpty() ? 0 : events.get(events.size() - 1).get("sequence").asLong();
  }

  private JsonNode get(String what) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + what)).timeout(Duration.ofSeconds(5)).build();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString(UTF_8));
      return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  JsonNode await(String what, Duration limit, Predicate<JsonNode> condition) throws Exception {
    return Until.isTrue(what, limit, this::status, condition);
  }

  JsonNode awaitReady(Duration limit) throws Exception {
    return await("all nodes serve", limit, WatchedCluster::isReady);
  }

  static boolean isReady(JsonNode status) {
    return status.path("phase").asText().equals("READY");
  }

  /** The first such event of a node since another one, with all of the words in its reason. */
  JsonNode awaitEvent(Duration limit, long since, String kind, int node, String... words)
      throws Exception {
    return Until.isTrue(
            kind + " of node " + node + ": " + String.join(" … ", words),
            limit,
            this::events,
            events -> events.stream().anyMatch(event -> is(event, since, kind, node, words)))
        .stream()
        .filter(event -> is(event, since, kind, node, words))
        .findFirst()
        .orElseThrow();
  }

  /**
   * A kind may be several, with a bar: what is waited for is told with the request that it goes
   * with.
   */
  static boolean is(JsonNode event, long since, String kind, int node, String... words) {
    String reason = event.path("reason").asText();
    return event.path("sequence").asLong() > since
        && List.of(kind.split("\\|", -1)).contains(event.path("kind").asText())
        && event.path("node").asInt(-1) == node
        && List.of(words).stream().allMatch(reason::contains);
  }

  /** The kinds of all events since another one. */
  List<String> kinds(long since) throws InterruptedException {
    return events().stream()
        .filter(event -> event.path("sequence").asLong() > since)
        .map(event -> event.path("kind").asText())
        .toList();
  }

  static JsonNode task(JsonNode status, String name) {
    for (JsonNode task : status.path("tasks")) {
      if (task.path("name").asText().equals(name)) {
        return task;
      }
    }
    return MissingNode.getInstance();
  }

  static JsonNode node(JsonNode status, int id) {
    for (JsonNode node : status.path("nodes")) {
      if (node.path("id").asInt(-1) == id) {
        return node;
      }
    }
    return MissingNode.getInstance();
  }

  /** A field of every node, by the nodes' ids. */
  static Map<Integer, String> each(JsonNode status, String field) {
    Map<Integer, String> values = new TreeMap<>();
    for (JsonNode node : status.path("nodes")) {
      values.put(node.get("id").asInt(), node.path(field).asText());
    }
    return values;
  }

  void kill() throws Exception {
    client.killApplication(id);
    ApplicationReport unused = awaitEnd(END);
  }

  ApplicationReport awaitEnd(Duration limit) throws Exception {
    return Until.isTrue(
        "the application has ended", limit, this::report, report -> report.getFinishTime() > 0);
  }
}
