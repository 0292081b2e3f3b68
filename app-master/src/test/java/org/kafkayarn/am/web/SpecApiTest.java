package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.state.ClusterStatus;

/** {@code /api/v1/spec}, over HTTP. */
@Timeout(60)
class SpecApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path root;
  private ApiFixture api;

  @BeforeEach
  void serve() throws IOException {
    api = new ApiFixture(root.resolve("running"), new Chronicle(List.of()));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpRequest post(String query, String body) {
    return api.request("/api/v1/spec" + query, ApiFixture.TOKEN)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private JsonNode change(int code, String query, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(post(query, body), HttpResponse.BodyHandlers.ofString());
    assertEquals(code, answer.statusCode(), answer.body());
    assertEquals(
        code == 200 ? "application/json" : "application/problem+json",
        answer.headers().firstValue("Content-Type").orElse(""));
    return StatusFeed.JSON.readTree(answer.body());
  }

  private static List<String> lines(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    answer.path("changes").forEach(line -> lines.add(line.asText()));
    return lines;
  }

  private StoredSpec stored() throws IOException {
    return api.home.readSpec().orElseThrow();
  }

  @Test
  void aChangeIsInTheHomeBeforeAnybodyActsOnIt() throws Exception {
    JsonNode answer = change(200, "", "{\"controllers\": 3, \"controller-heap\": \"256m\"}");
    assertEquals(2, answer.path("generation").asInt());
    assertTrue(lines(answer).contains("controllers: 0 -> 3"), answer.toString());
    ClusterSpec runs = api.changed.poll(10, TimeUnit.SECONDS);
    assertEquals(Set.of(0, 1, 2, 10_000, 10_001, 10_002), runs.nodes().keySet());
    assertEquals(256, runs.node(10_000).heapMb());
    assertEquals(runs, stored().spec());
    assertEquals(2, stored().spec().generation());
    assertEquals(2048, stored().spec().memoryMb(), "what was given before stays");
  }

  @Test
  void nodesThatLeaveAreKeptInMindUntilTheyHaveLeft() throws Exception {
    change(200, "", "{\"controllers\": 5}");
    change(200, "", "{\"controllers\": 3}");
    api.changed.take();
    assertEquals(Set.of(10_003, 10_004), api.changed.take().retiring().keySet());
    assertEquals(Optional.of(2L), stored().before().map(ClusterSpec::generation));
    assertEquals(Set.of(10_003, 10_004), stored().running().retiring().keySet());
    JsonNode refused = change(409, "", "{\"controllers\": 0}");
    assertEquals(
        "a change is under way: nodes 10003-10004 of specification 2 have not left yet, and nodes"
            + " 10000-10002 would leave too. Wait for its end (kafka-yarn status), then give this"
            + " change again",
        refused.path("detail").asText());
    change(200, "", "{\"failover-max-delay\": \"20m\"}");
    assertEquals(Set.of(10_003, 10_004), stored().running().retiring().keySet());
    change(200, "", "{\"controllers\": 5}");
    assertEquals(Optional.empty(), stored().before(), "those that left are wanted again");
  }

  @Test
  void settingsSizesAndMoreBrokersChangeWhileItRuns() throws Exception {
    JsonNode answer =
        change(
            200,
            "",
            "{\"brokers\": 4, \"heap\": \"1g\", \"vcores\": 2, \"config\": {\"log.retention.ms\": \"1000\"},"
                + " \"jvm-opts\": [\"-Dx=y\"], \"kafka\": \"hdfs:///other.tar\"}");
    assertTrue(
        lines(answer)
            .containsAll(
                List.of(
                    "brokers: 3 -> 4",
                    "vcores: 1 -> 2",
                    "config log.retention.ms: (default) -> 1000",
                    "kafka: hdfs:///k.tar -> hdfs:///other.tar")),
        answer.toString());
    ClusterSpec runs = api.changed.poll(10, TimeUnit.SECONDS);
    assertEquals("1000", runs.node(3).config().get("log.retention.ms"));
    assertEquals(1024, runs.node(0).heapMb());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"controlers\": 3}|controlers|unknown key: controlers. Did you mean controllers?",
        "{\"controllers\": 4}|controllers|controllers: 4 is an even number",
        "{\"controllers\": [3]}|controllers|a list where one value is expected",
        "{\"controllers\": \"many\"}|controllers|not a whole number: many",
        "{\"voters\": 5}|voters|voters: 5 of 3 brokers",
        "{\"queue\": \"x\"}|queue|queue: cannot change while the cluster runs. Stop the cluster and submit again",
        "{\"am-memory\": \"1g\"}|am-memory|am-memory: cannot change while the cluster runs",
        "{\"brokers\": 2}|brokers|brokers: 3 -> 2: their replicas have to go elsewhere first",
        "{\"name\": \"x\"}|name|name: cannot change while the cluster runs",
        "{\"constraints\": \"hostname=sometimes\"}|constraints|constraints",
        "{\"controllers\": 3, \"controllers\": 5}||the body is not JSON",
        "{|''|the body is not JSON",
        "[3]|''|the body is not a map of what is to change",
        "''|''|the body is not a map of what is to change"
      })
  void whatIsWrongIsNamedAndChangesNothing(String body, String field, String line)
      throws Exception {
    StoredSpec before = stored();
    JsonNode problem = change(400, "", body);
    assertTrue(problem.path("detail").asText().contains(line), problem.toString());
    assertEquals(field == null ? "" : field, problem.path("field").asText(), problem.toString());
    assertEquals(400, problem.path("status").asInt());
    assertEquals(before, stored());
    assertTrue(api.changed.isEmpty());
  }

  @Test
  void aDryRunTellsAndChangesNothing() throws Exception {
    StoredSpec before = stored();
    JsonNode answer = change(200, "?dryRun=true", "{\"voters\": 1}");
    assertEquals(List.of("voters: 3 -> 1"), lines(answer));
    assertEquals(2, answer.path("generation").asInt());
    assertTrue(answer.path("dryRun").asBoolean());
    assertEquals(before, stored());
    assertTrue(api.changed.isEmpty());
    assertEquals("dryRun", change(400, "?dryRun=maybe", "{}").path("field").asText());
  }

  @Test
  void whatIsWantedAlreadyMakesNoGeneration() throws Exception {
    JsonNode answer = change(200, "", "{\"brokers\": 3, \"voters\": 3}");
    assertEquals(List.of(), lines(answer));
    assertEquals(1, answer.path("generation").asInt());
    assertTrue(api.changed.isEmpty());
  }

  @Test
  void twoWhoAskAtOnceAreServedOneAfterTheOther() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      String body =
          i % 2 == 0 ? "{\"host-wait\": \"" + i + "m\"}" : "{\"failover-max-tries\": " + i + "}";
      answers.add(http.sendAsync(post("", body), HttpResponse.BodyHandlers.ofString()));
    }
    Set<Integer> generations = new TreeSet<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      HttpResponse<String> one = answer.get(30, TimeUnit.SECONDS);
      assertEquals(200, one.statusCode(), one.body());
      generations.add(StatusFeed.JSON.readTree(one.body()).path("generation").asInt());
    }
    assertEquals(Set.of(2, 3, 4, 5, 6, 7, 8, 9), generations);
    List<Long> told = new ArrayList<>();
    api.changed.forEach(spec -> told.add(spec.generation()));
    assertEquals(List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), told, "in order");
    ClusterSpec last = stored().spec();
    assertTrue(last.locality().host().isPresent() && last.failover().maxTries().isPresent());
  }

  @Test
  void aMasterThatWasReplacedChangesNothing() throws Exception {
    api.home.epochs().claim("application_1_1", 2);
    StoredSpec before = stored();
    change(503, "", "{\"voters\": 1}");
    assertEquals(before, stored());
    assertTrue(api.changed.isEmpty());
    assertEquals(1, api.faults.size());
  }

  @Test
  void onlyTheOwnerChangesAndReads() throws Exception {
    for (HttpRequest request :
        List.of(
            api.request("/api/v1/spec", "wrong")
                .POST(HttpRequest.BodyPublishers.ofString("{\"voters\": 1}"))
                .build(),
            api.request("/api/v1/spec", "wrong").build())) {
      assertEquals(302, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
    assertTrue(api.changed.isEmpty());
    HttpResponse<String> got =
        http.send(
            api.request("/api/v1/spec", ApiFixture.TOKEN).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(3, StatusFeed.JSON.readTree(got.body()).path("spec").path("brokers").asInt());
  }

  @Test
  void aClusterThatStopsIsNotChanged() throws Exception {
    api.close();
    api =
        new ApiFixture(
            root.resolve("stopping"), new Chronicle(List.of()), ClusterStatus.Phase.STOPPING);
    assertTrue(change(409, "", "{\"voters\": 1}").path("detail").asText().contains("is stopping"));
  }

  private JsonNode rollBack(int code, String query, String body) throws Exception {
    return change(code, "/rollback" + query, body);
  }

  @Test
  void aRollbackIsAChangeToWhatWasWantedBefore() throws Exception {
    ClusterSpec first = stored().spec();
    change(
        200,
        "",
        "{\"config\": {\"log.retention.ms\": \"1000\"}, \"kafka\": \"hdfs:///other.tar\", \"heap\": \"1g\"}");
    change(200, "", "{\"config\": {\"log.retention.ms\": \"2000\"}}");
    JsonNode dry = rollBack(200, "?dryRun=true", "{}");
    assertEquals(List.of("config log.retention.ms: 2000 -> 1000"), lines(dry));
    assertEquals(3, stored().spec().generation());

    JsonNode back = rollBack(200, "", "");
    assertEquals(4, back.path("generation").asInt());
    assertEquals(List.of("config log.retention.ms: 2000 -> 1000"), lines(back));
    assertEquals("hdfs:///other.tar", stored().spec().kafka());

    rollBack(200, "", "{\"to\": 1}");
    assertEquals(first.config(), stored().spec().config());
    assertEquals("hdfs:///k.tar", stored().spec().kafka(), "the archive that was the default");
    assertEquals(first.heapMb(), stored().spec().heapMb());
    assertEquals(5, stored().spec().generation());
    List<Long> told = new ArrayList<>();
    api.changed.forEach(spec -> told.add(spec.generation()));
    assertEquals(List.of(2L, 3L, 4L, 5L), told);
    rollBack(200, "", "{}");
    assertEquals("1000", stored().spec().config().get("log.retention.ms"), "back again");
  }

  @Test
  void whatKafkaRefusesIsNotWantedEither() throws Exception {
    StoredSpec before = stored();
    api.kafkaRefuses.set(
        Optional.of("config: broker 0 refused log.retention.ms=abc: Not a number"));
    for (String query : List.of("", "?dryRun=true")) {
      JsonNode refused = change(400, query, "{\"config\": {\"log.retention.ms\": \"abc\"}}");
      assertEquals("config", refused.path("field").asText());
      assertEquals(
          "config: broker 0 refused log.retention.ms=abc: Not a number",
          refused.path("detail").asText());
    }
    assertEquals(before, stored());
    api.kafkaRefuses.set(Optional.empty());
    change(200, "", "{\"config\": {\"log.retention.ms\": \"5\"}}");
    api.kafkaRefuses.set(Optional.of("config: broker 0 refused that"));
    rollBack(400, "", "{}");
  }

  @Test
  void aRollbackIsRefusedAsTheChangeWouldBe() throws Exception {
    assertEquals(
        "to: no specification before number 1 is kept: change it with kafka-yarn spec apply",
        rollBack(400, "", "{}").path("detail").asText());
    change(200, "", "{\"brokers\": 4}");
    JsonNode refused = rollBack(400, "", "{}");
    assertTrue(
        refused.path("detail").asText().startsWith("brokers: 4 -> 3: their replicas have to go"),
        refused.toString());
    assertEquals("brokers", refused.path("field").asText());
    assertEquals(
        "to: specification 7 is not kept; those that are: 1",
        rollBack(400, "", "{\"to\": 7}").path("detail").asText());
    assertEquals(
        "to: 2 is the current specification",
        rollBack(400, "", "{\"to\": 2}").path("detail").asText());
    for (String body : List.of("{\"to\": \"x\"}", "{\"to\": 0}", "{\"from\": 1}", "[]", "{")) {
      rollBack(400, "", body);
    }
    assertEquals(2, stored().spec().generation());
  }

  @Test
  void theLastTenBeforeTheCurrentOneAreKept() throws Exception {
    for (int i = 0; i < 14; i++) {
      change(200, "", "{\"config\": {\"log.retention.ms\": \"" + (1000 + i) + "\"}}");
    }
    HttpResponse<String> answer =
        http.send(
            api.request("/api/v1/spec/history", ApiFixture.TOKEN).GET().build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    JsonNode history = StatusFeed.JSON.readTree(answer.body());
    List<Long> numbers = new ArrayList<>();
    history.forEach(entry -> numbers.add(entry.path("number").asLong()));
    assertEquals(List.of(15L, 14L, 13L, 12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L), numbers);
    assertEquals(List.of("config log.retention.ms: 1012 -> 1013"), lines(history.path(0)));
    assertTrue(history.path(0).has("at"), answer.body());
    rollBack(200, "", "{\"to\": 5}");
    assertEquals("1003", stored().spec().config().get("log.retention.ms"));
    rollBack(400, "", "{\"to\": 5}");
  }
}
