package org.kafkayarn.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Kafka's configuration file, and the copy of it that everybody with the logs may read. */
final class ServerProperties {
  private static final String MASK = "[hidden]";
  private static final List<String> SECRETS =
      List.of(
          "password",
          "secret",
          "token",
          "jaas",
          "credential",
          "keystore.key",
          "private.key",
          "certificate.chain",
          "truststore.certificates");

  private final Map<String, String> properties;

  /**
   * @param metadataLogDir absent: the first of the data directories
   */
  ServerProperties(
      Map<String, String> kafkaProperties, List<Path> dataDirs, Optional<Path> metadataLogDir) {
    this.properties = new TreeMap<>(kafkaProperties);
    this.properties.put(
        "log.dirs", dataDirs.stream().map(Path::toString).collect(Collectors.joining(",")));
    metadataLogDir.ifPresent(dir -> this.properties.put("metadata.log.dir", dir.toString()));
  }

  void write(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text(properties));
  }

  void writeMasked(Path file) throws IOException {
    Map<String, String> masked = new TreeMap<>();
    properties.forEach((key, value) -> masked.put(key, isSecret(key) ? MASK : value));
    Files.writeString(file, text(masked));
  }

  static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SECRETS.stream().anyMatch(lower::contains);
  }

  /** Sorted, one line each, as Properties escapes them. */
  private static String text(Map<String, String> map) {
    StringBuilder out = new StringBuilder();
    map.forEach((key, value) -> out.append(line(key, value)).append('\n'));
    return out.toString();
  }

  private static String line(String key, String value) {
    Properties one = new Properties();
    one.setProperty(key, value);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      // A stream, not a writer: only there does Properties escape what is not Latin-1, as which
      // Kafka reads the file.
      one.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Properties puts a comment with the date before it.
    return out.toString(StandardCharsets.ISO_8859_1)
        .lines()
        .filter(text -> !text.startsWith("#"))
        .findFirst()
        .orElseThrow();
  }
}
