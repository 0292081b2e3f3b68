package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kafkayarn.launcher.child.ClassLoading;

/**
 * Kafka's classes, parsed and verified beforehand (AppCDS): with it Kafka starts in little more
 * than half of the time. Kept for each user and host beside the data, keyed by the Java and the
 * jars that it is good for, made in the background after a good start. The JVM checks an archive
 * itself and goes on without a bad one, so nothing here can fail a start.
 */
final class ClassDataArchive {
  private static final int KEPT = 3;
  private static final long DUMP_MINUTES = 5;

  // Measured: 545 and 288 (JDK 17.0.15, Kafka 4.3.1).
  private static final long DUMP_VIRTUAL_MB = 600;
  private static final long DUMP_RESIDENT_MB = 320;

  private final Path directory;
  private final String key;
  private final Path classList;

  private ClassDataArchive(Path directory, String key, Path classList) {
    this.directory = directory;
    this.key = key;
    this.classList = classList;
  }

  /** Empty where the user can keep nothing on this host. */
  static Optional<ClassDataArchive> of(
      Path java, String classPath, Path workDir, String user, List<Path> localDirs) {
    for (Path localDir : localDirs) {
      Path directory = localDir.resolve("kafka-yarn").resolve(user).resolve(".class-data");
      try {
        String key = key(java, classPath, workDir);
        Files.createDirectories(directory.getParent().getParent());
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Optional.of(new ClassDataArchive(directory, key, workDir.resolve("kafka.classes")));
      } catch (IOException e) {
        // The next disk, or none: an archive only saves time.
        System.err.println("launcher: no class-data archive in " + directory + ": " + e);
      }
    }
    return Optional.empty();
  }

  private static String key(Path java, String classPath, Path workDir) throws IOException {
    StringBuilder identity = new StringBuilder(classPath);
    for (String entry : classPath.split(":", -1)) {
      BasicFileAttributes jar =
          Files.readAttributes(workDir.resolve(entry), BasicFileAttributes.class);
      identity.append('\n').append(jar.size()).append(' ').append(jar.lastModifiedTime());
    }
    // <java home>/bin/java: the release file names version and build.
    Path home = java.toRealPath().getParent().getParent();
    identity.append('\n').append(home).append('\n');
    Path release = home.resolve("release");
    if (Files.exists(release)) {
      identity.append(Files.readString(release));
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(identity.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Path archive() {
    return directory.resolve(key + ".jsa");
  }

  boolean exists() {
    return Files.isReadable(archive());
  }

  /** The options that use the archive, or that list the classes for the one to come. */
  List<String> options() {
    return exists()
        ? List.of("-XX:SharedArchiveFile=" + archive(), "-Xshare:auto")
        : List.of("-XX:DumpLoadedClassList=" + classList, "-Xshare:auto");
  }

  /**
   * Makes the archive from the classes that a good start has listed, unless another launcher of the
   * host does so already, or the container has no room for the process that does it. Takes some
   * seconds of one processor at the lowest priority.
   */
  void create(Path java, String classPath, Path workDir, int heapMb) {
    if (!MemoryRoom.hasRoomFor(heapMb, DUMP_VIRTUAL_MB, DUMP_RESIDENT_MB)) {
      System.err.println("launcher: no class-data archive: the container has no room to make it");
      return;
    }
    Path lockFile = directory.resolve(key + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null || exists() || !Files.exists(classList)) {
        return;
      }
      Path temporary = directory.resolve(key + ".tmp");
      if (dump(java, classPath, workDir, temporary)) {
        Files.move(temporary, archive(), StandardCopyOption.ATOMIC_MOVE);
        prune();
      } else {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      System.err.println("launcher: no class-data archive: " + e);
    }
  }

  private boolean dump(Path java, String classPath, Path workDir, Path archive) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "nice",
                "-n",
                "19",
                java.toString(),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:ReservedCodeCacheSize=16m",
                "-cp",
                classPath,
                ClassLoading.class.getName(),
                classList.toString())
            .directory(workDir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process dump = builder.start();
    try {
      if (dump.waitFor(DUMP_MINUTES, TimeUnit.MINUTES)) {
        return dump.exitValue() == 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dump.destroyForcibly();
    return false;
  }

  private void prune() throws IOException {
    List<Path> archives = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(file -> file.toString().endsWith(".jsa")).forEach(archives::add);
    }
    archives.sort(Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed());
    for (Path old : archives.subList(Math.min(KEPT, archives.size()), archives.size())) {
      Files.delete(old);
    }
  }
}
