package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.program.Handover;
import org.kafkayarn.am.program.Handover.HandedOver;
import org.kafkayarn.am.program.ProgramOrder;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.store.ClusterHome;

/** {@code /api/v1/program}, over HTTP. */
@Timeout(60)
class ProgramApiTest {
  private static final Instant BEGAN = Instant.parse("2026-07-01T12:00:00Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Throwable> ends = new ArrayList<>();
  private final Configuration conf = new Configuration(false);
  @TempDir private Path root;
  private Optional<ApiFixture> open = Optional.empty();
  private Instant now = BEGAN.plusSeconds(3_600);

  private ApiFixture serve(int attempt) throws IOException {
    conf.set("fs.defaultFS", "file:///");
    ApiFixture api =
        new ApiFixture(
            root.resolve("homes"),
            new Chronicle(List.of()),
            ClusterStatus.Phase.READY,
            (home, epoch, feed) ->
                List.of(new ProgramResource(handover(attempt, home, epoch), feed)));
    open = Optional.of(api);
    return api;
  }

  private Handover handover(int attempt, ClusterHome home, long epoch) {
    return new Handover(
        new Application("u", "application_1_1", attempt, BEGAN, Application.DEFAULT_HOST_EXPIRY),
        new Handover.Running("file:/old/kafka-yarn.jar", "0.1.0", attempt),
        conf,
        home,
        epoch,
        root.resolve("program-to-be"),
        ends::add,
        () -> now);
  }

  @AfterEach
  void stop() {
    open.ifPresent(ApiFixture::close);
  }

  private Path jar(String entry) throws IOException {
    Path jar = root.resolve("kafka-yarn.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(entry));
      out.write("a class".getBytes(UTF_8));
      out.closeEntry();
    }
    return jar;
  }

  private Path program() throws IOException {
    return jar("org/kafkayarn/am/ApplicationMaster.class");
  }

  private static ObjectNode order(Path jar) throws Exception {
    byte[] content = Files.readAllBytes(jar);
    ObjectNode order = StatusFeed.JSON.createObjectNode();
    order.put("jar", jar.toUri().toString());
    order.put("script", jar.resolveSibling("java17.sh").toUri().toString());
    order.put("bytes", content.length);
    order.put(
        "sha256", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    order.put("version", "0.2.0");
    return order;
  }

  private JsonNode post(ApiFixture api, int code, String body) throws Exception {
    return send(
        api.request("/api/v1/program", ApiFixture.TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        code);
  }

  private JsonNode send(HttpRequest request, int code) throws Exception {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(code, response.statusCode(), response.body());
    return StatusFeed.JSON.readTree(response.body());
  }

  private JsonNode get(ApiFixture api) throws Exception {
    return send(api.request("/api/v1/program", ApiFixture.TOKEN).GET().build(), 200);
  }

  @Test
  void anOrderIsWrittenAndThenTheAttemptEnds() throws Exception {
    ApiFixture api = serve(1);
    Path jar = program();
    JsonNode answer = post(api, 202, order(jar).toString());
    assertEquals("0.1.0", answer.get("from").asText());
    assertEquals("0.2.0", answer.get("to").asText());
    assertEquals(1, ends.size());
    assertTrue(ends.get(0) instanceof HandedOver, ends::toString);
    ProgramOrder stored = api.home.programs().read().orElseThrow();
    assertEquals("application_1_1", stored.applicationId());
    assertEquals(1, stored.attempt());
    assertEquals(URI.create(jar.toUri().toString()), stored.program().jar());

    JsonNode second = post(api, 409, order(jar).toString());
    assertTrue(second.get("detail").asText().contains("hands over already"), second::toString);
    assertEquals(1, ends.size());
  }

  @Test
  void whatRunsIsShownAndStaysWhenItIsOrdered() throws Exception {
    ApiFixture api = serve(1);
    JsonNode shown = get(api);
    assertEquals("0.1.0", shown.get("version").asText());
    assertEquals("file:/old/kafka-yarn.jar", shown.get("jar").asText());
    assertFalse(shown.has("obstacle"));
    ObjectNode same = order(program()).put("jar", "file:/old/kafka-yarn.jar");
    JsonNode unused = post(api, 200, same.toString());
    assertEquals(List.of(), ends);
  }

  @Test
  void anOrderThatCannotBeCarriedOutChangesNothing() throws Exception {
    ApiFixture api = serve(1);
    Path jar = program();
    assertField(api, "jar", order(jar).put("sha256", "0".repeat(64)));
    assertField(api, "jar", order(jar).put("bytes", 1));
    assertField(api, "jar", order(jar).put("jar", "kafka-yarn.jar"));
    assertField(api, "jar", order(jar).put("jar", "file:/a b"));
    assertField(api, "jar", order(jar("some/Other.class")));
    assertField(api, "sha256", order(jar).put("sha256", "x"));
    assertField(api, "bytes", order(jar).put("bytes", "many"));
    assertField(api, "versoin", order(jar).put("versoin", "0.2.0"));
    ObjectNode without = order(jar);
    without.remove("script");
    assertField(api, "script", without);
    JsonNode away = post(api, 503, order(program()).put("jar", "file:/not/there/k.jar").toString());
    assertTrue(away.get("detail").asText().contains("Try again"), away::toString);
    JsonNode noJson = post(api, 400, "{");
    assertEquals(List.of(), ends, noJson::toString);
    assertEquals(Optional.empty(), api.home.programs().read());
  }

  private void assertField(ApiFixture api, String field, ObjectNode body) throws Exception {
    assertEquals(field, post(api, 400, body.toString()).path("field").asText());
  }

  @Test
  void withoutTheTokenNothingIsOrdered() throws Exception {
    ApiFixture api = serve(1);
    HttpResponse<String> response =
        http.send(
            api.request("/api/v1/program", "guess")
                .POST(HttpRequest.BodyPublishers.ofString(order(program()).toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertTrue(response.statusCode() >= 300, response::body);
    assertEquals(List.of(), ends);
  }

  @Test
  void anAttemptThatWouldBeYarnsLastDoesNotEnd() throws Exception {
    ApiFixture api = serve(2);
    now = BEGAN.plus(Duration.ofSeconds(20));
    String obstacle = get(api).get("obstacle").asText();
    assertTrue(obstacle.contains("Try again in 41 s"), obstacle);
    JsonNode refused = post(api, 409, order(program()).toString());
    assertEquals(obstacle, refused.get("detail").asText());

    now = BEGAN.plus(Handover.FAILURES_COUNT_FOR);
    assertFalse(get(api).has("obstacle"));
  }

  @Test
  void moreAttemptsAreMoreRoom() throws Exception {
    conf.setInt("yarn.resourcemanager.am.max-attempts", 3);
    ApiFixture api = serve(2);
    now = BEGAN.plusSeconds(1);
    assertFalse(get(api).has("obstacle"));
  }

  @Test
  void whereYarnAllowsOneAttemptThereIsNoHandover() throws Exception {
    conf.setInt("yarn.resourcemanager.am.max-attempts", 1);
    ApiFixture api = serve(1);
    String obstacle = get(api).get("obstacle").asText();
    assertTrue(obstacle.contains("Stop the cluster, then submit it"), obstacle);
  }
}
