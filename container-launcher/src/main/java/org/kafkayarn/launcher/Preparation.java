package org.kafkayarn.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;

/** All that comes before a Kafka process: guards, checks, files. May block; one at a time. */
final class Preparation {
  /** What a start needs. */
  record Prepared(
      DataDirectories directories,
      List<String> command,
      Optional<Runnable> archiving,
      Map<String, Duration> steps,
      List<String> warnings) {}

  /** Kafka's own advice for production is 100,000; below this an operator should know. */
  private static final long OPEN_FILES = 65_536;

  private static final String SERVER_PROPERTIES = "server.properties";

  private final ContainerContext container;
  private final DirectorySearch search;
  private final Predecessor predecessor;

  Preparation(ContainerContext container, Predecessor predecessor, Orphans orphans) {
    this.container = container;
    this.predecessor = predecessor;
    this.search = new DirectorySearch(orphans);
  }

  Path workDir() {
    return container.workDir();
  }

  Path logDir() {
    return container.logDir();
  }

  Prepared prepare(LaunchSpec spec) throws LaunchFailure {
    Steps steps = new Steps();
    DataDirectories directories = open(spec);
    List<String> warnings = new ArrayList<>(directories.warnings());
    steps.end("guard");
    checkPorts(spec.ports());
    openFilesWarning().ifPresent(warnings::add);
    steps.end("ports");
    KafkaDistribution kafka = KafkaDistribution.find(container.workDir(), spec.kafkaDir());
    writeFiles(spec, directories);
    String classPath = KafkaCommand.classPath(kafka);
    Path java = KafkaCommand.java(spec);
    Optional<ClassDataArchive> archive =
        ClassDataArchive.of(
            java, classPath, container.workDir(), spec.user(), container.localDirs());
    List<String> command =
        KafkaCommand.of(
            spec,
            container.logDir(),
            container.workDir().resolve(SERVER_PROPERTIES),
            kafka,
            archive.map(ClassDataArchive::options).orElse(List.of()),
            directories.toFormat());
    steps.end("render");
    return new Prepared(
        directories,
        command,
        archive
            .filter(a -> !a.exists())
            .map(a -> () -> a.create(java, classPath, container.workDir(), spec.heapMb())),
        steps.took(),
        warnings);
  }

  /** A launcher that YARN has forgotten may hold them, at a control port that was ours once. */
  private DataDirectories open(LaunchSpec spec) throws LaunchFailure {
    try {
      return search.open(spec, paths(spec));
    } catch (LockedDirectory e) {
      if (e.controlPort().isPresent()
          && predecessor.tellToExit(spec.nodeId(), e.controlPort().getAsInt())) {
        throw new LaunchFailure(e.failure(), e.getMessage() + ", which is told to exit");
      }
      throw e;
    }
  }

  /** Where the data of a start is to be. */
  List<Path> paths(LaunchSpec spec) throws LaunchFailure {
    return DirectoryPaths.of(spec, container.localDirs());
  }

  /** Whose disks to look at: those of the last start, or those that it was to have. */
  DiskWatch.Watched watched(LaunchSpec spec, DataDirectories directories) {
    if (!directories.names().isEmpty()) {
      return new DiskWatch.Watched(
          directories.names().stream().map(Path::of).toList(), directories.offline(), true);
    }
    try {
      return new DiskWatch.Watched(paths(spec), Map.of(), spec.dataExpected());
    } catch (LaunchFailure e) {
      // What the directories are called is the very thing that failed.
      return new DiskWatch.Watched(List.of(), Map.of(), false);
    }
  }

  private void writeFiles(LaunchSpec spec, DataDirectories directories) throws LaunchFailure {
    Path workDir = container.workDir();
    ServerProperties properties =
        new ServerProperties(
            spec.kafkaProperties(), directories.logDirs(workDir), directories.metadataLogDir());
    try {
      Files.writeString(workDir.resolve(DataDirectories.OFFLINE), "");
      properties.write(container.workDir().resolve(SERVER_PROPERTIES));
      properties.writeMasked(container.logDir().resolve(SERVER_PROPERTIES));
      KafkaLogging.write(container.logDir());
      ChildJar.write(container.workDir());
    } catch (IOException e) {
      throw new LaunchFailure(
          DiskTrouble.classOf(e, FailureClass.CRASHED),
          "cannot write Kafka's configuration in the container's directories: " + e);
    }
  }

  /** Names every port that is taken, so that one answer of the ApplicationMaster's is enough. */
  private static void checkPorts(List<Integer> ports) throws LaunchFailure {
    List<Integer> taken = new ArrayList<>();
    String why = "";
    for (int port : ports) {
      try (ServerSocket socket = new ServerSocket()) {
        // As Kafka does: what waits out its TIME_WAIT is no obstacle.
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(port));
      } catch (IOException | IllegalArgumentException e) {
        taken.add(port);
        why = e.getMessage();
      }
    }
    if (!taken.isEmpty()) {
      throw new TakenPorts(taken, why);
    }
  }

  private static Optional<String> openFilesWarning() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split(" +", -1)[0];
          return soft.equals("unlimited") || Long.parseLong(soft) >= OPEN_FILES
              ? Optional.empty()
              : Optional.of(
                  "the limit of open files is %s, Kafka wants %d or more: raise nofile for the NodeManager"
                      .formatted(soft, OPEN_FILES));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.of("the limit of open files is unknown: " + e);
    }
    return Optional.empty();
  }

  /** How long each step took, in order. */
  private static final class Steps {
    private final Map<String, Duration> took = new LinkedHashMap<>();
    private long begun = System.nanoTime();

    void end(String step) {
      long now = System.nanoTime();
      took.put(step, Duration.ofNanos(now - begun));
      begun = now;
    }

    Map<String, Duration> took() {
      return took;
    }
  }
}
