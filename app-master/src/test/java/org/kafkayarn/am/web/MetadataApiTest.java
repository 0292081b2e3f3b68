package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.Transitions;

/** {@code /api/v1/metadata}, over HTTP. */
@Timeout(60)
class MetadataApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path root;
  private ApiFixture api;

  @BeforeEach
  void serve() throws IOException {
    api = new ApiFixture(root, new Chronicle(List.of()));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** 4.2-IV1 is in force, and nothing serves. */
  private void told() {
    ClusterState state =
        ClusterState.initial(
            new ClusterState.Application(
                "u",
                "application_1_0001",
                1,
                Instant.EPOCH,
                ClusterState.Application.DEFAULT_HOST_EXPIRY),
            Specs.complete(Specs.small(1, "1-9")),
            Ledger.empty("id"),
            true);
    Features features = new Features(29, new TreeMap<>(Map.of(0, new Features.Known("s", 7, 30))));
    ClusterState next =
        Transitions.apply(state, new KafkaEvent.FeaturesObserved(features), Instant.EPOCH);
    Plan plan = new Plan(next, List.of(), new TreeMap<>(), List.of(), Optional.empty());
    api.metadata.follow(new Snapshot(plan, StatusReport.of(plan, Map.of())));
  }

  private JsonNode ask(int code, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(code, answer.statusCode(), answer.body());
    return StatusFeed.JSON.readTree(answer.body());
  }

  private JsonNode upgrade(int code, String query, String body) throws Exception {
    return ask(
        code,
        api.request("/api/v1/metadata" + query, ApiFixture.TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void nothingIsKnownBeforeKafkaHasTold() throws Exception {
    assertTrue(
        ask(409, api.request("/api/v1/metadata", ApiFixture.TOKEN))
            .path("detail")
            .asText()
            .startsWith("Kafka has not told"));
    upgrade(409, "", "");
  }

  @Test
  void whatIsInForceIsTold() throws Exception {
    told();
    JsonNode answer = ask(200, api.request("/api/v1/metadata", ApiFixture.TOKEN));
    assertEquals("4.2-IV1", answer.path("finalized").asText());
    assertEquals("keep", answer.path("policy").asText());
    assertEquals("4.3-IV0", answer.path("nodes").path(0).path("most").asText());
    assertTrue(answer.path("available").isMissingNode(), "the process that said so is gone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{\"to\": \"4.1\"}|to: 4.1-IV1 is below 4.2-IV1, which is in force: a downgrade is not offered",
        "400|{\"to\": \"5.7\"}|to: no version of Kafka's metadata: 5.7",
        "400|{\"too\": \"4.3\"}|too: is not known here. Did you mean to?",
        "400|{\"to\": 4}|to: is not a text: 4",
        "400|[]|the body is not a map",
        "400|{|the body is not JSON",
        "409|{\"to\": \"4.3\"}|metadata.version 4.3-IV0 cannot be finalized now: the quorum has no leader",
        "409|{}|not every node has said yet"
      })
  void whatCannotBeDoneIsRefused(int code, String body, String line) throws Exception {
    told();
    String detail = upgrade(code, "", body).path("detail").asText();
    assertTrue(detail.startsWith(line), detail);
    assertTrue(api.posted.isEmpty());
  }

  @Test
  void whatIsInForceNeedsNoOrder() throws Exception {
    told();
    JsonNode answer = upgrade(200, "?dryRun=true", "{\"to\": \"4.2\"}");
    assertEquals("4.2-IV1", answer.path("from").asText());
    assertEquals("4.2-IV1", answer.path("to").asText());
    upgrade(200, "", "{\"to\": \"4.2-IV1\"}");
    assertTrue(api.posted.isEmpty());
  }
}
