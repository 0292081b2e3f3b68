package org.kafkayarn.launcher.inventory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.kafkayarn.launcher.ChildRecord;
import org.kafkayarn.launcher.DataDirectory;

/** The lock that the user of a data directory holds: seen by those who look, taken to remove. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Kafka's own, while it has the directory open (LogManager, 4.3.1). */
  private static final String KAFKA_LOCK = ".lock";

  /**
   * Who uses the directory now. A launcher that locks it in the moment of this look tries again.
   */
  static Optional<String> user(Path directory) throws IOException {
    Optional<String> launcher = holder(directory.resolve(DataDirectory.LOCK));
    return launcher.isPresent() ? launcher.map(words -> "the launcher " + words) : kafka(directory);
  }

  /** A launcher that was killed has left its Kafka behind; or somebody runs one by hand. */
  private static Optional<String> kafka(Path directory) throws IOException {
    Optional<String> child =
        ChildRecord.live(directory).map(process -> "the Kafka process pid " + process.pid());
    return child.isPresent()
        ? child
        : holder(directory.resolve(KAFKA_LOCK)).map(words -> "a Kafka process");
  }

  /** What the holder of a lock has written in the file; empty when nobody holds it. */
  private static Optional<String> holder(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.tryLock(0, Long.MAX_VALUE, true) == null
          ? Optional.of(content(channel))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String content(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
  }

  /** Empty when another process uses the directory. */
  static Optional<DirectoryLock> take(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(DataDirectory.LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      if (channel.tryLock() == null || kafka(directory).isPresent()) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              "pid %d, which removes it"
                  .formatted(ProcessHandle.current().pid())
                  .getBytes(StandardCharsets.UTF_8)));
      return Optional.of(new DirectoryLock(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
