package org.kafkayarn.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** Whose a Kafka log directory is: its meta.properties, version 1 (Kafka 4.3.1). */
public record MetaProperties(String clusterId, String nodeId, Optional<String> directoryId) {
  public static final String FILE = "meta.properties";

  /** Empty when the directory has none. */
  public static Optional<MetaProperties> of(Path directory) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return Optional.of(
        new MetaProperties(
            properties.getProperty("cluster.id", ""),
            properties.getProperty("node.id", ""),
            Optional.ofNullable(properties.getProperty("directory.id"))));
  }
}
