package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether the NodeManagers bound the memory of containers by control groups. Such a bound stays as
 * it was when a container gets another size (ContainerScheduler.onUpdateContainer, 3.3.6 to 3.5.0,
 * updates them for a change of the execution type only): the kernel would kill who uses more. The
 * ApplicationMaster runs in a container, too, and looks at its own.
 */
final class ContainerCgroup {
  private static final Path OWN = Path.of("/proc/self/cgroup");

  private ContainerCgroup() {}

  /** Why containers cannot grow while they run. */
  static Optional<String> obstacle() {
    try {
      return obstacle(Files.readAllLines(OWN));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Lines are {@code hierarchy:controllers:path}; of version 2 there are no controllers. */
  static Optional<String> obstacle(List<String> lines) {
    return lines.stream()
            .map(line -> line.split(":", 3))
            .filter(parts -> parts.length == 3)
            .filter(
                parts -> parts[1].isEmpty() || List.of(parts[1].split(",", -1)).contains("memory"))
            .anyMatch(parts -> parts[2].matches(".*/container_[^/]*"))
        ? Optional.of(
            "its NodeManager bounds its memory by a control group, which it does not change while"
                + " the container runs")
        : Optional.empty();
  }
}
