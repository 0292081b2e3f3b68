package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;

/** All data directories of this launcher: chosen once, locked until it ends. */
final class DataDirectories {
  /** A launcher on the same host that is being killed needs a moment. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

  private final List<Path> localDirs;
  private final Map<Path, DataDirectory> open = new LinkedHashMap<>();

  DataDirectories(List<Path> localDirs) {
    this.localDirs = localDirs;
  }

  /** Where a spec's data lies, in the order of log.dirs. */
  List<Path> paths(LaunchSpec spec) throws LaunchFailure {
    if (!spec.dataDirs().isEmpty()) {
      return spec.dataDirs().stream().map(Path::of).toList();
    }
    List<Path> paths = new ArrayList<>();
    for (Path localDir : localDirs) {
      paths.add(
          localDir
              .resolve("kafka-yarn")
              .resolve(name("user", spec.user()))
              .resolve(name("cluster", spec.cluster()))
              .resolve(String.valueOf(spec.nodeId())));
    }
    return paths;
  }

  private static String name(String what, String name) throws LaunchFailure {
    if (!name.matches("[^/\\x00]+") || name.startsWith(".")) {
      throw new LaunchFailure(
          FailureClass.BAD_ENVIRONMENT,
          "the " + what + " \"" + name + "\" cannot name a directory");
    }
    return name;
  }

  /** Locks the directories of a spec; those that are locked already stay so. */
  List<DataDirectory> open(LaunchSpec spec) throws LaunchFailure {
    List<DataDirectory> directories = new ArrayList<>();
    Deadline wait = Deadline.in(LOCK_WAIT);
    for (Path path : paths(spec)) {
      // Keyed by the real path: a second channel to one lock file would drop the lock when closed.
      Path real = DataDirectory.ensure(path, spec.dataExpected());
      if (!open.containsKey(real)) {
        open.put(real, DataDirectory.lock(path, spec.controlPort(), wait));
      }
      if (directories.contains(open.get(real))) {
        throw new LaunchFailure(
            FailureClass.BAD_CONFIG, "the data directory " + path + " is named twice");
      }
      directories.add(open.get(real));
    }
    return directories;
  }

  static Map<String, String> ids(List<DataDirectory> directories) {
    Map<String, String> ids = new LinkedHashMap<>();
    for (DataDirectory directory : directories) {
      directory.directoryId().ifPresent(id -> ids.put(directory.path().toString(), id));
    }
    return ids;
  }

  static void record(List<DataDirectory> directories, long pid) throws IOException {
    Optional<ProcessIdentity> child = ProcessIdentity.of(pid);
    for (DataDirectory directory : directories) {
      if (child.isPresent()) {
        ChildRecord.write(directory.path(), child.get());
      }
    }
  }

  static void forget(List<DataDirectory> directories) throws IOException {
    for (DataDirectory directory : directories) {
      ChildRecord.delete(directory.path());
    }
  }
}
