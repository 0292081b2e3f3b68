package org.kafkayarn.client.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.kafkayarn.client.submit.Distribution;

/** Where the classpath of an embedded YARN's containers comes from. */
final class HadoopJars {
  /** bin/kafka-yarn tells it, shorter than what the JVM has made of its wildcards. */
  private static final String PROPERTY = "kafka-yarn.hadoop.classpath";

  private HadoopJars() {}

  /** Hadoop's jars, as entries of a classpath. */
  static List<String> ofThisProgram() {
    String told = System.getProperty(PROPERTY, "");
    String entries = told.isEmpty() ? System.getProperty("java.class.path") : told;
    String ours = System.getProperty(Distribution.JAR_PROPERTY, "");
    return Arrays.stream(entries.split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith("*") || entry.endsWith(".jar"))
        .filter(entry -> !entry.equals(ours))
        .toList();
  }

  static List<String> inFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("Not a folder of jars: " + folder);
    }
    return List.of(folder.toAbsolutePath().normalize().resolve("*").toString());
  }
}
