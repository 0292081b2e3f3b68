package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;

/** {@code /api/v1/events} and the events of the page, over HTTP. */
@Timeout(60)
class EventsApiTest {
  private final Chronicle chronicle = new Chronicle(List.of());
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path root;
  private ApiFixture api;

  @BeforeEach
  void serve() throws IOException {
    api = new ApiFixture(root, chronicle);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static ClusterEvent event(long sequence) {
    return new ClusterEvent(
        sequence,
        Instant.parse("2026-01-01T00:00:00.123Z").plusSeconds(sequence),
        1,
        Optional.of(7),
        Optional.of("host1"),
        "Granted",
        "<script>" + sequence);
  }

  private HttpRequest request(String path, String token) {
    return api.request(path, token).build();
  }

  private String get(String path, int code) throws Exception {
    HttpResponse<String> response =
        http.send(request(path, "secret"), HttpResponse.BodyHandlers.ofString());
    assertEquals(code, response.statusCode(), response.body());
    return response.body();
  }

  private List<Long> sequences(String query) throws Exception {
    return StreamSupport.stream(
            StatusFeed.JSON.readTree(get("/api/v1/events" + query, 200)).spliterator(), false)
        .map(event -> event.path("sequence").asLong())
        .toList();
  }

  @Test
  void theLastEventsOrThoseAfterASequenceAreGiven() throws Exception {
    assertEquals(List.of(), sequences(""));
    for (long i = 1; i <= 5; i++) {
      chronicle.add(event(i));
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), sequences(""));
    assertEquals(List.of(4L, 5L), sequences("?limit=2"));
    assertEquals(List.of(3L, 4L), sequences("?after=2&limit=2"));
    assertEquals(List.of(), sequences("?after=5"));
    assertEquals(List.of(4L, 5L), sequences("?after=3&wait=30"), "no wait: there is one");
    assertTrue(
        get("/api/v1/events?after=x", 400).contains("after: is not a number: x"),
        "a problem that names the parameter");
  }

  @Test
  void whoShowsNoTokenIsSentToTheProxy() throws Exception {
    HttpResponse<String> response =
        http.send(request("/api/v1/events", "wrong"), HttpResponse.BodyHandlers.ofString());
    assertEquals(302, response.statusCode());
  }

  @Test
  void aWaitEndsWithTheFirstNewEvent() throws Exception {
    chronicle.add(event(1));
    CompletableFuture<HttpResponse<String>> waiting =
        http.sendAsync(
            request("/api/v1/events?after=1&wait=25", "secret"),
            HttpResponse.BodyHandlers.ofString());
    chronicle.add(event(2));
    HttpResponse<String> answer = waiting.get(10, TimeUnit.SECONDS);
    assertEquals(2, StatusFeed.JSON.readTree(answer.body()).get(0).get("sequence").asInt());
  }

  @Test
  void manyWhoWaitLeaveRoomForThoseWhoAsk() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      waiting.add(
          http.sendAsync(
              request("/api/v1/events?after=1&wait=20", "secret"),
              HttpResponse.BodyHandlers.ofString()));
    }
    long began = System.nanoTime();
    assertTrue(get("/api/v1/status", 200).contains("STARTING"));
    assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 10);
    long atOnce = waiting.stream().filter(CompletableFuture::isDone).count();
    assertTrue(atOnce <= 40 - EventsEndpoint.WAITING_AT_ONCE, atOnce + " did not wait");
    chronicle.add(event(2));
    for (CompletableFuture<HttpResponse<String>> one : waiting) {
      assertEquals(200, one.get(15, TimeUnit.SECONDS).statusCode());
    }
  }

  @Test
  void thePageShowsTheNewestFirstAndEscapesThem() throws Exception {
    for (long i = 1; i <= 40; i++) {
      chronicle.add(event(i));
    }
    String page = get("/", 200);
    assertTrue(page.contains("&lt;script&gt;40"), page);
    assertFalse(page.contains("<script>"), page);
    assertTrue(page.indexOf("&lt;script&gt;40") < page.indexOf("&lt;script&gt;11"));
    assertFalse(page.contains("&lt;script&gt;10<"), "the last 30 only");
    assertTrue(page.contains("2026-01-01 00:00:40"), page);
    assertTrue(page.contains("<td>7</td><td>Granted</td>"), page);
  }
}
