package org.kafkayarn.client.local;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the processes that the NodeManagers of an embedded YARN have started. */
final class ContainerProcesses {
  private ContainerProcesses() {}

  /**
   * All processes that name a path below the directory on their command line, and their
   * descendants. The shell that a NodeManager starts for a container names its script there; what
   * the container runs names its log dir.
   */
  static List<ProcessHandle> below(Path nodeManagerDir) {
    String marker = nodeManagerDir + "/";
    Set<ProcessHandle> found = new LinkedHashSet<>();
    ProcessHandle self = ProcessHandle.current();
    ProcessHandle.allProcesses()
        .filter(process -> !process.equals(self))
        .filter(process -> process.info().commandLine().orElse("").contains(marker))
        .forEach(
            process -> {
              found.add(process);
              process.descendants().forEach(found::add);
            });
    return List.copyOf(found);
  }
}
