package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever is asked of the API: it never breaks, a refusal has changed nothing, and without the
 * token nothing is changed.
 */
class ApiFuzzProperties {
  private static final String LOCALHOST = "127.0.0.1";

  /** Where YARN's proxy is, as {@link ApiFixture} has it. */
  private static final String PROXY = "127.0.0.9";

  private static final List<String> PARAMETERS =
      List.of(
          "dryRun",
          "force",
          "partitions",
          "quorumFrom",
          "acceptDataLoss",
          "topics",
          "seen",
          "waitMs",
          "after",
          "limit",
          "wait",
          "file",
          "lines",
          "from",
          "user",
          "clientId",
          "keys",
          "x");

  /** None of them has anybody wait for long. */
  private static final List<String> VALUES =
      List.of("true", "false", "", "0", "1", "2", "-1", "x", "orders", "a-0", "*", "[", "%", "é");

  private static final List<String> FIELDS =
      List.of(
          "brokers",
          "pendingOnly",
          "unavailable",
          "atOnce",
          "canary",
          "dryRun",
          "throttle",
          "throttleLeast",
          "topics",
          "replicationFactor",
          "onto",
          "back",
          "to",
          "name",
          "partitions",
          "config",
          "controllers",
          "voters",
          "heap",
          "constraints",
          "groups",
          "nodes",
          "nodeId",
          "host",
          "directoryId",
          "user",
          "clientId",
          "quotas",
          "tasks",
          "command",
          "instances",
          "env",
          "after",
          "scale-lag",
          "start-at",
          "x");

  private static final List<String> JSON_VALUES =
      List.of(
          "\"*\"",
          "\"0\"",
          "\"0..2\"",
          "\"0..2[rack=r1]\"",
          "\"orders\"",
          "\"refuse\"",
          "\"60s\"",
          "\"latest\"",
          "\"\"",
          "\" \"",
          "true",
          "false",
          "null",
          "0",
          "1",
          "3",
          "-1",
          "1.5",
          "1e400",
          "99999999999999999999",
          "[]",
          "[null]",
          "{}",
          "{\"a\": {\"b\": [1]}}",
          "\"\\u0000\"",
          "\"4.3\"",
          "{\"retention.ms\": 1}",
          "{\"producer_byte_rate\": \"10m\"}",
          "\"06:00\"",
          "{\"t\": {\"command\": \"x\"}}",
          "[{\"name\": \"g\"}]");

  private static Path root;
  private static WholeApi whole;

  @BeforeContainer
  static void serve() throws IOException {
    root = Files.createTempDirectory("fuzz");
    whole = new WholeApi(root);
  }

  @AfterContainer
  static void stop() throws IOException {
    whole.close();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A request that may make sense. */
  record Asked(String method, String target, String body) {}

  @Provide
  Arbitrary<Asked> requests() {
    Arbitrary<String> verbs =
        Arbitraries.oneOf(
            Arbitraries.of(whole.api.routes().stream().sorted().toList()),
            Arbitraries.of(
                "GET /api/v1",
                "GET /api/v2/status",
                "HEAD /api/v1/status",
                "PATCH /api/v1/spec",
                "OPTIONS /",
                "POST /",
                "DELETE /api/v1/brokers/1",
                "FETCH /api/v1/topics/{topic}"));
    return Combinators.combine(verbs, segments(), queries(), bodies())
        .as(
            (verb, segment, query, body) -> {
              String[] parts = verb.split(" ", -1);
              String path = parts[1].replaceAll("\\{[a-z]+\\}", Matcher.quoteReplacement(segment));
              return new Asked(parts[0], path + query, body);
            });
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static Arbitrary<String> segments() {
    return Arbitraries.oneOf(
        Arbitraries.of("0", "1", "2", "99", "orders", "elect", "restart", "..", ".", "-1", "%2F"),
        Arbitraries.strings().ofMinLength(1).ofMaxLength(12).map(ApiFuzzProperties::encoded));
  }

  private static Arbitrary<String> queries() {
    Arbitrary<String> pair =
        Combinators.combine(
                Arbitraries.of(PARAMETERS),
                Arbitraries.oneOf(Arbitraries.of(VALUES), Arbitraries.strings().ofMaxLength(8)))
            .as((name, value) -> name + "=" + encoded(name.startsWith("wait") ? "0" : value));
    return pair.list()
        .ofMaxSize(3)
        .map(pairs -> pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
  }

  private static Arbitrary<String> bodies() {
    Arbitrary<String> field =
        Combinators.combine(Arbitraries.of(FIELDS), Arbitraries.of(JSON_VALUES))
            .as((name, value) -> "\"" + name + "\": " + value);
    Arbitrary<String> map =
        field.list().ofMaxSize(4).map(fields -> "{" + String.join(", ", fields) + "}");
    Arbitrary<String> valid =
        Arbitraries.of(
            "{\"brokers\": \"*\", \"pendingOnly\": true, \"atOnce\": 2, \"canary\": \"60s\"}",
            "{\"brokers\": \"0..2\", \"throttle\": 1000000, \"dryRun\": false}",
            "{\"topics\": \"orders*\", \"replicationFactor\": 2}",
            "{\"name\": \"new\", \"partitions\": 3, \"config\": {\"retention.ms\": 1000}}",
            "{\"controllers\": 3}",
            "{\"name\": \"orders\", \"command\": \"x\", \"after\": [\"brokers\"]}",
            "{\"instances\": 2}",
            "{\"env\": {\"A\": \"b\", \"C\": null}, \"start-at\": \"+1h\"}",
            "[{\"nodeId\": 1, \"host\": \"h\", \"directoryId\": \"\"}]",
            "{\"user\": \"u\", \"clientId\": \"default\","
                + " \"quotas\": {\"consumer_byte_rate\": 7, \"request_percentage\": null}}",
            "{\"to\": \"4.3\"}");
    Arbitrary<String> broken =
        Combinators.combine(
                valid, Arbitraries.integers().between(0, 60), Arbitraries.strings().ofMaxLength(3))
            .as(
                (text, at, more) ->
                    text.substring(0, Math.min(at, text.length()))
                        + more
                        + text.substring(Math.min(text.length(), at + 1)));
    return Arbitraries.oneOf(
        map,
        map.map(one -> "[" + one + "]"),
        valid,
        broken,
        Arbitraries.strings().ofMaxLength(20),
        Arbitraries.of("", "[".repeat(5_000), "{\"a\":".repeat(5_000), "null", "1", "\"x\""));
  }

  private static RawHttp.Response send(Asked asked, String from, String token) throws IOException {
    return RawHttp.send(
        whole.api.port(),
        InetAddress.getByName(from),
        asked.method(),
        asked.target(),
        token,
        asked.body().getBytes(UTF_8));
  }

  @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
  void nothingBreaksAndARefusalHasChangedNothing(@ForAll("requests") Asked asked)
      throws IOException {
    List<Object> before = whole.changes();
    String specBefore = StatusFeed.JSON.writeValueAsString(whole.api.specs.current().spec());
    RawHttp.Response answer = send(asked, LOCALHOST, ApiFixture.TOKEN);
    assertNotEquals(500, answer.code(), answer.body());
    if (answer.code() >= 400) {
      assertEquals(before, whole.changes(), answer.body());
      assertEquals(
          specBefore, StatusFeed.JSON.writeValueAsString(whole.api.specs.current().spec()));
      assertEquals("application/problem+json", answer.type());
      if (!asked.method().equals("HEAD")) {
        JsonNode problem = StatusFeed.JSON.readTree(answer.body());
        assertEquals(answer.code(), problem.path("status").asInt());
        assertFalse(problem.path("detail").asText().isBlank(), answer.body());
      }
    } else {
      assertTrue(answer.code() < 300, "status " + answer.code());
      if (answer.type().equals("application/json")) {
        assertFalse(StatusFeed.JSON.readTree(answer.body()).isMissingNode());
      }
    }
    if (asked.method().equals("GET")) {
      assertEquals(before, whole.changes(), "a read changes nothing");
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void withoutTheTokenNothingIsChanged(@ForAll("requests") Asked asked) throws IOException {
    List<Object> before = whole.changes();
    for (String token : List.of("", "wrong", ApiFixture.TOKEN + "x")) {
      assertEquals(302, send(asked, LOCALHOST, token).code());
      RawHttp.Response proxied = send(asked, PROXY, token);
      assertNotEquals(500, proxied.code(), proxied.body());
      if (!asked.method().equals("GET")) {
        assertTrue(List.of(403, 404, 405).contains(proxied.code()), proxied.toString());
      }
    }
    assertEquals(before, whole.changes());
  }

  /** Every route that changes something says no to whoever does not show the token. */
  @Property(tries = 1)
  void everyChangeNeedsTheToken() throws IOException {
    List<String> changes =
        whole.api.routes().stream().filter(verb -> !verb.startsWith("GET ")).toList();
    List<String> allowed = new ArrayList<>();
    for (String verb : changes) {
      String[] parts = verb.split(" ", -1);
      Asked asked = new Asked(parts[0], parts[1].replaceAll("\\{[a-z]+\\}", "1"), "");
      if (send(asked, PROXY, "wrong").code() != 403) {
        allowed.add(verb);
      }
    }
    assertEquals("", allowed.stream().collect(Collectors.joining(", ")));
  }
}
