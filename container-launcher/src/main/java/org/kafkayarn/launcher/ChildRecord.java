package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Which Kafka process uses a data directory, written in it: a launcher that is killed leaves its
 * Kafka behind, and the next launcher must find it. Kafka reads directories only (LogManager of
 * Kafka 4.3.1), so a file of ours does not disturb it.
 */
public final class ChildRecord {
  public static final String FILE = ".kafka-yarn.child";

  private ChildRecord() {}

  static void write(Path dataDir, ProcessIdentity child) throws IOException {
    Path temporary = dataDir.resolve(FILE + ".tmp");
    Files.write(
        temporary, List.of(String.valueOf(child.pid()), child.startTicks(), child.bootId()));
    Files.move(temporary, dataDir.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  static void delete(Path dataDir) throws IOException {
    Files.deleteIfExists(dataDir.resolve(FILE));
  }

  /** The recorded process, if it still runs. */
  public static Optional<ProcessIdentity> live(Path dataDir) {
    try {
      List<String> lines = Files.readAllLines(dataDir.resolve(FILE));
      if (lines.size() != 3) {
        return Optional.empty();
      }
      return Optional.of(
              new ProcessIdentity(Long.parseLong(lines.get(0)), lines.get(1), lines.get(2)))
          .filter(ProcessIdentity::isAlive);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
