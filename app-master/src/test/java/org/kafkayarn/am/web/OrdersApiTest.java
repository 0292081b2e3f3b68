package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kafkayarn.am.operation.MoveOrder;
import org.kafkayarn.am.operation.Refused;
import org.kafkayarn.am.operation.RemoveOrder;
import org.kafkayarn.am.operation.RestartOrder;
import org.kafkayarn.am.operation.Throttle;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Unavailable;

/** Brokers, operations and moves of replicas, over HTTP. */
@Timeout(60)
class OrdersApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path root;
  private WholeApi whole;

  @BeforeEach
  void serve() throws IOException {
    whole = new WholeApi(root);
  }

  @AfterEach
  void stop() {
    whole.close();
  }

  private JsonNode ask(int code, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(code, answer.statusCode(), answer.body());
    assertEquals(
        code < 400 ? "application/json" : "application/problem+json",
        answer.headers().firstValue("Content-Type").orElse(""));
    return StatusFeed.JSON.readTree(answer.body());
  }

  private JsonNode get(int code, String path) throws Exception {
    return ask(code, whole.api.request("/api/v1" + path, ApiFixture.TOKEN));
  }

  private JsonNode post(int code, String path, String body) throws Exception {
    return ask(
        code,
        whole
            .api
            .request("/api/v1" + path, ApiFixture.TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void brokersControllersAndTheClusterAreTold() throws Exception {
    JsonNode brokers = get(200, "/brokers");
    assertEquals(3, brokers.size());
    assertEquals("waiting", brokers.path(0).path("state").asText());
    assertEquals(2, get(200, "/brokers/2").path("id").asInt());
    assertTrue(get(404, "/brokers/7").path("detail").asText().startsWith("there is no broker 7"));
    assertEquals(3, get(200, "/controllers").size());
    JsonNode cluster = get(200, "/cluster");
    assertEquals(3, cluster.path("brokers").path("known").asInt());
    assertEquals(0, cluster.path("brokers").path("running").asInt());
    assertEquals(1, cluster.path("operations").size());
  }

  @Test
  void operationsAreTold() throws Exception {
    assertEquals("stop", get(200, "/operations").path(0).path("kind").asText());
    assertEquals("running", get(200, "/operations/1").path("status").asText());
    assertEquals(
        "there is no operation 9: the last is 1",
        get(404, "/operations/9").path("detail").asText());
    assertEquals("wait", get(400, "/operations?wait=3").path("field").asText());
    assertEquals("waitMs", get(400, "/operations?waitMs=-1").path("field").asText());
  }

  @Test
  void operationsAreCommanded() throws Exception {
    post(202, "/operations/1/pause", "");
    post(202, "/operations/1/resume", "{}");
    post(202, "/operations/1/abort", "{\"back\": true}");
    assertEquals(List.of("PAUSE 1", "RESUME 1", "ABORT 1 back"), whole.desk.ordered);
    post(404, "/operations/2/pause", "");
    assertEquals(
        "back", post(400, "/operations/1/pause", "{\"back\": true}").path("field").asText());
    assertEquals(3, whole.desk.ordered.size());
  }

  @Test
  void restartsAreOrderedAsWritten() throws Exception {
    JsonNode plain = post(202, "/brokers/restart", "{\"brokers\": \"0..1\"}");
    assertEquals("restart", plain.path("kind").asText());
    post(
        202,
        "/brokers/restart",
        "{\"brokers\": \"*\", \"pendingOnly\": true, \"unavailable\": \"wait\", \"atOnce\": 2,"
            + " \"canary\": \"60s\"}");
    assertEquals(
        List.of(
            new RestartOrder(
                new TreeSet<>(Set.of(0, 1)),
                new Rolling(false, Unavailable.REFUSE, 1, Optional.empty())),
            new RestartOrder(
                new TreeSet<>(Set.of(0, 1, 2)),
                new Rolling(true, Unavailable.WAIT, 2, Optional.of(Duration.ofMinutes(1))))),
        whole.desk.ordered);
  }

  @Test
  void stopsStartsAndRemovalsAreOrderedAsWritten() throws Exception {
    post(202, "/brokers/stop", "{\"brokers\": \"2\", \"unavailable\": \"allow\"}");
    post(202, "/brokers/start", "{\"brokers\": \"2\"}");
    post(202, "/brokers/remove", "{\"brokers\": \"2\", \"throttle\": 500000}");
    assertEquals(
        List.of(
            "stop [2] ALLOW",
            "start [2]",
            new RemoveOrder(new TreeSet<>(Set.of(2)), new Throttle(500_000, 500_000))),
        whole.desk.ordered);
  }

  @Test
  void movesAreOrderedAsWritten() throws Exception {
    post(202, "/topics/rebalance", "");
    post(
        202,
        "/topics/realign",
        "{\"topics\": \"orders*\", \"brokers\": \"0,1\", \"replicationFactor\": 2}");
    post(202, "/topics/rebalance", "{\"brokers\": \"2\", \"onto\": true}");
    assertEquals(
        List.of(
            new MoveOrder(
                MoveOrder.Kind.REBALANCE,
                Set.of(),
                new TreeSet<>(),
                OptionalInt.empty(),
                Throttle.DEFAULT),
            new MoveOrder(
                MoveOrder.Kind.REALIGN,
                Set.of("orders", "orders-eu"),
                new TreeSet<>(Set.of(0, 1)),
                OptionalInt.of(2),
                Throttle.DEFAULT),
            new MoveOrder(
                MoveOrder.Kind.ONTO,
                Set.of(),
                new TreeSet<>(Set.of(2)),
                OptionalInt.empty(),
                Throttle.DEFAULT)),
        whole.desk.ordered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/brokers/restart",
        "/brokers/stop",
        "/brokers/start",
        "/brokers/remove",
        "/topics/rebalance",
        "/topics/realign"
      })
  void aDryRunOrdersNothing(String path) throws Exception {
    JsonNode inQuery = post(200, path + "?dryRun=true", "{\"brokers\": \"0\"}");
    JsonNode inBody = post(200, path, "{\"brokers\": \"0\", \"dryRun\": true}");
    assertEquals(inQuery, inBody);
    assertTrue(inQuery.path("lines").size() == 1, inQuery.toString());
    assertEquals(List.of(), whole.desk.ordered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/brokers/restart|{}|brokers|brokers: is missing",
        "/brokers/restart|{\"brokers\": 3}|brokers|brokers: is not a text: 3",
        "/brokers/restart|{\"brokers\": \"7\"}|brokers|brokers: there is no broker 7",
        "/brokers/restart|{\"brokers\": \"a\"}|brokers|brokers: not a broker expression: a",
        "/brokers/restart|{\"broker\": \"0\"}|broker|broker: is not known here. Did you mean brokers?",
        "/brokers/restart|{\"brokers\": \"0\", \"atOnce\": 0}|atOnce|atOnce: 0 is not from 1 to 1000",
        "/brokers/restart|{\"brokers\": \"0\", \"canary\": \"soon\"}|canary|canary: not a length of time",
        "/brokers/restart|{\"brokers\": \"0\", \"unavailable\": \"maybe\"}|unavailable|unavailable: is one of",
        "/brokers/restart|{\"brokers\": \"0\", \"pendingOnly\": \"yes\"}|pendingOnly|pendingOnly: is true or",
        "/brokers/stop|{\"brokers\": \"0\", \"atOnce\": 1}|atOnce|atOnce: is not known here",
        "/brokers/remove|{\"brokers\": \"0\", \"throttle\": 0}|throttle|throttle: 0 is not from 1",
        "/brokers/remove|{\"brokers\": \"0\", \"throttle\": 5, \"throttleLeast\": 9}|throttleLeast|throttleLeast: 9",
        "/topics/rebalance|{\"topics\": \"order\"}|topics|topics: there is no topic order",
        "/topics/rebalance|{\"onto\": true}|onto|onto: is for a rebalance",
        "/topics/realign|{\"onto\": true, \"brokers\": \"0\"}|onto|onto: is for a rebalance",
        "/topics/realign|{\"replicationFactor\": -1}|replicationFactor|replicationFactor: -1 is not from",
        "/topics/realign|[]|''|the body is not a map of fields",
        "/topics/realign|{|''|the body is not JSON"
      })
  void whatIsWrongIsNamedAndOrdersNothing(String path, String body, String field, String line)
      throws Exception {
    JsonNode problem = post(400, path, body);
    assertTrue(problem.path("detail").asText().startsWith(line), problem.toString());
    assertEquals(field, problem.path("field").asText());
    assertEquals(List.of(), whole.desk.ordered);
  }

  @Test
  void aRefusalOfTheDeskIsPassedOn() throws Exception {
    whole.desk.refusal = Optional.of(Refused.now("operation 1 has not ended"));
    assertEquals(
        "operation 1 has not ended",
        post(409, "/brokers/stop", "{\"brokers\": \"0\"}").path("detail").asText());
    whole.desk.refusal = Optional.of(Refused.field("brokers", "too many"));
    assertEquals(
        "brokers", post(400, "/brokers/stop", "{\"brokers\": \"0\"}").path("field").asText());
  }
}
