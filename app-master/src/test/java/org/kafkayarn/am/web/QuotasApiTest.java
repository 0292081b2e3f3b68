package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
import org.kafkayarn.am.kafka.QuotaClient;
import org.kafkayarn.am.kafka.QuotaKey;
import org.kafkayarn.am.state.ClusterStatus;

/** {@code /api/v1/quotas}, over HTTP. */
@Timeout(60)
class QuotasApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeQuotas quotas = new FakeQuotas();
  @TempDir private Path root;
  private ApiFixture api;

  @BeforeEach
  void serve() throws IOException {
    api =
        new ApiFixture(
            root,
            new Chronicle(List.of()),
            ClusterStatus.Phase.READY,
            List.of(new QuotasResource(quotas)));
    quotas.held.put(
        new QuotaClient(Optional.of("alice"), Optional.of(QuotaClient.DEFAULT)),
        new TreeMap<>(
            Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1_048_576.0, QuotaKey.REQUEST_PERCENTAGE, 12.5)));
    quotas.held.put(
        new QuotaClient(Optional.empty(), Optional.of("loader")),
        new TreeMap<>(Map.of(QuotaKey.CONTROLLER_MUTATION_RATE, 5.0)));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private JsonNode ask(int code, String verb, String body) throws Exception {
    String[] words = verb.split(" ", 2);
    HttpRequest request =
        api.request("/api/v1/" + words[1], ApiFixture.TOKEN)
            .method(words[0], HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(code, answer.statusCode(), answer.body());
    return StatusFeed.JSON.readTree(answer.body());
  }

  @Test
  void quotasAreListed() throws Exception {
    String loader = "{\"clientId\": \"loader\", \"quotas\": {\"controller_mutation_rate\": 5}}";
    assertEquals(
        StatusFeed.JSON.readTree(
            "{\"quotas\": ["
                + loader
                + ", {\"user\": \"alice\", \"clientId\": \"default\","
                + " \"quotas\": {\"producer_byte_rate\": 1048576, \"request_percentage\": 12.5}}]}"),
        StatusFeed.JSON.readTree(ask(200, "GET quotas", "").toString()));
    assertEquals(
        StatusFeed.JSON.readTree("{\"quotas\": [" + loader + "]}"),
        StatusFeed.JSON.readTree(ask(200, "GET quotas?clientId=loader", "").toString()));
    assertEquals(0, ask(200, "GET quotas?user=bob", "").path("quotas").size());
  }

  @Test
  void quotasAreSetByNumbersAndBySizes() throws Exception {
    JsonNode answer =
        ask(
            200,
            "PUT quotas?dryRun=true",
            "{\"user\": \"default\", \"clientId\": \"c\", \"quotas\": {\"producer_byte_rate\": 7,"
                + " \"consumer_byte_rate\": \"2k\", \"request_percentage\": \"12.5\","
                + " \"controller_mutation_rate\": null}}");
    assertEquals(
        "{\"user\":\"default\",\"clientId\":\"c\","
            + "\"changes\":[\"producer_byte_rate: (none) -> 1\"],\"dryRun\":true}",
        answer.toString());
    assertEquals(
        List.of(
            "user default with client id c {PRODUCER_BYTE_RATE=Optional[7.0],"
                + " CONSUMER_BYTE_RATE=Optional[2048.0], REQUEST_PERCENTAGE=Optional[12.5],"
                + " CONTROLLER_MUTATION_RATE=Optional.empty} dry"),
        quotas.asked);
  }

  @Test
  void allOrSomeQuotasAreRemoved() throws Exception {
    ask(200, "DELETE quotas?clientId=loader", "");
    ask(
        200,
        "DELETE quotas?user=alice&clientId=default&keys=producer_byte_rate,request_percentage",
        "");
    assertEquals(
        List.of(
            "remove client id loader []",
            "remove user alice with client id default [PRODUCER_BYTE_RATE, REQUEST_PERCENTAGE]"),
        quotas.asked);
    assertEquals(
        "user bob has no quota", ask(404, "DELETE quotas?user=bob", "").path("detail").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|user|user: is missing: give user, clientId, or both; default means all the others",
        "{'user': 'a'}|quotas|quotas: is missing: give at least one",
        "{'user': 'a', 'quotas': {'producer_rate': 1}}|quotas.producer_rate|quotas.producer_rate:"
            + " producer_rate is no quota of clients. Did you mean producer_byte_rate?",
        "{'user': 'a', 'quotas': {'producer_byte_rate': 0}}|quotas.producer_byte_rate|"
            + "quotas.producer_byte_rate: is a number of bytes per second, as 1000000 or 10m, not 0",
        "{'user': 'a', 'quotas': {'request_percentage': '5%'}}|quotas.request_percentage|"
            + "quotas.request_percentage: is a number above 0, as 50 or 12.5, not 5%"
      })
  void aMistakeIsNamed(String body, String field, String line) throws Exception {
    JsonNode problem = ask(400, "PUT quotas", body.replace('\'', '"'));
    assertEquals(line, problem.path("detail").asText());
    assertEquals(field, problem.path("field").asText());
    assertEquals(List.of(), quotas.asked);
  }

  @Test
  void aKeyThatIsNoneRemovesNothing() throws Exception {
    assertEquals(
        "keys: producer is no quota of clients. Did you mean producer_byte_rate?",
        ask(400, "DELETE quotas?clientId=loader&keys=producer", "").path("detail").asText());
    assertEquals(List.of(), quotas.asked);
  }
}
