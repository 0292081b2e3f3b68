package org.kafkayarn.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.yarn.AmClient;

/** What the verbs on topics ask of the ApplicationMaster. */
final class TopicCalls {
  /** Above what the ApplicationMaster itself waits for Kafka. */
  private static final Duration WITHIN = Duration.ofSeconds(40);

  private static final String OTHERWISE = "What there is: kafka-yarn topic list";

  private final RunningCluster cluster;

  TopicCalls(RunningCluster cluster) {
    this.cluster = cluster;
  }

  /** The topics that an expression means, as the API tells of them. */
  JsonNode list(TopicExpression meant) {
    return ask("GET", "/topics?topics=" + encoded(meant), Optional.empty());
  }

  JsonNode partitions(TopicExpression meant) {
    return ask("GET", "/partitions?topics=" + encoded(meant), Optional.empty());
  }

  private static String encoded(TopicExpression meant) {
    return URLEncoder.encode(meant.text(), UTF_8);
  }

  JsonNode create(ObjectNode topic, boolean dryRun) {
    return ask("POST", "/topics?dryRun=" + dryRun, Optional.of(topic));
  }

  /** With PUT also a topic whose name is a verb of the API is meant. */
  JsonNode change(String name, ObjectNode change, boolean dryRun) {
    return ask("PUT", "/topics/" + name + "?dryRun=" + dryRun, Optional.of(change));
  }

  JsonNode delete(String name, boolean force, boolean dryRun) {
    return ask(
        "DELETE", "/topics/" + name + "?force=" + force + "&dryRun=" + dryRun, Optional.empty());
  }

  JsonNode elect(TopicExpression meant, boolean dryRun) {
    ObjectNode body = AmClient.JSON.createObjectNode().put("topics", meant.text());
    return ask("POST", "/topics/elect?dryRun=" + dryRun, Optional.of(body));
  }

  private JsonNode ask(String method, String path, Optional<JsonNode> body) {
    return cluster.ask(api -> api.call(method, path, body, WITHIN), OTHERWISE);
  }

  /** The names in an answer to {@link #list}. */
  static List<String> names(JsonNode listed) {
    List<String> names = new ArrayList<>();
    listed.path("topics").forEach(topic -> names.add(topic.path("name").asText()));
    return names;
  }

  /** Topics by their names in full. */
  static List<String> plainNames(String text) {
    TopicExpression given = expression(text);
    for (String part : given.parts()) {
      if (!TopicExpression.isName(part)) {
        throw new UserError("%s is not a topic's name: write names in full".formatted(part));
      }
    }
    return given.parts().stream().distinct().toList();
  }

  static TopicExpression expression(String text) {
    return TopicExpression.parse("TOPICS", text);
  }

  /** A call for one of several topics. */
  interface ForOne {
    JsonNode ask(String name, boolean dryRun);
  }

  /**
   * The answers for all of them; nothing is done before Kafka would do it for each.
   *
   * @param each is given each of the answers at once: should a later call fail, it is known what
   *     was done
   */
  static ArrayNode forEach(
      List<String> names, boolean dryRun, ForOne call, Consumer<JsonNode> each) {
    ArrayNode answers = AmClient.JSON.createArrayNode();
    if (names.size() > 1 || dryRun) {
      names.forEach(name -> answers.add(call.ask(name, true)));
    }
    if (dryRun) {
      answers.forEach(each);
      return answers;
    }
    answers.removeAll();
    for (String name : names) {
      JsonNode answer = call.ask(name, false);
      answers.add(answer);
      each.accept(answer);
    }
    return answers;
  }

  /** The answers as a result. */
  static String json(ArrayNode answers) throws IOException {
    ObjectNode root = AmClient.JSON.createObjectNode();
    root.set("topics", answers);
    return AmClient.JSON.writeValueAsString(root);
  }

  /** Settings as {@code KEY=VALUE}; {@code KEY=} is one without a value. */
  static ObjectNode settings(List<String> given) {
    ObjectNode settings = AmClient.JSON.createObjectNode();
    for (String setting : given) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new UserError("-config: not KEY=VALUE: " + setting);
      }
      String key = setting.substring(0, equals).strip();
      String value = setting.substring(equals + 1);
      if (settings.has(key)) {
        throw new UserError("-config: " + key + " is there twice: give it once");
      }
      if (value.isEmpty()) {
        settings.putNull(key);
      } else {
        settings.put(key, value);
      }
    }
    return settings;
  }
}
