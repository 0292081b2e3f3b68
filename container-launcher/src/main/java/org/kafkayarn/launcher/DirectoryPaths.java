package org.kafkayarn.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;

/** Where a start's data lies, in the order of log.dirs. */
final class DirectoryPaths {
  private DirectoryPaths() {}

  /**
   * Those of the spec; else one below each of the NodeManager's local directories.
   *
   * @param localDirs the NodeManager's good ones
   */
  static List<Path> of(LaunchSpec spec, List<Path> localDirs) throws LaunchFailure {
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
}
