package org.kafkayarn.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;

/** What the verbs on quotas ask of the ApplicationMaster. */
final class QuotaCalls {
  /** Above what the ApplicationMaster itself waits for Kafka. */
  private static final Duration WITHIN = Duration.ofSeconds(40);

  private static final String OTHERWISE = "What there is: kafka-yarn quota list";

  private final RunningCluster cluster;

  QuotaCalls(RunningCluster cluster) {
    this.cluster = cluster;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  JsonNode list(List<String> parameters) {
    return ask("GET", parameters, Optional.empty());
  }

  JsonNode set(ObjectNode body, boolean dryRun) {
    return ask("PUT", List.of("dryRun=" + dryRun), Optional.of(body));
  }

  JsonNode remove(List<String> parameters) {
    return ask("DELETE", parameters, Optional.empty());
  }

  private JsonNode ask(String method, List<String> parameters, Optional<JsonNode> body) {
    String query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    return cluster.ask(api -> api.call(method, "/quotas" + query, body, WITHIN), OTHERWISE);
  }

  /** What has changed, or would. */
  static void print(Console console, JsonNode answer, boolean json) throws IOException {
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(answer));
      return;
    }
    if (answer.path("changes").isEmpty()) {
      console.print(whose(answer) + ": nothing changes");
    }
    answer.path("changes").forEach(line -> console.print(whose(answer) + ": " + line.asText()));
    if (answer.path("dryRun").asBoolean()) {
      console.print("# Dry run: nothing was changed.");
    }
  }

  private static String whose(JsonNode named) {
    String user = named.has("user") ? "user " + named.path("user").asText() : "";
    String client = named.has("clientId") ? "client id " + named.path("clientId").asText() : "";
    return user.isEmpty() || client.isEmpty() ? user + client : user + " with " + client;
  }
}
