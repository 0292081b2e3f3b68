package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.am.spec.SpecKey;

/**
 * A request's JSON body, read strictly: a map of known fields, each once and of its type; whatever
 * else there is refuses the request and names the field.
 */
final class Body {
  private static final ObjectReader STRICT =
      StatusFeed.JSON
          .reader()
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern DUPLICATE = Pattern.compile("(?i)duplicate field '(.*)'.*");

  private final ObjectNode tree;

  /** The path to this map, for a map within the body: {@code config.}. */
  private final String path;

  private Body(ObjectNode tree, String path) {
    this.tree = tree;
    this.path = path;
  }

  /**
   * @param text nothing at all is a body without fields
   * @param fields those that there can be
   */
  static Body of(String text, String... fields) throws RefusedRequest {
    JsonNode tree = text.isBlank() ? StatusFeed.JSON.createObjectNode() : parse(text);
    if (!(tree instanceof ObjectNode map)) {
      throw new RefusedRequest(400, "the body is not a map of fields: {\"FIELD\": VALUE, …}");
    }
    return known(new Body(map, ""), fields);
  }

  private static JsonNode parse(String text) throws RefusedRequest {
    try {
      return STRICT.readTree(text);
    } catch (JsonProcessingException e) {
      String why = e.getOriginalMessage().lines().findFirst().orElse("");
      Matcher duplicate = DUPLICATE.matcher(why);
      if (duplicate.matches()) {
        throw RefusedRequest.field(duplicate.group(1), "is there twice: give it once");
      }
      throw new RefusedRequest(400, "the body is not JSON: " + why);
    }
  }

  private static Body known(Body body, String... fields) throws RefusedRequest {
    List<String> all = List.of(fields);
    for (String name : (Iterable<String>) body.tree::fieldNames) {
      if (!all.contains(name)) {
        throw body.bad(
            name,
            all.isEmpty()
                ? "is not known here: there are no fields"
                : "is not known here. Did you mean " + SpecKey.nearest(name, all) + "?");
      }
    }
    return body;
  }

  /** To refuse the request for what a field says. */
  RefusedRequest bad(String name, String why) {
    return RefusedRequest.field(path + name, why);
  }

  private RefusedRequest missing(String name) {
    return bad(name, "is missing");
  }

  private Optional<JsonNode> find(String name) throws RefusedRequest {
    Optional<JsonNode> value = Optional.ofNullable(tree.get(name));
    if (value.filter(JsonNode::isNull).isPresent()) {
      throw bad(name, "is null: give a value or leave the field out");
    }
    return value;
  }

  /** All that was given. */
  ObjectNode tree() {
    return tree;
  }

  boolean has(String name) {
    return tree.has(name);
  }

  String text(String name) throws RefusedRequest {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  /** What is given is not empty. */
  Optional<String> optionalText(String name) throws RefusedRequest {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(text(name, value.get()));
  }

  private String text(String name, JsonNode value) throws RefusedRequest {
    if (!value.isTextual()) {
      throw bad(name, "is not a text: " + shown(value));
    }
    if (value.textValue().isBlank()) {
      throw bad(name, "is empty: give a value or leave it out");
    }
    return value.textValue();
  }

  int number(String name, int least, int most) throws RefusedRequest {
    return optionalNumber(name, least, most).orElseThrow(() -> missing(name));
  }

  OptionalInt optionalNumber(String name, int least, int most) throws RefusedRequest {
    OptionalLong value = optionalLong(name, least, most);
    return value.isPresent()
        ? OptionalInt.of(Math.toIntExact(value.getAsLong()))
        : OptionalInt.empty();
  }

  OptionalLong optionalLong(String name, long least, long most) throws RefusedRequest {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().isIntegralNumber()) {
      throw bad(name, "is not a whole number: " + shown(value.get()));
    }
    long number = value.get().longValue();
    if (!value.get().canConvertToLong() || number < least || number > most) {
      throw bad(name, "%s is not from %d to %d".formatted(shown(value.get()), least, most));
    }
    return OptionalLong.of(number);
  }

  /** Absent is false. */
  boolean flag(String name) throws RefusedRequest {
    Optional<JsonNode> value = find(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw bad(name, "is true or false, not " + shown(value.get()));
    }
    return value.map(JsonNode::booleanValue).orElse(false);
  }

  /** A list of texts; absent is empty. */
  List<String> texts(String name) throws RefusedRequest {
    Optional<JsonNode> list = find(name);
    if (list.isEmpty()) {
      return List.of();
    }
    if (!list.get().isArray()) {
      throw bad(name, "is not a list of texts: " + shown(list.get()));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list.get()) {
      texts.add(text(name, value));
    }
    return List.copyOf(texts);
  }

  /** A map of names to texts, numbers, truth values, or null, which is empty; absent is empty. */
  Map<String, Optional<String>> settings(String name) throws RefusedRequest {
    Optional<JsonNode> map = find(name);
    if (map.isEmpty()) {
      return Map.of();
    }
    if (!map.get().isObject()) {
      throw bad(name, "is not a map of settings: " + shown(map.get()));
    }
    Map<String, Optional<String>> settings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> setting : map.get().properties()) {
      if (setting.getValue().isContainerNode()) {
        throw bad(
            name + "." + setting.getKey(),
            "is a text, a number, true, false or null, not " + shown(setting.getValue()));
      }
      settings.put(
          setting.getKey(),
          setting.getValue().isNull()
              ? Optional.empty()
              : Optional.of(setting.getValue().asText()));
    }
    return settings;
  }

  /** A map within the map. */
  Optional<Body> map(String name, String... fields) throws RefusedRequest {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof ObjectNode map)) {
      throw bad(name, "is not a map of fields: " + shown(value.get()));
    }
    return Optional.of(known(new Body(map, path + name + "."), fields));
  }

  private static String shown(JsonNode value) {
    return shown(value.toString());
  }

  /** What was given, in a line that stays readable. */
  static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
