package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.launcher.contract.LauncherState.Condition;

/**
 * The data directories of one start: those that Kafka is given, and those that are away.
 *
 * <p>One that is away stays in log.dirs, as a path that Kafka cannot create. Kafka then knows that
 * replicas may be on a disk that it does not see, and creates none of them anew
 * (Partition.createLogInAssignedDirectoryId, Kafka 4.3.1); on the bare mount point it would, on the
 * disk below.
 */
final class DataDirectories {
  /** A directory that holds data of the node and cannot be used now. */
  record Offline(Path path, Condition condition, String reason) {}

  /** A regular file in the container's working directory: no path below it can be created. */
  static final String OFFLINE = "offline-disks";

  private static final DataDirectories NONE =
      new DataDirectories(List.of(), Map.of(), Map.of(), null, false, List.of(), List.of());

  private final List<Path> paths;
  private final Map<Path, DataDirectory> present;
  private final Map<Path, Offline> offline;
  private final Optional<DataDirectory> metadata;
  private final boolean toFormat;
  private final List<String> setAside;
  private final List<String> warnings;

  DataDirectories(
      List<Path> paths,
      Map<Path, DataDirectory> present,
      Map<Path, Offline> offline,
      DataDirectory metadata,
      boolean toFormat,
      List<String> setAside,
      List<String> warnings) {
    this.paths = List.copyOf(paths);
    this.present = new LinkedHashMap<>(present);
    this.offline = Map.copyOf(offline);
    this.metadata = Optional.ofNullable(metadata);
    this.toFormat = toFormat;
    this.setAside = List.copyOf(setAside);
    this.warnings = List.copyOf(warnings);
  }

  /** Before the first start. */
  static DataDirectories none() {
    return NONE;
  }

  /** Of all, in the order of log.dirs. */
  List<String> names() {
    return paths.stream().map(Path::toString).toList();
  }

  /** For Kafka's log.dirs. */
  List<Path> logDirs(Path workDir) {
    return paths.stream()
        .map(path -> present.containsKey(path) ? path : offlinePath(workDir, path))
        .toList();
  }

  private static Path offlinePath(Path workDir, Path path) {
    return Path.of(workDir.resolve(OFFLINE).toString(), path.toString());
  }

  /** For Kafka's metadata.log.dir; absent where that is the first of log.dirs, as Kafka has it. */
  Optional<Path> metadataLogDir() {
    return metadata.map(DataDirectory::path).filter(path -> !path.equals(paths.get(0)));
  }

  Optional<String> metadataDirectoryId() {
    return metadata.flatMap(DataDirectory::directoryId);
  }

  Map<Path, Offline> offline() {
    return offline;
  }

  /** At least one of them is to be formatted first. */
  boolean toFormat() {
    return toFormat;
  }

  List<String> setAside() {
    return setAside;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Kafka's directory id of each that has one. */
  Map<String, String> ids() {
    Map<String, String> ids = new LinkedHashMap<>();
    present.forEach(
        (path, directory) -> directory.directoryId().ifPresent(id -> ids.put(path.toString(), id)));
    return ids;
  }

  boolean areFormatted() {
    return !present.isEmpty() && present.values().stream().allMatch(DataDirectory::formatted);
  }

  boolean areCleanlyShutDown() {
    return !present.isEmpty() && present.values().stream().allMatch(DataDirectory::cleanlyShutDown);
  }

  void record(long pid) throws IOException {
    Optional<ProcessIdentity> child = ProcessIdentity.of(pid);
    for (DataDirectory directory : present.values()) {
      if (child.isPresent()) {
        ChildRecord.write(directory.path(), child.get());
      }
    }
  }

  void forget() throws IOException {
    for (DataDirectory directory : present.values()) {
      ChildRecord.delete(directory.path());
    }
  }
}
