package org.kafkayarn.client.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LogSlice;

class AmClientTest {
  private static final String STATUS =
      """
      {"name":"k","user":"u","applicationId":"application_1_1","amAttempt":1,
       "amStarted":"2026-11-22T09:00:00Z","kafkaClusterId":"c","specGeneration":1,
       "phase":"READY","message":"ready","bootstrapServers":"h:1","activeController":2,
       "nodes":[],"warnings":[],"timings":{"registered":5},"fromTheFuture":[1]}
      """;

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private AmClient client;
  private int code = 200;
  private String body = STATUS;
  private String type = "application/json";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/", this::answer);
    server.start();
    client = new AmClient("127.0.0.1", server.getAddress().getPort(), "secret");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("ETag", "\"7\"");
    exchange.getResponseHeaders().set(ControlProtocol.LOG_NEXT, "7-8-9");
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void theStatusIsReadWhateverANewerOneAdds() throws IOException {
    AmClient.Answer answer = client.status(Optional.empty(), Duration.ZERO).orElseThrow();
    assertEquals(Phase.READY, answer.status().phase());
    assertEquals(Optional.of(2), answer.status().activeController());
    assertEquals("\"7\"", answer.etag());
    assertTrue(answer.json().has("fromTheFuture"));
    assertEquals(List.of("GET /api/v1/status Bearer secret"), asked);
  }

  @Test
  void whatWasSeenIsNotGivenAgain() throws IOException {
    assertEquals(Optional.empty(), client.status(Optional.of("\"7\""), Duration.ofSeconds(2)));
    assertEquals(List.of("GET /api/v1/status?waitMs=2000&seen=%227%22 Bearer secret"), asked);
    assertTrue(client.status(Optional.of("\"6\""), Duration.ofSeconds(2)).isPresent());
  }

  @Test
  void eventsAreReadWhateverANewerOneAdds() throws IOException {
    body =
        """
        [{"sequence":3000000001,"at":"2026-11-22T09:00:00.5Z","attempt":2,"node":null,
          "host":"h","kind":"FromTheFuture","reason":"why","more":[1]},
         {"sequence":3000000002,"at":"2026-11-22T09:00:01Z","attempt":2,"node":7,
          "host":null,"kind":"Waiting","reason":"no room"}]
        """;
    List<ClusterEvent> events =
        client.events(OptionalLong.of(2_000_000_005L), 10, Duration.ofSeconds(5));
    assertEquals(List.of("FromTheFuture", "Waiting"), events.stream().map(e -> e.kind()).toList());
    assertEquals(Optional.of(7), events.get(1).node());
    assertEquals(Optional.of("h"), events.get(0).host());
    assertEquals(
        List.of("GET /api/v1/events?limit=10&wait=5&after=2000000005 Bearer secret"), asked);
    body = "<html>";
    assertTrue(
        assertThrows(IOException.class, () -> client.events(OptionalLong.empty(), 1, Duration.ZERO))
            .getMessage()
            .startsWith("no events from http://127.0.0.1:"));
  }

  @Test
  void theMetadataIsReadAndAnUpgradeIsOrdered() throws IOException {
    body = "{\"finalized\":\"4.2-IV1\",\"policy\":\"keep\",\"nodes\":[],\"new\":1}";
    assertEquals(Optional.empty(), client.metadata().available());
    code = 202;
    body = "{\"from\":\"4.2-IV1\",\"to\":\"4.3-IV0\",\"dryRun\":false}";
    assertEquals("4.3-IV0", client.upgradeMetadata(Optional.of("4.3"), false).to());
    assertEquals(
        List.of(
            "GET /api/v1/metadata Bearer secret",
            "POST /api/v1/metadata?dryRun=false Bearer secret"),
        asked);
  }

  @Test
  void aChangeIsAskedForAndItsRefusalTellsWhatIsWrong() throws IOException {
    body = "{\"generation\":2,\"dryRun\":true,\"changes\":[\"voters: 3 -> 1\"]}";
    assertEquals(
        new AmApi.SpecAnswer(2, true, List.of("voters: 3 -> 1")),
        client.change(SpecFile.read("voters: 1", "f"), true));
    assertEquals(List.of("POST /api/v1/spec?dryRun=true Bearer secret"), asked);
    type = "application/problem+json";
    body = "{\"status\":400,\"detail\":\"voters: 4 is even\"}";
    code = 400;
    ApiRefusal refusal =
        assertThrows(ApiRefusal.class, () -> client.change(SpecFile.read("voters: 1", "f"), false));
    assertEquals("voters: 4 is even", refusal.getMessage());
    assertTrue(refusal.isMistake());
  }

  @Test
  void logsAndMetricsOfABrokerAreRead() throws IOException {
    body = "[{\"name\":\"stderr\",\"bytes\":7,\"modified\":\"1970-01-01T00:00:01Z\",\"new\":1}]";
    assertEquals("stderr", client.files().logs(3).get(0).name());
    body = "a line\n";
    LogSlice last = client.files().log(3, "a b.log", 5);
    assertEquals(new LogSlice("a line\n", "7-8-9", false), last);
    client.files().logAfter(3, "server.log", last.next(), Duration.ofSeconds(2));
    client.files().metrics(3, true);
    assertEquals(
        List.of(
            "GET /api/v1/brokers/3/logs Bearer secret",
            "GET /api/v1/brokers/3/log?file=a+b.log&lines=5 Bearer secret",
            "GET /api/v1/brokers/3/log?file=server.log&from=7-8-9&waitMs=2000 Bearer secret",
            "GET /api/v1/brokers/3/metrics?partitions=true Bearer secret"),
        asked);
    type = "application/problem+json";
    code = 409;
    body = "{\"status\":409,\"detail\":\"its launcher does not run\"}";
    ApiRefusal refusal =
        assertThrows(ApiRefusal.class, () -> client.files().log(3, "server.log", 5));
    assertTrue(refusal.isForNow());
    assertEquals("its launcher does not run", refusal.getMessage());
  }

  @Test
  void anyRequestIsMadeAsItIsAndItsAnswerOrItsRefusalComesBack() throws IOException {
    Duration soon = Duration.ofSeconds(10);
    code = 201;
    body = "{\"name\":\"a\"}";
    JsonNode topic = AmClient.JSON.readTree("{\"name\":\"a\"}");
    assertEquals(topic, client.call("POST", "/topics?dryRun=true", Optional.of(topic), soon));
    assertEquals(topic, client.call("DELETE", "/topics/a", Optional.empty(), soon));
    assertEquals(
        List.of(
            "POST /api/v1/topics?dryRun=true Bearer secret",
            "DELETE /api/v1/topics/a Bearer secret"),
        asked);
    code = 500;
    assertThrows(IOException.class, () -> client.call("GET", "/topics", Optional.empty(), soon));
    type = "application/problem+json";
    body = "{\"status\":503,\"detail\":\"no broker serves\"}";
    code = 503;
    ApiRefusal refusal =
        assertThrows(ApiRefusal.class, () -> client.call("GET", "/topics", Optional.empty(), soon));
    assertEquals("no broker serves", refusal.getMessage());
  }

  @Test
  void aStopIsOrdered() throws IOException {
    code = 202;
    body = "";
    client.stop();
    assertEquals(List.of("POST /api/v1/stop Bearer secret"), asked);
  }

  @Test
  void aRefusalIsToldInOneLine() {
    code = 401;
    body = "wrong token\nsecond line";
    assertTrue(
        assertThrows(IOException.class, () -> client.stop())
            .getMessage()
            .endsWith("/api/v1 answers 401: wrong token"));
  }

  @Test
  void whatIsNoStatusIsTold() {
    body = "<html>";
    assertTrue(
        assertThrows(IOException.class, () -> client.status(Optional.empty(), Duration.ZERO))
            .getMessage()
            .startsWith("not a status from http://127.0.0.1:"));
  }
}
