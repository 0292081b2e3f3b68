package org.kafkayarn.client.submit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.UserError;

/** The folder that kafka-yarn was installed as: its jar, and the Kafka archive beside it. */
public final class Distribution {
  /** The system property by which the entry class tells where kafka-yarn.jar is. */
  public static final String JAR_PROPERTY = "kafka-yarn.jar";

  private static final String SHIPPED = "kafka";

  private final Optional<Path> jar;

  public Distribution(Optional<Path> jar) {
    this.jar = jar;
  }

  /** The one that this program runs from. */
  public static Distribution here() {
    String told = System.getProperty(JAR_PROPERTY, "");
    if (!told.isEmpty()) {
      return new Distribution(Optional.of(Path.of(told)));
    }
    CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null || !location.getPath().endsWith(".jar")) {
      return new Distribution(Optional.empty());
    }
    try {
      return new Distribution(Optional.of(Path.of(location.toURI())));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a path: " + location, e);
    }
  }

  Path jar() {
    return jar.filter(Files::isRegularFile)
        .orElseThrow(
            () ->
                new UserError(
                    "kafka-yarn.jar is not found"
                        + jar.map(path -> " at " + path).orElse("")
                        + ": start kafka-yarn from its distribution folder"));
  }

  /** The Kafka archive that is shipped. */
  Optional<Path> kafka() {
    Optional<Path> directory =
        jar.map(Path::toAbsolutePath).map(path -> path.resolveSibling(SHIPPED));
    if (directory.isEmpty() || !Files.isDirectory(directory.get())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory.get())) {
      List<Path> archives =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .toLowerCase(Locale.ROOT)
                          .matches(".*\\.(tar|tgz|tar\\.gz|zip)"))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
      return archives.isEmpty() ? Optional.empty() : Optional.of(archives.get(archives.size() - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
