package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.spec.TaskSpec;

/** {@code /api/v1/tasks}, over HTTP. */
@Timeout(60)
class TasksApiTest {
  private static final String LOADER =
      """
      {"name": "loader", "kind": "producer", "command": "./load.sh", "instances": 2,
       "config": {"acks": "all", "ssl.key.password": "secret"}, "env": {"A": "1", "B": "2"}}\
      """;

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

  private JsonNode ask(int code, String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            api.request("/api/v1/tasks" + path, ApiFixture.TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(code, answer.statusCode(), answer.body());
    return StatusFeed.JSON.readTree(answer.body());
  }

  private static List<String> lines(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    answer.path("changes").forEach(line -> lines.add(line.asText()));
    return lines;
  }

  private TaskSpec stored(String name) throws IOException {
    return api.home.readSpec().orElseThrow().spec().tasks().get(name);
  }

  @Test
  void anAddedTaskIsInTheHomeAndRuns() throws Exception {
    JsonNode answer = ask(200, "POST", "", LOADER);
    assertEquals(
        List.of("tasks loader: (none) -> producer, 2 instances of: ./load.sh"), lines(answer));
    assertEquals(2, answer.path("generation").asInt());
    assertEquals(2, stored("loader").instances());
    assertEquals(stored("loader"), api.changed.take().tasks().get("loader"));
    JsonNode again = ask(409, "POST", "", LOADER);
    assertEquals(
        "there is a task loader already. Change it: kafka-yarn task update loader",
        again.path("detail").asText());
  }

  @Test
  void aPatchChangesWhatItNamesAndNullTakesAway() throws Exception {
    ask(200, "POST", "", LOADER);
    JsonNode answer =
        ask(
            200,
            "PATCH",
            "/loader",
            """
            {"instances": 3, "env": {"A": null, "C": "3"}, "after": ["brokers"], "memory": "1g"}\
            """);
    assertEquals(
        List.of(
            "tasks loader instances: 2 -> 3",
            "tasks loader memory: 512m -> 1g",
            "tasks loader env A: 1 -> (default)",
            "tasks loader env C: (default) -> 3",
            "tasks loader after: (default) -> brokers",
            "tasks loader revision: 0 -> 1"),
        lines(answer).stream().sorted(TasksApiTest::byOrderOfFields).toList());
    assertEquals(Map.of("B", "2", "C", "3"), stored("loader").env());
    ask(200, "PATCH", "/loader", "{\"memory\": null, \"config\": null}");
    assertEquals(512, stored("loader").memoryMb());
    assertEquals(Map.of(), stored("loader").config());
    assertEquals(2, stored("loader").revision());
  }

  private static int byOrderOfFields(String one, String other) {
    List<String> fields = List.of("instances:", "memory:", "env", "after:", "revision:");
    return Integer.compare(
        fields.indexOf(one.split(" ", -1)[2]), fields.indexOf(other.split(" ", -1)[2]));
  }

  @Test
  void aTaskIsScaledRestartedAndRemoved() throws Exception {
    ask(200, "POST", "", LOADER);
    ask(200, "POST", "/loader/scale", "{\"instances\": 0}");
    assertEquals(0, stored("loader").instances());
    assertEquals(
        List.of("tasks loader revision: 0 -> 1"), lines(ask(200, "POST", "/loader/restart", "")));
    assertEquals(
        List.of("tasks loader revision: 1 -> 2"),
        lines(ask(200, "POST", "/loader/restart?dryRun=true", "")));
    assertEquals(1, stored("loader").revision());
    ask(200, "DELETE", "/loader", "");
    assertTrue(api.home.readSpec().orElseThrow().spec().tasks().isEmpty());
    ask(404, "DELETE", "/loader", "");
    ask(404, "GET", "/loader", "");
    ask(404, "PATCH", "/loader", "{\"instances\": 1}");
  }

  @Test
  void whatIsRefusedNamesTheField() throws Exception {
    JsonNode bad = ask(400, "POST", "", "{\"name\": \"a\", \"command\": \"x\", \"kind\": \"y\"}");
    assertEquals("kind", bad.path("field").asText());
    assertEquals(
        "tasks: a: kind: not known: y. Use producer, consumer, client",
        bad.path("detail").asText());
    assertEquals("kidn", ask(400, "PATCH", "/a", "{\"kidn\": 1}").path("field").asText());
    ask(200, "POST", "", "{\"name\": \"a\", \"command\": \"x\"}");
    ask(200, "POST", "", "{\"name\": \"b\", \"command\": \"x\", \"after\": [\"task:a\"]}");
    assertEquals(
        "tasks: a: task b is started after it: change that first: kafka-yarn task update b -after=",
        ask(400, "DELETE", "/a", "").path("detail").asText());
    ask(
        200,
        "POST",
        "",
        "{\"name\": \"c\", \"command\": \"x\", \"scale-lag\": \"group=g,target=5,max=3\"}");
    assertTrue(
        ask(400, "POST", "/c/scale", "{\"instances\": 2}")
            .path("detail")
            .asText()
            .startsWith("tasks: c: its number of instances follows its group's lag"));
  }

  @Test
  void secretsAreShownToTheOwnerOnly() throws Exception {
    ask(200, "POST", "", LOADER);
    assertEquals(
        "secret", ask200("/loader").path("spec").path("config").path("ssl.key.password").asText());
    for (String path : List.of("/api/v1/tasks/loader", "/api/v1/spec")) {
      RawHttp.Response proxied =
          RawHttp.send(
              api.port(), InetAddress.getByName("127.0.0.9"), "GET", path, "", new byte[0]);
      assertEquals(200, proxied.code());
      assertTrue(proxied.body().contains("(hidden)"), proxied.body());
      assertFalse(proxied.body().contains("\"secret\""), proxied.body());
    }
  }

  private JsonNode ask200(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            api.request("/api/v1/tasks" + path, ApiFixture.TOKEN).GET().build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return StatusFeed.JSON.readTree(answer.body());
  }
}
