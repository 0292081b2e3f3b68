package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the value of a key of the spec is written: as text in a flag, as a node in a file. {@code
 * label} is what an error calls the key, for example {@code -brokers} or {@code kafka.yaml:
 * brokers}.
 */
abstract class SpecValue<T> {
  static final SpecValue<String> TEXT = new Text();
  static final SpecValue<Integer> MEMORY = new Memory();
  static final SpecValue<PortRange> PORTS = new Ports();
  static final SpecValue<List<String>> COMMA_LIST = new TextList(",", "one or more, with commas");
  static final SpecValue<List<String>> WORDS = new TextList("\\s+", "words, with blanks");
  static final SpecValue<SortedMap<String, Optional<String>>> SETTINGS = new Settings();

  static SpecValue<Integer> integer(int least, int most) {
    return new Whole(least, most);
  }

  abstract T parse(String label, String text);

  abstract JsonNode write(T value);

  T read(String label, JsonNode node) {
    return parse(label, scalar(label, node));
  }

  String show(T value) {
    return write(value).asText();
  }

  static String scalar(String label, JsonNode node) {
    if (!node.isValueNode()) {
      throw new UserError(
          label + ": " + (node.isArray() ? "a list" : "a map") + " where one value is expected");
    }
    return node.asText();
  }

  /** Whether a file mentions a key and says nothing. */
  static boolean isBlank(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isTextual() && node.asText().isBlank())
        || (node.isContainerNode() && node.isEmpty());
  }

  /** Refuses a key of a map that is none of its fields. */
  static void checkFields(String label, JsonNode map, List<String> fields) {
    map.fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.contains(name)) {
                throw new UserError(
                    label
                        + ": unknown key: "
                        + name
                        + ". Did you mean "
                        + SpecKey.nearest(name, fields)
                        + "?");
              }
            });
  }

  private static JsonNode text(String value) {
    return JsonNodeFactory.instance.textNode(value);
  }

  private static final class Text extends SpecValue<String> {
    @Override
    String parse(String label, String text) {
      return text.strip();
    }

    @Override
    JsonNode write(String value) {
      return text(value);
    }
  }

  private static final class Whole extends SpecValue<Integer> {
    private final int least;
    private final int most;

    Whole(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    Integer parse(String label, String text) {
      long number;
      try {
        number = Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        throw new UserError(label + ": not a whole number: " + text, e);
      }
      if (number < least) {
        throw new UserError(label + ": " + number + " is too few: at least " + least);
      }
      if (number > most) {
        throw new UserError(label + ": " + number + " is too many: at most " + most);
      }
      return (int) number;
    }

    @Override
    JsonNode write(Integer value) {
      return JsonNodeFactory.instance.numberNode(value);
    }
  }

  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]+)?)\\s*(m|mb|mib|g|gb|gib|t|tb|tib|)");

  /** Memory in MiB, written {@code 2g}, {@code 1.5g}, {@code 1536m} or {@code 1536}. */
  static long mebibytes(String label, String text, long most) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new UserError(label + ": not a size of memory: " + text + ". Write 2g or 2048m");
    }
    double unit =
        size.group(2).startsWith("t") ? 1 << 20 : size.group(2).startsWith("g") ? 1 << 10 : 1;
    double mebibytes = Double.parseDouble(size.group(1)) * unit;
    if (mebibytes < 1 || mebibytes > most) {
      throw new UserError(label + ": " + text + " is not within 1m and " + size(most));
    }
    return (long) Math.ceil(mebibytes);
  }

  static String size(long mebibytes) {
    return mebibytes % 1024 == 0 ? mebibytes / 1024 + "g" : mebibytes + "m";
  }

  private static final class Memory extends SpecValue<Integer> {
    private static final long MOST_MB = 1024 * 1024;

    @Override
    Integer parse(String label, String text) {
      return (int) mebibytes(label, text, MOST_MB);
    }

    @Override
    JsonNode write(Integer value) {
      return text(size(value));
    }
  }

  private static final class Ports extends SpecValue<PortRange> {
    @Override
    PortRange parse(String label, String text) {
      try {
        return PortRange.parse(text);
      } catch (UserError e) {
        throw new UserError(label + ": " + e.getMessage(), e);
      }
    }

    @Override
    JsonNode write(PortRange value) {
      return text(value.toString());
    }
  }

  private static final class TextList extends SpecValue<List<String>> {
    private final String separator;
    private final String expected;

    TextList(String separator, String expected) {
      this.separator = separator;
      this.expected = expected;
    }

    @Override
    List<String> parse(String label, String text) {
      List<String> values = new ArrayList<>();
      for (String value : text.strip().split(separator, -1)) {
        if (value.isBlank()) {
          throw new UserError(label + ": an empty entry in: " + text + ". Give " + expected);
        }
        values.add(value.strip());
      }
      return List.copyOf(values);
    }

    @Override
    List<String> read(String label, JsonNode node) {
      if (!node.isArray()) {
        return super.read(label, node);
      }
      List<String> values = new ArrayList<>();
      for (JsonNode value : node) {
        values.add(scalar(label, value));
      }
      return List.copyOf(values);
    }

    @Override
    JsonNode write(List<String> value) {
      var array = JsonNodeFactory.instance.arrayNode();
      value.forEach(array::add);
      return array;
    }

    @Override
    String show(List<String> value) {
      return String.join(separator.equals(",") ? "," : " ", value);
    }
  }

  /** Kafka settings. One without a value is to be removed. */
  private static final class Settings extends SpecValue<SortedMap<String, Optional<String>>> {
    @Override
    SortedMap<String, Optional<String>> parse(String label, String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new UserError(label + ": not key=value: " + text);
      }
      SortedMap<String, Optional<String>> settings = new TreeMap<>();
      settings.put(text.substring(0, equals).strip(), value(text.substring(equals + 1)));
      return settings;
    }

    @Override
    SortedMap<String, Optional<String>> read(String label, JsonNode node) {
      if (!node.isObject()) {
        throw new UserError(label + ": not a map of Kafka settings: " + node);
      }
      SortedMap<String, Optional<String>> settings = new TreeMap<>();
      for (Map.Entry<String, JsonNode> setting : node.properties()) {
        if (setting.getValue().isObject()) {
          throw new UserError(
              label
                  + ": "
                  + setting.getKey()
                  + " holds a map: write each setting on one line with its whole name, as in"
                  + " log.retention.hours: 24");
        }
        settings.put(setting.getKey(), value(text(setting.getValue())));
      }
      return settings;
    }

    /** A list in a file is Kafka's own list: values with commas. */
    private static String text(JsonNode node) {
      if (node.isNull()) {
        return "";
      }
      if (!node.isArray()) {
        return node.asText();
      }
      List<String> values = new ArrayList<>();
      node.forEach(value -> values.add(value.asText()));
      return String.join(",", values);
    }

    private static Optional<String> value(String text) {
      return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    @Override
    JsonNode write(SortedMap<String, Optional<String>> value) {
      var object = JsonNodeFactory.instance.objectNode();
      value.forEach((key, setting) -> object.put(key, setting.orElse("")));
      return object;
    }
  }
}
