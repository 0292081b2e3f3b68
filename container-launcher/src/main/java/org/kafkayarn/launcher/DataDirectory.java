package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * One of Kafka's log directories, locked for as long as this launcher lives. The guards here run
 * before Kafka and before any format: nothing that belongs to another node is written to.
 */
public final class DataDirectory {
  /** Locked by whoever uses or removes the directory; says which process that is. */
  public static final String LOCK = ".kafka-yarn.lock";

  private static final String OLD_METADATA = ".old-metadata-";
  private static final String METADATA_LOG = "__cluster_metadata-0";
  private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;

  // Closed by the end of the process, or when the directory was set aside: a lock on a file goes
  // when the process closes any channel to it.
  private final FileLock lock;

  private volatile Optional<String> directoryId = Optional.empty();

  private DataDirectory(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  Path path() {
    return path;
  }

  /** The same directory, by the path that leads to it now. */
  DataDirectory at(Path now) {
    return now.equals(path) ? this : new DataDirectory(now, lock);
  }

  boolean isLocked() {
    return lock.isValid();
  }

  boolean isSameAs(DataDirectory other) {
    return lock == other.lock;
  }

  /** Creates the directory where that is allowed. */
  static void ensure(Path path, boolean dataExpected) throws LaunchFailure {
    if (!path.isAbsolute() || path.toString().indexOf(',') >= 0) {
      throw new LaunchFailure(
          FailureClass.BAD_ENVIRONMENT,
          "the data directory \"" + path + "\" is not absolute, or has a comma");
    }
    if (!Files.isDirectory(path)) {
      if (dataExpected) {
        throw new LaunchFailure(
            FailureClass.DATA_MISSING, DirectoryGuard.missing(path, "is not there"));
      }
      create(path);
    }
  }

  /** The control port is written in the lock, so that a later launcher can speak to this one. */
  static DataDirectory lock(Path path, int controlPort, Deadline wait) throws LaunchFailure {
    return new DataDirectory(path, acquire(path, controlPort, wait));
  }

  private static void create(Path path) throws LaunchFailure {
    try {
      Files.createDirectories(path.getParent());
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      throw new LaunchFailure(
          FailureClass.DATA_UNWRITABLE, "the data directory " + path + " is a file");
    } catch (IOException e) {
      throw failure(e, "cannot create the data directory " + path);
    }
  }

  private static FileLock acquire(Path path, int controlPort, Deadline wait) throws LaunchFailure {
    Path file = path.resolve(LOCK);
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Optional<Object> key = keyOf(file);
      FileLock[] held = new FileLock[1];
      wait.await(() -> (held[0] = tryLock(channel).orElse(null)) != null);
      if (held[0] == null) {
        String holder = holder(channel);
        // Left to the garbage collector it would be closed later, and take with it the lock that
        // another attempt may have got by then.
        channel.close();
        throw new LockedDirectory(path, holder);
      }
      if (key.isEmpty() || !keyOf(file).equals(key)) {
        // Who held it has renamed the directory to remove it: this locks what is nobody's.
        channel.close();
        throw new LockedDirectory(path, "that was removing it");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              "pid %d control %d"
                  .formatted(ProcessHandle.current().pid(), controlPort)
                  .getBytes(StandardCharsets.UTF_8)));
      return held[0];
    } catch (IOException e) {
      throw failure(e, "cannot write in the data directory " + path);
    }
  }

  /** Which file it is. To open it a second time would drop the lock when that is closed. */
  private static Optional<Object> keyOf(Path file) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
  }

  /** What is in it. Segments without meta.properties are somebody's data that lost its name. */
  static DirectoryGuard.Found look(Path path) throws LaunchFailure {
    Optional<MetaProperties> meta = meta(path);
    return new DirectoryGuard.Found(
        path, meta, meta.isPresent() ? Optional.empty() : namelessData(path));
  }

  private static Optional<String> namelessData(Path path) throws LaunchFailure {
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(path, Files::isDirectory)) {
      for (Path directory : inside) {
        if (holdsSegments(directory)) {
          return Optional.of(directory.getFileName().toString());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new LaunchFailure(
          FailureClass.DATA_UNWRITABLE, "cannot look into " + path + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  /** A directory that we may not read, such as lost+found, holds none of ours. */
  private static boolean holdsSegments(Path directory) {
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(directory, "*.log")) {
      return segments.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException e) {
      System.err.println("launcher: cannot look into " + directory + ": " + e);
      return false;
    }
  }

  private static Optional<MetaProperties> meta(Path path) throws LaunchFailure {
    try {
      return MetaProperties.of(path);
    } catch (IOException e) {
      throw new LaunchFailure(
          DiskTrouble.classOf(e, FailureClass.DATA_UNWRITABLE),
          "cannot read " + path.resolve(MetaProperties.FILE) + ": " + reason(e));
    }
  }

  /**
   * Renames the directory, and makes a new, empty one in its place. The lock of the old one is let
   * go: nobody uses it any more, and it may be purged while this launcher runs.
   *
   * @return where the data is now
   */
  Path setAside(String directoryId) throws LaunchFailure {
    Path aside = path.resolveSibling(path.getFileName() + LauncherState.LEFT_BEHIND + directoryId);
    try {
      if (Files.exists(aside)) {
        throw new FileAlreadyExistsException(aside.toString());
      }
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure(e, "cannot set the left-behind data in " + path + " aside as " + aside);
    }
    try {
      lock.channel().close();
    } catch (IOException e) {
      System.err.println("launcher: " + aside + " stays locked: " + e);
    }
    create(path);
    return aside;
  }

  /** Kafka refuses a metadata log outside of the directory that is to have it (4.3.1). */
  boolean hasMetadataLog() {
    return Files.isDirectory(path.resolve(METADATA_LOG));
  }

  /**
   * Moves an old metadata log out of the directory, beside it: in it Kafka would not start.
   *
   * @return where it is now
   */
  Path setMetadataLogAside() throws LaunchFailure {
    Path aside =
        path.resolveSibling(path.getFileName() + OLD_METADATA + System.currentTimeMillis());
    try {
      Files.move(path.resolve(METADATA_LOG), aside, StandardCopyOption.ATOMIC_MOVE);
      return aside;
    } catch (IOException e) {
      throw failure(e, "cannot set the old metadata log in " + path + " aside as " + aside);
    }
  }

  /** Kafka never changes it: once read, the disk may be gone. */
  Optional<String> directoryId() {
    if (directoryId.isEmpty()) {
      try {
        directoryId = MetaProperties.of(path).flatMap(MetaProperties::directoryId);
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return directoryId;
  }

  boolean formatted() {
    return Files.exists(path.resolve(MetaProperties.FILE));
  }

  boolean cleanlyShutDown() {
    return Files.exists(path.resolve(CLEAN_SHUTDOWN));
  }

  static LaunchFailure failure(IOException e, String what) {
    return new LaunchFailure(
        DiskTrouble.classOf(e, FailureClass.DATA_UNWRITABLE), what + ": " + reason(e) + remedy(e));
  }

  /** What mends it depends on whether the disk or the permission is at fault. */
  private static String remedy(IOException e) {
    return switch (DiskTrouble.classOf(e, FailureClass.CRASHED)) {
      case DISK_FULL -> "; make room on the disk";
      case DATA_UNWRITABLE -> "; mend the disk, or mount it for writing";
      default ->
          "; let an administrator create a directory that "
              + System.getProperty("user.name")
              + " may write";
    };
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
