package org.kafkayarn.launcher.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of its disk a directory takes. The JDK tells the length of a file only, and Kafka makes
 * the indexes of its open segments 10 MiB long with nothing in them: a small topic would be told to
 * take gigabytes. So {@code du} is asked first.
 */
final class DiskSpace {
  private DiskSpace() {}

  static long of(Path directory) throws IOException {
    try {
      return blocks(directory);
    } catch (IOException | NumberFormatException e) {
      return lengths(directory);
    }
  }

  private static long blocks(Path directory) throws IOException {
    Process du =
        new ProcessBuilder("du", "-sk", "--", directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A file that goes away while it counts makes its exit code 1, and its answer is good.
    String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(answer.substring(0, Math.max(0, answer.indexOf('\t')))) * 1024;
  }

  /** Symbolic links count for nothing, and are not followed. */
  static long lengths(Path directory) throws IOException {
    AtomicLong sum = new AtomicLong();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // it went away, or is not ours to read
          }
        });
    return sum.get();
  }
}
