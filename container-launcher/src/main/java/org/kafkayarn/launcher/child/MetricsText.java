package org.kafkayarn.launcher.child;

import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * The numbers of a JVM's MBeans as Prometheus reads them. The domain, the {@code type}, for Kafka
 * the {@code name}, and the attribute make the metric, in lower case; what else the MBean's name
 * says are labels: {@code kafka_server_brokertopicmetrics_messagesinpersec_count{topic="orders"}}.
 * Texts are left out. Where an MBean has one value, as Kafka's gauges have, the metric is called
 * like it.
 */
public final class MetricsText {
  /** The last line: whoever does not see it has not got all. */
  public static final String END = "# EOF";

  /** A node with a hundred thousand partitions would fill its reader's memory. */
  private static final int MOST_CHARACTERS = 16 << 20;

  private static final Set<String> SINGLE = Set.of("Value");
  private static final String JAVA = "java";

  private final SortedMap<String, SortedMap<String, String>> metrics = new TreeMap<>();
  private int characters;

  private MetricsText() {}

  /**
   * Writes it line by line.
   *
   * @param partitions also the MBeans of single partitions, of which there may be very many
   */
  static void write(MBeanServer server, boolean partitions, Consumer<String> lines) {
    MetricsText text = new MetricsText();
    for (String domain : Set.of("kafka.*:*", "java.lang:*", "java.nio:*")) {
      for (ObjectName name : server.queryNames(pattern(domain), null)) {
        if (partitions || name.getKeyProperty("partition") == null) {
          text.add(server, name);
        }
      }
    }
    text.metrics.forEach(
        (metric, values) -> {
          lines.accept("# TYPE " + metric + " untyped");
          values.forEach((labels, value) -> lines.accept(metric + labels + " " + value));
        });
    if (text.isFull()) {
      lines.accept("# more than " + MOST_CHARACTERS + " characters: the rest is left out");
    }
    lines.accept(END);
  }

  private static ObjectName pattern(String pattern) {
    try {
      return new ObjectName(pattern);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(pattern, e);
    }
  }

  private boolean isFull() {
    return characters > MOST_CHARACTERS;
  }

  private void add(MBeanServer server, ObjectName name) {
    if (isFull()) {
      return;
    }
    String[] wanted;
    try {
      MBeanAttributeInfo[] attributes = server.getMBeanInfo(name).getAttributes();
      wanted = new String[attributes.length];
      for (int i = 0; i < attributes.length; i++) {
        wanted[i] = attributes[i].getName();
      }
      String metric = metric(name);
      String labels = labels(name);
      // It leaves out what cannot be read, as some of the JVM's own cannot.
      for (Attribute attribute : server.getAttributes(name, wanted).asList()) {
        add(metric, labels, attribute);
      }
    } catch (JMException | JMRuntimeException e) {
      // It was unregistered this very moment: a topic was deleted, a connection closed.
      return;
    }
  }

  private void add(String metric, String labels, Attribute attribute) {
    String own = SINGLE.contains(attribute.getName()) ? "" : "_" + word(attribute.getName());
    if (attribute.getValue() instanceof CompositeData composite) {
      for (String key : composite.getCompositeType().keySet()) {
        number(composite.get(key))
            .ifPresent(value -> put(metric + own + "_" + word(key), labels, value));
      }
    } else {
      number(attribute.getValue()).ifPresent(value -> put(metric + own, labels, value));
    }
  }

  private void put(String metric, String labels, String value) {
    characters += metric.length() + labels.length() + value.length() + 2;
    metrics.computeIfAbsent(metric, first -> new TreeMap<>()).putIfAbsent(labels, value);
  }

  private static Optional<String> number(Object value) {
    if (value instanceof Boolean yes) {
      return Optional.of(yes ? "1" : "0");
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Optional.of(
          Double.isInfinite(number) ? (number > 0 ? "+Inf" : "-Inf") : Double.toString(number));
    }
    return value instanceof Number number ? Optional.of(number.toString()) : Optional.empty();
  }

  private static boolean isJava(ObjectName name) {
    return name.getDomain().startsWith(JAVA);
  }

  private static String metric(ObjectName name) {
    StringJoiner words = new StringJoiner("_");
    words.add(word(name.getDomain()));
    for (String key : new String[] {"type", isJava(name) ? "" : "name"}) {
      String value = key.isEmpty() ? null : name.getKeyProperty(key);
      if (value != null) {
        words.add(word(plain(value)));
      }
    }
    return words.toString();
  }

  /** In braces and in order; empty without any. */
  private static String labels(ObjectName name) {
    Hashtable<String, String> keys = name.getKeyPropertyList();
    StringJoiner labels = new StringJoiner(",", "{", "}").setEmptyValue("");
    for (Map.Entry<String, String> entry : new TreeMap<>(keys).entrySet()) {
      boolean isInMetric =
          entry.getKey().equals("type") || (entry.getKey().equals("name") && !isJava(name));
      if (!isInMetric) {
        labels.add(label(entry.getKey()) + "=\"" + escaped(plain(entry.getValue())) + "\"");
      }
    }
    return labels.toString();
  }

  private static String plain(String value) {
    return value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }

  private static String word(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
  }

  private static String label(String key) {
    String word = key.replaceAll("[^A-Za-z0-9_]", "_");
    return word.matches("[0-9].*") ? "_" + word : word;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
