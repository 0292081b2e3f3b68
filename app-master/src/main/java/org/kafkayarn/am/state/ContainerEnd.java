package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.launcher.contract.FailureClass;

/**
 * Reads why a container ended from what YARN says. The numbers are those of {@code
 * org.apache.hadoop.yarn.api.records.ContainerExitStatus} (Hadoop 3.3.6 to 3.5.0).
 */
final class ContainerEnd {
  private static final int ABORTED = -100;
  private static final int DISKS_FAILED = -101;
  private static final int PREEMPTED = -102;
  static final int KILLED_EXCEEDED_VMEM = -103;
  static final int KILLED_EXCEEDED_PMEM = -104;

  private static final int PORT_OF_LAUNCHER_TAKEN = 69;

  private ContainerEnd() {}

  static Failure failure(
      YarnEvent.Completed event, NodeSpec spec, Optional<NodeRecord> node, Instant now) {
    String host = node.map(NodeRecord::host).orElse("?");
    Optional<FailureClass> own = FailureClass.ofExitCode(event.exitStatus());
    return new Failure(
        switch (event.exitStatus()) {
          case KILLED_EXCEEDED_VMEM, KILLED_EXCEEDED_PMEM -> FailureClass.OUT_OF_MEMORY;
          case ABORTED, DISKS_FAILED -> FailureClass.HOST_LOST;
          case PREEMPTED -> FailureClass.PREEMPTED;
          default -> own.orElse(FailureClass.CRASHED);
        },
        now,
        switch (event.exitStatus()) {
          case ABORTED -> "YARN ended its container on " + host + ": " + line(event);
          case DISKS_FAILED -> "The disks of " + host + " failed: " + line(event);
          case PREEMPTED -> "YARN preempted its container on " + host + ": " + line(event);
          case KILLED_EXCEEDED_VMEM ->
              "Its container used more virtual memory than YARN allows: raise "
                  + option(spec, "memory")
                  + " above "
                  + spec.memoryMb()
                  + " MiB";
          case KILLED_EXCEEDED_PMEM ->
              "Its container used more memory than it has: raise "
                  + option(spec, "memory")
                  + " above "
                  + spec.memoryMb()
                  + " MiB, or lower "
                  + option(spec, "heap");
          case PORT_OF_LAUNCHER_TAKEN ->
              "The launcher's port "
                  + node.map(NodeRecord::controlPort).orElse(0)
                  + " is in use on the host";
          default ->
              "Its container ended with exit status " + event.exitStatus() + ": " + line(event);
        },
        event.exitStatus() == PORT_OF_LAUNCHER_TAKEN
            ? node.map(NodeRecord::controlPort).stream().toList()
            : List.of());
  }

  /**
   * The NodeManager saw the end. The ResourceManager makes up the others: when a host is lost or a
   * container preempted or released, the process may run on for a while. And who has the launcher's
   * port may be the node's own process from before, which YARN has forgotten.
   */
  static boolean isConfirmed(YarnEvent.Completed event) {
    return switch (event.exitStatus()) {
      case ABORTED, PREEMPTED, PORT_OF_LAUNCHER_TAKEN -> false;
      default -> true;
    };
  }

  /** The host or YARN is to blame: the node's own count of failures does not grow. */
  static boolean isOwnFault(FailureClass kind) {
    return kind != FailureClass.HOST_LOST && kind != FailureClass.PREEMPTED;
  }

  /** Another host may do better: this one is avoided for a while. */
  static boolean blamesHost(FailureClass kind) {
    return switch (kind) {
      case NO_JAVA, HOST_LOST, DATA_UNWRITABLE, DISK_FULL -> true;
      case BAD_ENVIRONMENT,
          PORT_TAKEN,
          BAD_CONFIG,
          FOREIGN_DATA,
          DATA_MISSING,
          DATA_LOCKED,
          OUT_OF_MEMORY,
          FORMAT_FAILED,
          PREEMPTED,
          CRASHED ->
          false;
    };
  }

  /** The launcher ended before it looked at any data directory, so the node may go elsewhere. */
  static boolean beforeData(FailureClass kind) {
    return switch (kind) {
      case NO_JAVA, BAD_ENVIRONMENT, PORT_TAKEN -> true;
      case BAD_CONFIG,
          FOREIGN_DATA,
          DATA_MISSING,
          DATA_LOCKED,
          DATA_UNWRITABLE,
          DISK_FULL,
          OUT_OF_MEMORY,
          FORMAT_FAILED,
          HOST_LOST,
          PREEMPTED,
          CRASHED ->
          false;
    };
  }

  /**
   * The line of the diagnostics that says most: the last of the launcher's own, if there is one.
   */
  private static String line(YarnEvent.Completed event) {
    return event
        .diagnostics()
        .lines()
        .map(String::strip)
        .filter(text -> text.startsWith("kafka-yarn:"))
        .reduce((first, second) -> second)
        .or(
            () ->
                event
                    .diagnostics()
                    .lines()
                    .map(String::strip)
                    .filter(t -> !t.isEmpty())
                    .findFirst())
        .orElse("no diagnostics");
  }

  private static String option(NodeSpec spec, String size) {
    return (spec.broker() ? "-" : "-controller-") + size;
  }
}
