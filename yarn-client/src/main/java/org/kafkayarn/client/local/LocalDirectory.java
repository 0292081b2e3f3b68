package org.kafkayarn.client.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.apache.log4j.PropertyConfigurator;
import org.kafkayarn.am.spec.UserError;

/** The directory of a local cluster, locked as long as this JVM lives. */
final class LocalDirectory {
  private static final String NAME = "kafka-yarn-local";

  /** Everything else in the directory is another's, and is not removed. */
  private static final List<String> OURS =
      List.of("aggregated-logs", "conf", "home", "logs", "nm", "rm-state", "tmp");

  private final Path path;

  @SuppressWarnings("unused") // The lock lives as long as its channel is reachable.
  private final FileLock lock;

  private LocalDirectory(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /** The one given, or the default one: beside the data of the user's other programs. */
  static Path choose(String given) {
    if (given != null) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    String data = System.getenv("XDG_DATA_HOME");
    Path parent =
        data == null || data.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(data);
    return parent.resolve(NAME).toAbsolutePath();
  }

  /** Only one local cluster at a time may use a directory. */
  static LocalDirectory lock(Path path) {
    try {
      Files.createDirectories(path);
      Path file = path.resolve("lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new UserError(
            "a local cluster runs already in %s (process %s). Stop it there with Ctrl-C, or give another -dir, with -rm-port 0 -web-port 0 -nm-port 0"
                .formatted(path, Files.readString(file).strip()));
      }
      channel.truncate(0);
      channel.write(
          StandardCharsets.UTF_8.encode(Long.toString(ProcessHandle.current().pid()) + "\n"));
      channel.force(false);
      return new LocalDirectory(path, lock);
    } catch (IOException e) {
      throw new UserError("Cannot use the directory " + path + ": " + e + ". Give -dir", e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  boolean holdsCluster(String name) {
    return Files.exists(path.resolve("home").resolve(name));
  }

  /** Removes what earlier runs have left. */
  void clear() {
    for (String ours : OURS) {
      Path tree = path.resolve(ours);
      if (!Files.exists(tree)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException | UncheckedIOException e) {
        throw new UserError("Cannot remove " + tree + ": " + e, e);
      }
    }
  }

  /** What the daemons have to say goes to a file, not between the lines of the commands. */
  void redirectLogs() {
    LogManager.getLogManager().reset();
    Properties log4j = new Properties();
    log4j.setProperty("log4j.rootLogger", "INFO,file");
    log4j.setProperty("log4j.appender.file", "org.apache.log4j.RollingFileAppender");
    log4j.setProperty("log4j.appender.file.File", path.resolve("logs/yarn.log").toString());
    log4j.setProperty("log4j.appender.file.MaxFileSize", "20MB");
    log4j.setProperty("log4j.appender.file.MaxBackupIndex", "5");
    log4j.setProperty("log4j.appender.file.layout", "org.apache.log4j.PatternLayout");
    log4j.setProperty(
        "log4j.appender.file.layout.ConversionPattern", "%d{ISO8601} %p [%t] %c{2}: %m%n");
    PropertyConfigurator.configure(log4j);
  }
}
