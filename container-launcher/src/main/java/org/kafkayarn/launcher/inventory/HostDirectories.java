package org.kafkayarn.launcher.inventory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.launcher.ChildRecord;
import org.kafkayarn.launcher.DataDirectory;
import org.kafkayarn.launcher.MetaProperties;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;
import org.kafkayarn.launcher.contract.DataQuestion;

/**
 * Finds the directories of a cluster's nodes on this host. Whose a directory is, is what Kafka
 * wrote in it, never its name; what is below a symbolic link is not looked at.
 */
final class HostDirectories {
  private final List<Path> localDirs;
  private final DataQuestion question;
  private final List<String> remarks = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /** Each root that is there, as it was named, and without symbolic links. */
  private final Map<String, Path> named = new LinkedHashMap<>();

  private final Set<Path> doubtful = new HashSet<>();
  private final Set<Path> roots;

  HostDirectories(List<Path> localDirs, DataQuestion question) {
    this.localDirs = localDirs;
    this.question = question;
    this.roots = realRoots();
  }

  List<String> remarks() {
    return remarks;
  }

  /** The roots that are there and of which all is known, as they were named. */
  List<String> places() {
    return named.entrySet().stream()
        .filter(root -> !doubtful.contains(root.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What could not be looked at, and why. */
  List<String> unread() {
    return unread;
  }

  /** The roots that are not there, nor what is above them: their disk may be away. */
  List<String> missing() {
    return missing;
  }

  /** The directories that hold those of nodes, each once, without symbolic links. */
  Set<Path> roots() {
    return roots;
  }

  private Set<Path> realRoots() {
    List<Path> asked = new ArrayList<>();
    for (Path localDir : localDirs) {
      asked.add(
          localDir.resolve("kafka-yarn").resolve(question.user()).resolve(question.cluster()));
    }
    question.roots().forEach(root -> asked.add(Path.of(root)));
    Set<Path> real = new LinkedHashSet<>();
    for (Path root : asked) {
      try {
        Path path = root.toRealPath();
        real.add(path);
        named.put(root.toString(), path);
      } catch (NoSuchFileException e) {
        if (!Files.isDirectory(root.getParent())) {
          missing.add(root.toString());
        }
      } catch (IOException e) {
        cannotRead(root, e);
      }
    }
    return real;
  }

  /** What is ours. */
  List<Directory> find() {
    List<Directory> found = new ArrayList<>();
    for (Path root : roots) {
      for (Path child : children(root)) {
        look(root, child).ifPresent(found::add);
      }
    }
    return found;
  }

  private List<Path> children(Path root) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
      for (Path child : all) {
        if (Files.isSymbolicLink(child)) {
          remarks.add(child + " is a symbolic link: it is not followed");
          doubtful.add(root);
        } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          children.add(child);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      doubtful.add(root);
      cannotRead(root, e);
    }
    children.sort(null);
    return children;
  }

  private void cannotRead(Path path, Exception why) {
    remarks.add(path + " cannot be read: " + why);
    unread.add(path + ": " + why);
  }

  private Optional<Directory> look(Path root, Path directory) {
    try {
      Optional<MetaProperties> meta = MetaProperties.of(directory);
      if (meta.isEmpty()) {
        if (!holdsNothing(directory)) {
          remarks.add(directory + " has no " + MetaProperties.FILE + ": whose it is, is not known");
          doubtful.add(root);
        }
        return Optional.empty();
      }
      if (!isOurs(meta.get())) {
        remarks.add(
            "%s belongs to the Kafka cluster %s, node %s: it is not this cluster's"
                .formatted(directory, meta.get().clusterId(), meta.get().nodeId()));
        return Optional.empty();
      }
      return Optional.of(
          new Directory(
              directory.toString(),
              Integer.parseInt(meta.get().nodeId()),
              meta.get().directoryId().orElse(""),
              DiskSpace.of(directory),
              changed(directory),
              DirectoryLock.user(directory),
              Outcome.KEPT,
              Optional.empty()));
    } catch (IOException e) {
      doubtful.add(root);
      cannotRead(directory, e);
      return Optional.empty();
    }
  }

  /** A launcher made it, and Kafka has never written in it. */
  static boolean holdsNothing(Path directory) throws IOException {
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
      for (Path file : inside) {
        String name = file.getFileName().toString();
        if (!name.equals(DataDirectory.LOCK) && !name.equals(ChildRecord.FILE)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isOurs(MetaProperties meta) {
    return meta.clusterId().equals(question.kafkaClusterId())
        && meta.nodeId().matches("[0-9]{1,9}");
  }

  private static Instant changed(Path directory) throws IOException {
    return Files.getLastModifiedTime(directory).toInstant();
  }
}
