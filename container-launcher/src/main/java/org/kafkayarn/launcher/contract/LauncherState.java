package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a launcher knows of itself and its Kafka process; the answer to every verb of the control
 * protocol.
 *
 * @param launcherId random, new with every launcher process
 * @param version grows with every change; a reader asks for "later than this"
 * @param nodeId Kafka's node.id
 * @param containerId the YARN container that the launcher runs in
 * @param phase where the launcher is
 * @param since when it came there
 * @param startId the {@link LaunchSpec#startId()} that the phase belongs to
 * @param pid Kafka's process, while there is one
 * @param starts how many Kafka processes this launcher has started
 * @param exit how the last Kafka process, or the attempt to start one, ended; absent while the
 *     first runs, and after a start that has not ended yet
 * @param dataDirs the data directories in use: absolute, in the order of log.dirs
 * @param directoryIds Kafka's directory id of each of them that has one
 * @param formatted this start formatted at least one directory
 * @param steps how long each step of the last start took, in order (for example {@code guard},
 *     {@code format}, {@code exec})
 * @param warnings what an operator should know and nothing waits for
 * @param disks what is known of the disk of each data directory, in the order of {@code dataDirs};
 *     empty before the first look, and of a launcher of an earlier version
 * @param metadataDirectoryId the directory id of the directory with the metadata log now in use
 * @param recovery how far Kafka is with loading its logs, while it does so
 * @param setAside directories that this start has renamed because they hold data that the node had
 *     left: where they are now
 * @param started what the start that {@code startId} names was told; absent of a launcher of an
 *     earlier version
 */
public record LauncherState(
    String launcherId,
    long version,
    int nodeId,
    String containerId,
    Phase phase,
    Instant since,
    String startId,
    OptionalLong pid,
    int starts,
    Optional<Exit> exit,
    List<String> dataDirs,
    Map<String, String> directoryIds,
    boolean formatted,
    Map<String, Duration> steps,
    List<String> warnings,
    List<Disk> disks,
    Optional<String> metadataDirectoryId,
    Optional<Recovery> recovery,
    List<String> setAside,
    Optional<Started> started) {

  /** Between the name of a directory that was set aside and its directory id. */
  public static final String LEFT_BEHIND = ".left-behind-";

  /** Whether a data directory can be used. */
  public enum Condition {
    ONLINE,
    /** It is not there, and its node's data is expected in it: its disk is not mounted. */
    MISSING,
    /** It is there, and cannot be written or read. */
    UNWRITABLE
  }

  /**
   * The disk of a data directory.
   *
   * @param path the data directory
   * @param totalBytes the size of its file system; 0 when it is not known
   * @param freeBytes what is free there for the user of the container
   * @param reason why it is not online, in one line; empty when it is
   */
  public record Disk(
      String path, Condition condition, long totalBytes, long freeBytes, String reason) {
    public Disk {
      requireNonNull(path);
      requireNonNull(condition);
      requireNonNull(reason);
    }
  }

  /**
   * Kafka loads its logs, and recovers those that an unclean stop has left without their end.
   *
   * @param logsTotal 0 while it is not known
   * @param text one line for an operator
   */
  public record Recovery(int logsDone, int logsTotal, String text) {
    public Recovery {
      requireNonNull(text);
    }
  }

  /** Where a launcher is with its Kafka process. */
  public enum Phase {
    /** Guards and formats directories, renders the configuration. */
    PREPARING,
    /** The Kafka process runs. That it serves is Kafka's to say. */
    RUNNING,
    /** Kafka was asked to stop and has not ended yet. */
    STOPPING,
    /** Kafka ended because it was asked to. */
    STOPPED,
    /** Kafka ended by itself, or could not be started: see {@link LauncherState#exit()}. */
    FAILED
  }

  /**
   * The end of a Kafka process.
   *
   * @param code its exit code, 128 + signal for a signal; absent when none was started
   * @param ordered it was asked to end
   * @param clean Kafka's mark of a clean shutdown is in all data directories
   * @param failure absent when it was asked to end and did so
   * @param message one line: what failed, the value, and the remedy where one is known
   * @param lastLines the end of Kafka's log, oldest first
   * @param takenPorts the ports that could not be listened on, of a {@link
   *     FailureClass#PORT_TAKEN}; empty also when a launcher of an earlier version says it
   */
  public record Exit(
      Optional<Integer> code,
      Instant at,
      boolean ordered,
      boolean clean,
      Optional<FailureClass> failure,
      String message,
      List<String> lastLines,
      List<Integer> takenPorts) {

    /** An end that no port was the cause of. */
    public Exit(
        Optional<Integer> code,
        Instant at,
        boolean ordered,
        boolean clean,
        Optional<FailureClass> failure,
        String message,
        List<String> lastLines) {
      this(code, at, ordered, clean, failure, message, lastLines, List.of());
    }

    public Exit {
      requireNonNull(code);
      requireNonNull(at);
      requireNonNull(failure);
      requireNonNull(message);
      lastLines = List.copyOf(lastLines);
      takenPorts = List.copyOf(takenPorts);
    }
  }

  public LauncherState {
    requireNonNull(launcherId);
    requireNonNull(containerId);
    requireNonNull(phase);
    requireNonNull(since);
    requireNonNull(startId);
    requireNonNull(pid);
    requireNonNull(exit);
    dataDirs = List.copyOf(dataDirs);
    directoryIds = Map.copyOf(directoryIds);
    requireNonNull(steps);
    warnings = List.copyOf(warnings);
    disks = List.copyOf(disks);
    requireNonNull(metadataDirectoryId);
    requireNonNull(recovery);
    setAside = List.copyOf(setAside);
    requireNonNull(started);
  }

  /**
   * {@link LaunchSpec#bootstrapControllers()} of the start that {@code startId} names; empty also
   * of a launcher of an earlier version.
   */
  public List<String> bootstrapControllers() {
    return started.map(s -> LaunchSpec.bootstrapControllers(s.properties())).orElse(List.of());
  }

  /** As a launcher says it that tells nothing of its disks, as those of earlier versions. */
  public LauncherState(
      String launcherId,
      long version,
      int nodeId,
      String containerId,
      Phase phase,
      Instant since,
      String startId,
      OptionalLong pid,
      int starts,
      Optional<Exit> exit,
      List<String> dataDirs,
      Map<String, String> directoryIds,
      boolean formatted,
      Map<String, Duration> steps,
      List<String> warnings) {
    this(
        launcherId,
        version,
        nodeId,
        containerId,
        phase,
        since,
        startId,
        pid,
        starts,
        exit,
        dataDirs,
        directoryIds,
        formatted,
        steps,
        warnings,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
