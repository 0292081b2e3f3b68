package org.kafkayarn.launcher.inventory;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kafkayarn.launcher.ChildRecord;
import org.kafkayarn.launcher.DataDirectory;
import org.kafkayarn.launcher.MetaProperties;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.DataQuestion.Act;
import org.kafkayarn.launcher.contract.DataQuestion.Target;

/**
 * Removes directories of nodes, each under its lock and after a second look at whose it is. It is
 * renamed first: a node that starts in this moment finds no half of its data, and a removal that
 * was cut short is known by the name.
 */
final class Removal {
  /** Before the directory id, in the name of a directory that is being removed. */
  static final String DOOMED = ".doomed-";

  /** What tells whose a directory is, and that it is locked, goes last. */
  private static final List<String> LAST =
      List.of(ChildRecord.FILE, MetaProperties.FILE, DataDirectory.LOCK);

  private final DataQuestion question;

  Removal(DataQuestion question) {
    this.question = question;
  }

  /** As it is afterwards. What was not asked for stays as it is. */
  Directory apply(Directory found) {
    if (!isAsked(found)) {
      return found;
    }
    Optional<String> spared = spared(found);
    if (spared.isPresent()) {
      return found.refused(spared.get());
    }
    Path path = Path.of(found.path());
    try (DirectoryLock lock = DirectoryLock.take(path).orElse(null)) {
      if (lock == null) {
        return found.refused("it is in use by " + found.user().orElse("another process"));
      }
      if (!isStill(found)) {
        return found.refused("it has become another one while this was asked");
      }
      deleteAll(doom(path, found));
      return found.removed();
    } catch (NoSuchFileException e) {
      return found.refused("it went away while this was asked: " + e.getMessage());
    } catch (IOException e) {
      return found.refused("it cannot be removed: " + e);
    }
  }

  private boolean isAsked(Directory found) {
    return switch (question.act()) {
      case LIST -> false;
      case REMOVE_TARGETS ->
          question.targets().contains(new Target(found.nodeId(), found.directoryId()));
      case REMOVE_ALL -> true;
    };
  }

  /** The bare id is the name that a node starts in, whatever lies there now. */
  private Optional<String> spared(Directory found) {
    if (question.act() == Act.REMOVE_ALL) {
      return Optional.empty();
    }
    String name = Path.of(found.path()).getFileName().toString();
    if (question.sparedNodes().stream().anyMatch(node -> name.equals(String.valueOf(node)))) {
      return Optional.of("node " + name + " has its home here");
    }
    return question.sparedIds().contains(found.directoryId())
        ? Optional.of("node " + found.nodeId() + " uses a directory of this id")
        : Optional.empty();
  }

  private boolean isStill(Directory found) throws IOException {
    return MetaProperties.of(Path.of(found.path()))
        .filter(
            meta ->
                meta.clusterId().equals(question.kafkaClusterId())
                    && meta.nodeId().equals(String.valueOf(found.nodeId()))
                    && meta.directoryId().orElse("").equals(found.directoryId()))
        .isPresent();
  }

  private static Path doom(Path path, Directory found) throws IOException {
    if (path.getFileName().toString().contains(DOOMED)) {
      return path;
    }
    String id = found.directoryId().isEmpty() ? "unknown" : found.directoryId();
    Path doomed = path.resolveSibling(found.nodeId() + DOOMED + id);
    if (Files.exists(doomed, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(doomed + " is in the way");
    }
    return Files.move(path, doomed, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void deleteAll(Path doomed) throws IOException {
    Set<Path> last = LAST.stream().map(doomed::resolve).collect(Collectors.toSet());
    Files.walkFileTree(
        doomed,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!last.contains(file)) {
              Files.delete(file); // of a symbolic link: the link
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            if (!directory.equals(doomed)) {
              Files.delete(directory);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    for (String name : LAST) {
      Files.deleteIfExists(doomed.resolve(name));
    }
    Files.delete(doomed);
  }

  /**
   * Of a cluster that is to be no more: directories that were never formatted, and the roots when
   * nothing is left in them. Never what holds anything that is not ours.
   */
  static void tidy(Set<Path> roots) throws IOException {
    for (Path root : roots) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
        for (Path child : children) {
          if (child.getFileName().toString().matches("[0-9]{1,9}(\\..*)?")
              && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            tidyOne(child);
          }
        }
      }
      deleteIfEmpty(root);
    }
  }

  private static void tidyOne(Path directory) throws IOException {
    if (HostDirectories.holdsNothing(directory) && DirectoryLock.user(directory).isEmpty()) {
      Files.deleteIfExists(directory.resolve(ChildRecord.FILE));
      Files.deleteIfExists(directory.resolve(DataDirectory.LOCK));
      deleteIfEmpty(directory);
    }
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.delete(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's is in it.
    }
  }
}
