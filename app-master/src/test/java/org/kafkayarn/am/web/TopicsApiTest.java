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
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.kafka.PartitionView;
import org.kafkayarn.am.kafka.TopicRefusedException;
import org.kafkayarn.am.kafka.TopicRefusedException.Kind;
import org.kafkayarn.am.kafka.TopicView;
import org.kafkayarn.am.kafka.Topics;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;

/** {@code /api/v1/topics}, over HTTP. */
@Timeout(60)
class TopicsApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeTopics topics = new FakeTopics();
  private final TopicsResource resource = new TopicsResource(topics);
  @TempDir private Path root;
  private ApiFixture api;

  @BeforeEach
  void serve() throws IOException {
    api =
        new ApiFixture(
            root, new Chronicle(List.of()), ClusterStatus.Phase.READY, List.of(resource));
    topics.held.put(
        "orders",
        new TopicView(
            "orders",
            false,
            new TreeMap<>(Map.of("retention.ms", "1000")),
            2,
            List.of(
                new PartitionView(
                    0, Optional.of(1), List.of(1, 2, 0), List.of(1), OptionalLong.of(7)),
                new PartitionView(
                    1, Optional.empty(), List.of(2), List.of(), OptionalLong.of(5)))));
    topics.held.put(
        "__x",
        new TopicView(
            "__x",
            true,
            new TreeMap<>(),
            1,
            List.of(
                new PartitionView(
                    0, Optional.of(0), List.of(0), List.of(0), OptionalLong.empty()))));
    follow();
  }

  /** Three brokers: 0 and 1 in one rack, 2 in another. */
  private void follow() {
    Ledger ledger = Ledger.empty("c");
    for (int id = 0; id < 3; id++) {
      ledger = ledger.with(NodeRecord.placed(id, true, "h" + id, "/r" + id / 2, "d" + id, 0));
    }
    ClusterState state =
        ClusterState.initial(
            new Application(
                "u", "application_1_0001", 1, Instant.EPOCH, Application.DEFAULT_HOST_EXPIRY),
            Specs.complete(Specs.small(3, "29092-29111")),
            ledger,
            true);
    Plan plan = new Plan(state, List.of(), new TreeMap<>(), List.of(), Optional.empty());
    resource.follow(new Snapshot(plan, StatusReport.of(plan, Map.of())));
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
    assertEquals(
        code < 300 ? "application/json" : "application/problem+json",
        answer.headers().firstValue("Content-Type").orElse(""));
    return StatusFeed.JSON.readTree(answer.body());
  }

  @Test
  void topicsAreListedWithWhatIsWrongWithThem() throws Exception {
    JsonNode all = ask(200, "GET topics", "").path("topics");
    assertEquals(List.of("__x", "orders"), all.findValuesAsText("name"));
    assertEquals(
        StatusFeed.JSON.readTree(
            "{\"name\": \"orders\", \"internal\": false, \"partitions\": 2,"
                + " \"replicationFactor\": 3, \"minInSyncReplicas\": 2,"
                + " \"config\": {\"retention.ms\": \"1000\"}, \"bytes\": 12, \"underReplicated\": 2,"
                + " \"underMinIsr\": 2, \"offline\": 1, \"leaders\": {\"1\": 1}}"),
        ask(200, "GET topics?topics=ord*", "").path("topics").get(0));
    assertEquals("orders", ask(200, "GET topics/orders", "").path("name").asText());
    assertTrue(all.get(0).path("bytes").isMissingNode(), "not told by any broker");
    assertEquals(
        "topics: there is no topic order. Did you mean orders?",
        ask(400, "GET topics?topics=order", "").path("detail").asText());
  }

  @Test
  void partitionsAreListed() throws Exception {
    JsonNode parts = ask(200, "GET partitions?topics=orders", "").path("partitions");
    assertEquals(parts, ask(200, "GET topics/orders/partitions", "").path("partitions"));
    assertEquals(
        StatusFeed.JSON.readTree(
            "[{\"topic\": \"orders\", \"partition\": 0, \"leader\": 1, \"replicas\": [1, 2, 0],"
                + " \"isr\": [1], \"underReplicated\": true, \"offline\": false, \"bytes\": 7},"
                + "{\"topic\": \"orders\", \"partition\": 1, \"replicas\": [2], \"isr\": [],"
                + " \"underReplicated\": true, \"offline\": true, \"bytes\": 5}]"),
        parts);
    ask(404, "GET topics/none/partitions", "");
    ask(404, "GET topics/a%20b", "");
  }

  @Test
  void aTopicIsMadeAsItIsAsked() throws Exception {
    JsonNode made =
        ask(
            201,
            "POST topics",
            "{\"name\": \"new\", \"partitions\": 6, \"replicationFactor\": 2, \"brokers\":"
                + " \"*[rack]\", \"config\": {\"retention.ms\": 1000, \"preallocate\": true}}");
    assertEquals(6, made.path("partitions").asInt());
    assertEquals(
        List.of(
            new Topics.Wish(
                "new",
                OptionalInt.of(6),
                OptionalInt.of(2),
                List.of(0, 2, 1),
                Map.of(0, "/r0", 1, "/r0", 2, "/r1"),
                Map.of("retention.ms", "1000", "preallocate", "true"))),
        topics.asked);
    topics.asked.clear();
    assertTrue(
        ask(200, "POST topics?dryRun=true", "{\"name\": \"new\"}").path("dryRun").asBoolean());
    assertTrue(topics.asked.get(0) instanceof List<?>, "a dry run");
  }

  @Test
  void aTopicIsChangedDeletedAndItsLeadersElected() throws Exception {
    for (String method : List.of("POST", "PUT")) {
      JsonNode changed =
          ask(
              200,
              method + " topics/orders",
              "{\"partitions\": 2, \"config\": {\"a\": null, \"b\": \"\"}}");
      assertEquals("partitions: 1 -> 2", changed.path("changes").get(0).asText());
    }
    Topics.Change change =
        new Topics.Change(OptionalInt.of(2), Map.of("a", Optional.empty(), "b", Optional.of("")));
    assertEquals(List.of(change, change), topics.asked);
    topics.asked.clear();
    assertEquals("orders", ask(200, "DELETE topics/orders?dryRun=true", "").path("name").asText());
    ask(200, "DELETE topics/__x?force=true", "");
    assertEquals(List.of("orders dry", "__x force"), topics.asked);
    topics.asked.clear();
    topics.elections =
        List.of(
            new Topics.Election("orders", 0, Optional.of(2), 1, Optional.empty()),
            new Topics.Election("orders", 1, Optional.empty(), 2, Optional.of("no")));
    assertEquals(
        StatusFeed.JSON.readTree(
            "{\"elections\": [{\"topic\": \"orders\", \"partition\": 0, \"from\": 2, \"to\": 1},"
                + " {\"topic\": \"orders\", \"partition\": 1, \"to\": 2, \"failure\": \"no\"}],"
                + " \"dryRun\": false}"),
        ask(200, "POST topics/elect", "{\"topics\": \"orders\"}"));
    ask(200, "POST topics/elect", "");
    assertEquals(
        List.of(new TreeSet<>(List.of("orders")), new TreeSet<>(List.of("__x", "orders"))),
        topics.asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST topics|{}|name|name: is missing",
        "POST topics|{\"name\": \"a b\"}|name|name: up to 249 letters",
        "POST topics|{\"name\": \"a\", \"replicationfactor\": 3}|replicationfactor|replicationfactor: is not known here. Did you mean replicationFactor?",
        "POST topics|{\"name\": \"a\", \"partitions\": 0}|partitions|partitions: 0 is not from 1 to 10000",
        "POST topics|{\"name\": \"a\", \"replicationFactor\": 40000}|replicationFactor|replicationFactor: 40000 is not from 1 to 32767",
        "POST topics|{\"name\": \"a\", \"partitions\": \"3\"}|partitions|partitions: is not a whole number",
        "POST topics|{\"name\": \"a\", \"brokers\": \"x\"}|brokers|brokers: not a broker expression: x",
        "POST topics|{\"name\": \"a\", \"brokers\": \"7\"}|brokers|brokers: there is no broker 7: there are 0..2",
        "POST topics|{\"name\": \"a\", \"brokers\": \"[rack=r9]\"}|brokers|brokers: [rack=r9] is no broker: rack is /r0, /r1",
        "POST topics|{\"name\": \"a\", \"config\": {\"x\": null}}|config.x|config.x: is null: leave it out",
        "POST topics?dryrun=true|{\"name\": \"a\"}|dryrun|dryrun: is not known here. Did you mean dryRun?",
        "POST topics/orders|{\"replicationFactor\": 3}|replicationFactor|replicationFactor: is not known here",
        "PUT topics/orders|{\"partitions\": -1}|partitions|partitions: -1 is not from 1 to 10000",
        "PUT topics/orders|[]||the body is not a map",
        "POST topics/elect|{\"topics\": \"a*b\"}|topics|topics: not a topic: a*b",
        "POST topics/elect|{\"topics\": \"none\"}|topics|topics: there is no topic none",
        "DELETE topics/orders?force=yes||force|force: true or false, not yes",
        "DELETE topics/orders|{\"name\": \"orders\"}|name|name: is not known here: there are no fields",
        "POST topics?dryRun|{\"name\": \"a\"}|dryRun|dryRun: true or false, not",
        "POST topics?dryRun=true&dryRun=false|{\"name\": \"a\"}||the query cannot be decoded: dryRun is there twice",
        "GET topics?topics=||topics|topics: not a topic: nothing",
        "GET topics?topic=a||topic|topic: is not known here. Did you mean topics?",
        "GET topics/orders?x=1||x|x: is not known here: there are no parameters"
      })
  void whatIsWrongIsNamedAndChangesNothing(String verb, String body, String field, String line)
      throws Exception {
    JsonNode problem = ask(400, verb, Optional.ofNullable(body).orElse(""));
    assertTrue(problem.path("detail").asText().startsWith(line), problem.toString());
    assertEquals(Optional.ofNullable(field).orElse(""), problem.path("field").asText());
    assertEquals(List.of(), topics.asked);
  }

  @Test
  void whatKafkaSaysBecomesAProblem() throws Exception {
    topics.refusal =
        Optional.of(new TopicRefusedException(Kind.EXISTS, "name: taken", Optional.of("name")));
    assertEquals("name", ask(409, "POST topics", "{\"name\": \"orders\"}").path("field").asText());
    topics.refusal = Optional.of(TopicRefusedException.absent("orders"));
    assertEquals(
        "there is no topic orders", ask(404, "PUT topics/orders", "").path("detail").asText());
    topics.silence = Optional.of(new KafkaSilentException("no broker serves", null));
    for (String verb : List.of("GET topics", "POST topics/elect", "DELETE topics/orders")) {
      assertEquals(
          "Kafka cannot be asked: no broker serves", ask(503, verb, "").path("detail").asText());
    }
  }

  /** Whatever is sent is answered, and nothing but what can be understood reaches Kafka. */
  @Test
  void noBodyMakesTheServerFail() throws Exception {
    Random random = new Random(7);
    List<String> words =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "1e999",
            "3",
            "\"\"",
            "\"name\"",
            "\"a\"",
            "\"partitions\"",
            "\"config\"",
            "\"brokers\"",
            "\"*[\"",
            "\"topics\"",
            "\\",
            "\u0000",
            "\"\\ud800\"");
    List<String> verbs =
        List.of("POST topics", "PUT topics/orders", "DELETE topics/orders", "POST topics/elect");
    topics.elections = List.of();
    for (int i = 0; i < 400; i++) {
      StringBuilder body = new StringBuilder(random.nextBoolean() ? "{\"name\": \"a\"," : "");
      for (int j = random.nextInt(8); j > 0; j--) {
        body.append(words.get(random.nextInt(words.size())));
      }
      body.append(random.nextBoolean() ? "}" : "");
      String[] verb = verbs.get(random.nextInt(verbs.size())).split(" ", 2);
      HttpResponse<String> answer =
          http.send(
              api.request("/api/v1/" + verb[1] + "?dryRun=true", ApiFixture.TOKEN)
                  .method(verb[0], HttpRequest.BodyPublishers.ofString(body.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertTrue(
          answer.statusCode() == 200 || answer.statusCode() == 400,
          () -> body + " is answered " + answer.statusCode() + " " + answer.body());
    }
  }

  @Test
  void onlyTheOwnerChanges() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE")) {
      HttpRequest request =
          api.request("/api/v1/topics/orders", "wrong")
              .method(method, HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertEquals(302, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
    assertEquals(List.of(), topics.asked);
  }
}
