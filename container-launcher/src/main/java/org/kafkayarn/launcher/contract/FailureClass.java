package org.kafkayarn.launcher.contract;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a Kafka process, or the launcher before it, did not do its work. Each class has its own
 * answer in the planner. The launcher exits with {@link #exitCode()} only when it cannot serve its
 * control endpoint; otherwise it stays and reports the class there.
 */
public enum FailureClass {
  /** A port that the ApplicationMaster chose is in use on the host. */
  PORT_TAKEN(69),
  /** Kafka refused its configuration. */
  BAD_CONFIG(78),
  /** The launch environment itself is wrong; the ApplicationMaster and the launcher disagree. */
  BAD_ENVIRONMENT(64),
  /** A data directory belongs to another node or another Kafka cluster. */
  FOREIGN_DATA(65),
  /** A data directory of the ledger, or what identifies it, is not there. */
  DATA_MISSING(66),
  /** A data directory is in use by another process. */
  DATA_LOCKED(75),
  /** A data directory cannot be created or written. */
  DATA_UNWRITABLE(73),
  /** A disk is full. */
  DISK_FULL(74),
  /** The JVM ran out of memory, or was killed for using too much of it. */
  OUT_OF_MEMORY(70),
  /** No Java 17 was found on the host. */
  NO_JAVA(72),
  /** Kafka's storage tool failed to format an empty directory. */
  FORMAT_FAILED(71),
  /** The process ended and nothing tells why. */
  CRASHED(1),
  /**
   * The host was lost, or its NodeManager with all containers. Said by YARN, never by a launcher.
   */
  HOST_LOST(FailureClass.NO_EXIT_CODE),
  /** YARN took the container back for another application. Said by YARN, never by a launcher. */
  PREEMPTED(FailureClass.NO_EXIT_CODE);

  /** No failure ends with the code of success. */
  private static final int NO_EXIT_CODE = 0;

  private final int exitCode;

  FailureClass(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The launcher's own exit code for this failure: those of sysexits.h where one fits. */
  public int exitCode() {
    if (exitCode == NO_EXIT_CODE) {
      throw new IllegalStateException("no launcher ends with " + this);
    }
    return exitCode;
  }

  public static Optional<FailureClass> ofExitCode(int exitCode) {
    return Arrays.stream(values())
        .filter(c -> c.exitCode == exitCode && exitCode != NO_EXIT_CODE)
        .findFirst();
  }
}
