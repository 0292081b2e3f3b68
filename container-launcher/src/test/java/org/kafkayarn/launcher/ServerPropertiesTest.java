package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerPropertiesTest {
  private static final Map<String, String> GIVEN =
      Map.of(
          "num.io.threads", "2",
          "odd key=", "ä\n#\\ {{x}}",
          "ssl.keystore.password", "hush",
          "listener.name.x.sasl.jaas.config", "hush",
          "ssl.keystore.key", "hush");

  @TempDir Path dir;

  private static Properties load(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return properties;
  }

  @Test
  void kafkaReadsWhatWasGivenAndNobodyElseMay() throws IOException {
    Path file = dir.resolve("server.properties");
    List<Path> dirs = List.of(Path.of("/d/1"), Path.of("/d/2"));
    new ServerProperties(GIVEN, dirs, Optional.of(Path.of("/d/2"))).write(file);
    Properties expected = new Properties();
    expected.putAll(GIVEN);
    expected.setProperty("log.dirs", "/d/1,/d/2");
    expected.setProperty("metadata.log.dir", "/d/2");
    assertEquals(expected, load(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void theCopyInTheLogsHidesSecrets() throws IOException {
    Path file = dir.resolve("copy");
    new ServerProperties(GIVEN, List.of(), Optional.empty()).writeMasked(file);
    assertEquals(-1, Files.readString(file).indexOf("hush"));
    assertEquals("2", load(file).getProperty("num.io.threads"));
  }
}
