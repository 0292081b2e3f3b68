package org.kafkayarn.am.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.DynamicKeys;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.LeftBehinds;

/** JSON objects that carry the version of their form, first. */
final class VersionedJson {
  private static final String VERSION = "version";

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addMixIn(LeftBehinds.class, LeftBehindsForm.class)
          .addMixIn(DynamicKeys.class, DynamicKeysForm.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** A list as it is. */
  abstract static class LeftBehindsForm {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    LeftBehindsForm(List<LeftBehind> all) {}

    @JsonValue
    abstract List<LeftBehind> all();
  }

  /** A map as it is. */
  abstract static class DynamicKeysForm {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    DynamicKeysForm(SortedMap<String, SortedSet<String>> byResource) {}

    @JsonValue
    abstract SortedMap<String, SortedSet<String>> byResource();
  }

  private VersionedJson() {}

  static byte[] write(int version, ObjectNode content) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put(VERSION, version);
    root.setAll(content);
    try {
      return MAPPER.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content without its version, which must be the one that we know. */
  static ObjectNode read(Path file, byte[] content, int version) {
    JsonNode root;
    try {
      root = MAPPER.readTree(content);
    } catch (IOException e) {
      throw damaged(file, e);
    }
    if (!(root instanceof ObjectNode object) || !object.path(VERSION).isInt()) {
      throw damaged(file, new IOException("no version"));
    }
    int found = object.remove(VERSION).asInt();
    if (found != version) {
      throw new UserError(
          "%s is of version %d, and this kafka-yarn knows version %d: use the kafka-yarn that wrote it"
              .formatted(file, found, version));
    }
    return object;
  }

  static <T> T read(Path file, byte[] content, int version, Class<T> type) {
    ObjectNode object = read(file, content, version);
    try {
      return MAPPER.treeToValue(object, type);
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  static UserError damaged(Path file, Exception cause) {
    return new UserError(
        file + " cannot be read as kafka-yarn wrote it: " + firstLine(cause) + ". Restore it",
        cause);
  }

  private static String firstLine(Exception cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
  }
}
