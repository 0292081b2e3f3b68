package org.kafkayarn.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.kafkayarn.launcher.child.KafkaMain;

/**
 * A jar with {@link KafkaMain} alone, for Kafka's class path: none of our libraries may come there.
 * It is the same to the byte and to the time on every host, as a class-data archive requires.
 */
final class ChildJar {
  static final String NAME = "kafka-main.jar";
  private static final LocalDateTime TIME = LocalDateTime.of(2020, 1, 1, 0, 0);

  private ChildJar() {}

  static void write(Path workDir) throws IOException {
    String entryName = KafkaMain.class.getName().replace('.', '/') + ".class";
    Path jar = workDir.resolve(NAME);
    try (InputStream code = KafkaMain.class.getResourceAsStream("/" + entryName);
        OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      if (code == null) {
        throw new IOException("no " + entryName + " on the launcher's class path");
      }
      ZipEntry entry = new ZipEntry(entryName);
      entry.setTimeLocal(TIME);
      zip.putNextEntry(entry);
      code.transferTo(zip);
      zip.closeEntry();
    }
    Files.setLastModifiedTime(jar, FileTime.from(TIME.toInstant(ZoneOffset.UTC)));
  }
}
