package org.kafkayarn.am.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reads and writes specs as YAML or JSON, and Kafka settings as server.properties. Strict. */
public final class SpecFile {
  private static final ObjectMapper JSON =
      strict(JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private static final ObjectMapper YAML =
      strict(
          new ObjectMapper(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  // A quoted number stays text for the next reader.
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build()));

  private SpecFile() {}

  private static ObjectMapper strict(ObjectMapper mapper) {
    return mapper
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);
  }

  /** Reads a spec file; {@code source} is its name in errors. */
  public static SpecChanges read(String text, String source) {
    JsonNode root;
    try {
      root = (text.stripLeading().startsWith("{") ? JSON : YAML).readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new UserError(
          source
              + (at == null ? "" : ", line " + at.getLineNr())
              + ": neither YAML nor JSON: "
              + firstLine(e.getOriginalMessage()),
          e);
    }
    if (root == null || root.isMissingNode() || root.isNull()) {
      return SpecChanges.none();
    }
    return read(root, source);
  }

  /** Reads a tree of the same form. */
  public static SpecChanges read(JsonNode root, String source) {
    if (!root.isObject()) {
      throw new UserError(source + ": not a spec: expected keys such as brokers: 3");
    }
    SpecChanges changes = SpecChanges.none();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      changes = readKey(changes, SpecKey.named(source, entry.getKey()), entry.getValue(), source);
    }
    return changes;
  }

  private static <T> SpecChanges readKey(
      SpecChanges changes, SpecKey<T> key, JsonNode node, String source) {
    if (!SpecValue.isBlank(node)) {
      return changes.with(key, key.read(source + ": " + key.name(), node));
    }
    // "config:" over nothing but comments is not the wish to remove every setting, nor every task.
    return key == SpecKey.CONFIG || key == SpecKey.TASKS ? changes : changes.without(key);
  }

  /** Reads Kafka settings as {@link Properties} does. */
  public static SpecChanges readServerProperties(String text, String source) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      throw new UserError(source + ": not a properties file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SpecChanges changes = SpecChanges.none();
    for (String key : properties.stringPropertyNames()) {
      String value = properties.getProperty(key).strip();
      changes = changes.withSetting(key, value.isEmpty() ? Optional.empty() : Optional.of(value));
    }
    return changes;
  }

  /** What is given, as a tree that {@link #read(JsonNode, String)} gives back. */
  public static ObjectNode tree(SpecChanges changes) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    for (SpecKey<?> key : SpecKey.all()) {
      put(root, key, changes);
    }
    return root;
  }

  private static <T> void put(ObjectNode root, SpecKey<T> key, SpecChanges changes) {
    if (changes.mentions(key)) {
      root.set(
          key.name(), changes.get(key).map(key::write).orElse(JsonNodeFactory.instance.nullNode()));
    }
  }

  /** A complete spec as a YAML file that can be submitted as it is. */
  public static String yaml(ClusterSpec spec) {
    return write(YAML, tree(SpecChanges.of(spec)));
  }

  /** The same as JSON. */
  public static String json(ClusterSpec spec) {
    return write(JSON, tree(SpecChanges.of(spec)));
  }

  private static String write(ObjectMapper mapper, ObjectNode tree) {
    StringWriter text = new StringWriter();
    try {
      mapper.writerWithDefaultPrettyPrinter().writeValue(text, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
