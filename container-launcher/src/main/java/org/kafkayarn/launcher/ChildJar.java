package org.kafkayarn.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.kafkayarn.launcher.child.ClassLoading;
import org.kafkayarn.launcher.child.GrantWait;
import org.kafkayarn.launcher.child.KafkaMain;
import org.kafkayarn.launcher.child.MetricsSocket;
import org.kafkayarn.launcher.child.MetricsText;

/**
 * A jar with our classes for Kafka's JVM alone, for Kafka's class path: none of our libraries may
 * come there. It is the same to the byte and to the time on every host, as a class-data archive
 * requires.
 */
final class ChildJar {
  static final String NAME = "kafka-main.jar";
  private static final LocalDateTime TIME = LocalDateTime.of(2020, 1, 1, 0, 0);

  /** All that is in their package. */
  private static final List<Class<?>> CLASSES =
      List.of(
          ClassLoading.class,
          GrantWait.class,
          KafkaMain.class,
          MetricsSocket.class,
          MetricsText.class);

  private ChildJar() {}

  static void write(Path workDir) throws IOException {
    Path jar = workDir.resolve(NAME);
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Class<?> type : CLASSES) {
        add(zip, type);
      }
    }
    Files.setLastModifiedTime(jar, FileTime.from(TIME.toInstant(ZoneOffset.UTC)));
  }

  private static void add(ZipOutputStream zip, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream code = type.getResourceAsStream("/" + name)) {
      if (code == null) {
        throw new IOException("no " + name + " on the launcher's class path");
      }
      ZipEntry entry = new ZipEntry(name);
      entry.setTimeLocal(TIME);
      zip.putNextEntry(entry);
      code.transferTo(zip);
      zip.closeEntry();
    }
  }
}
