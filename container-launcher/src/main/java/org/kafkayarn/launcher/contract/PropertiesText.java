package org.kafkayarn.launcher.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A map as the text of {@link Properties}, in ASCII, and back. */
final class PropertiesText {
  private PropertiesText() {}

  static String write(Map<String, String> map) {
    Properties properties = new Properties();
    properties.putAll(map);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      // A stream, not a writer: only there does Properties escape what is not ASCII.
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Throws IllegalArgumentException for a malformed escape, as {@link Properties} does. */
  static Map<String, String> read(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> map = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
    return map;
  }
}
