package org.kafkayarn.launcher.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads the classes that a Kafka process has listed, and ends: with {@code
 * -XX:ArchiveClassesAtExit} that leaves a class-data archive of them. Nothing of Kafka runs here. A
 * static dump of the same list would reserve 4.9 GB of addresses (JDK 17), which the NodeManager's
 * check of virtual memory answers by killing the container.
 */
public final class ClassLoading {
  private ClassLoading() {}

  public static void main(String[] args) throws IOException {
    ClassLoader loader = ClassLoading.class.getClassLoader();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      // "#" begins a comment, "@" what is no plain class (a lambda), "[" an array.
      String name = line.split(" ", 2)[0].replace('/', '.');
      if (name.matches("[A-Za-z].*")) {
        load(name, loader);
      }
    }
  }

  private static void load(String name, ClassLoader loader) {
    try {
      Class<?> unused = Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      System.err.println("kafka-yarn: not archived: " + e);
    }
  }
}
