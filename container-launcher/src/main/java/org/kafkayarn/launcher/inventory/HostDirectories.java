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
import java.util.LinkedHashSet;
import java.util.List;
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
  private final List<String> places = new ArrayList<>();
  private final Set<Path> roots;

  HostDirectories(List<Path> localDirs, DataQuestion question) {
    this.localDirs = localDirs;
    this.question = question;
    this.roots = realRoots();
  }

  List<String> remarks() {
    return remarks;
  }

  /** The roots that are there, as they were named. */
  List<String> places() {
    return places;
  }

  /** The directories that hold those of nodes, each once, without symbolic links. */
  Set<Path> roots() {
    return roots;
  }

  private Set<Path> realRoots() {
    List<Path> named = new ArrayList<>();
    for (Path localDir : localDirs) {
      named.add(
          localDir.resolve("kafka-yarn").resolve(question.user()).resolve(question.cluster()));
    }
    question.roots().forEach(root -> named.add(Path.of(root)));
    Set<Path> real = new LinkedHashSet<>();
    for (Path root : named) {
      try {
        real.add(root.toRealPath());
        places.add(root.toString());
      } catch (NoSuchFileException e) {
        // No node has ever been there.
      } catch (IOException e) {
        remarks.add(root + " cannot be read: " + e);
      }
    }
    return real;
  }

  /** What is ours. */
  List<Directory> find() {
    List<Directory> found = new ArrayList<>();
    for (Path root : roots) {
      for (Path child : children(root)) {
        look(child).ifPresent(found::add);
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
        } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          children.add(child);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      remarks.add(root + " cannot be read: " + e);
    }
    children.sort(null);
    return children;
  }

  private Optional<Directory> look(Path directory) {
    try {
      Optional<MetaProperties> meta = MetaProperties.of(directory);
      if (meta.isEmpty()) {
        if (!holdsNothing(directory)) {
          remarks.add(directory + " has no " + MetaProperties.FILE + ": whose it is, is not known");
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
      remarks.add(directory + " cannot be read: " + e);
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
