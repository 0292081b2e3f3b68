package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kafkayarn.launcher.contract.FailureClass;

class FailureClassifierTest {
  private static FailureClassifier.Verdict classify(int code, String... lines) {
    return new FailureClassifier(false, 256).classify(code, List.of(lines));
  }

  private static void assertSays(
      FailureClassifier.Verdict verdict, FailureClass failure, String... words) {
    assertEquals(failure, verdict.failure(), verdict.message());
    for (String word : words) {
      assertTrue(verdict.message().contains(word), word + " in " + verdict.message());
    }
  }

  @Test
  void aTakenPortIsNamed() {
    FailureClassifier.Verdict verdict =
        classify(
            1,
            "[2026-01-01] ERROR Exiting Kafka due to fatal exception during startup."
                + " (kafka.Kafka$)",
            "org.apache.kafka.common.KafkaException: Socket server failed to bind to"
                + " 127.0.0.1:9092: Address already in use.",
            "Caused by: java.net.BindException: Address already in use");
    assertEquals(FailureClass.PORT_TAKEN, verdict.failure());
    assertTrue(verdict.message().contains("127.0.0.1:9092"), verdict.message());
    assertEquals(List.of(9092), verdict.takenPorts());
    assertEquals(
        List.of(29_094),
        classify(1, "Socket server failed to bind to 0:0:0:0:0:0:0:0:29094: Address in use.")
            .takenPorts());
  }

  @Test
  void aRefusedSettingIsShown() {
    FailureClassifier.Verdict verdict =
        classify(
            1,
            "org.apache.kafka.common.config.ConfigException: Invalid value x for configuration"
                + " num.io.threads: Not a number of type INT");
    assertEquals(FailureClass.BAD_CONFIG, verdict.failure());
    assertTrue(verdict.message().contains("num.io.threads"), verdict.message());
    assertEquals(
        FailureClass.BAD_CONFIG,
        classify(
                1,
                "Unrecognized VM option 'Foo'",
                "Error: Could not create the Java Virtual Machine.")
            .failure());
  }

  @Test
  void memoryAndDiskAreToldFromTheirConsequences() {
    assertEquals(
        FailureClass.OUT_OF_MEMORY,
        classify(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space").failure());
    assertEquals(
        FailureClass.DISK_FULL,
        classify(
                71,
                "kafka-storage: org.apache.kafka.metadata.storage.FormatterException: Error while"
                    + " writing meta.properties file /d: java.io.IOException: No space left on"
                    + " device")
            .failure());
  }

  /** The lines of Kafka 4.3.1 on a full tmpfs: while it runs, at its start, when it formats. */
  @Test
  void aFullDiskIsNamedByWhatKafkaWasDoingThere() {
    String full = "java.io.IOException: No space left on device";
    assertSays(
        classify(
            1,
            "[2026-11-22 12:26:34,351] ERROR Error while appending records to __cluster_metadata-0"
                + " in dir /d/data (org.apache.kafka.storage.internals.log.LogDirFailureChannel)",
            full,
            "\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)",
            "[2026-11-22 12:26:34,354] ERROR Encountered fatal fault: Unexpected error in raft IO"
                + " thread (org.apache.kafka.server.fault.ProcessTerminatingFaultHandler)"),
        FailureClass.DISK_FULL,
        "in dir /d/data)",
        "make room");
    assertSays(
        classify(
            1,
            "[2026-11-22 12:25:36,781] ERROR Error while writing partition metadata file"
                + " /d/data/__cluster_metadata-0/partition.metadata"
                + " (org.apache.kafka.storage.internals.log.LogDirFailureChannel)",
            full),
        FailureClass.DISK_FULL,
        "/d/data/__cluster_metadata-0/partition.metadata");
    assertSays(
        classify(71, "Error while writing meta.properties file /d/data: " + full),
        FailureClass.DISK_FULL,
        "meta.properties file /d/data");
  }

  /** Kafka 4.3.1 that recovers its log on a full tmpfs: the indexes are sparse, and mapped. */
  @Test
  void aMappedFileWithoutRoomIsAFullDisk() {
    assertSays(
        classify(
            1,
            "[2026-11-22 13:28:49,260] ERROR Encountered fatal fault: caught exception"
                + " (org.apache.kafka.server.fault.ProcessTerminatingFaultHandler)",
            "java.lang.InternalError: a fault occurred in a recent unsafe memory access operation"
                + " in compiled Java code",
            "\tat org.apache.kafka.storage.internals.log.OffsetIndex.parseEntry(OffsetIndex.java:200)"),
        FailureClass.DISK_FULL,
        "a fault occurred in a recent unsafe memory access operation",
        "make room");
    assertEquals(
        FailureClass.DISK_FULL,
        classify(
                1, "java.lang.InternalError: a fault occurred in an unsafe memory access operation")
            .failure());
  }

  @Test
  void anErrorSaysMoreThanTheLineThatAnnouncesIt() {
    assertSays(
        classify(
            1,
            "[2026-11-22 13:28:49,260] ERROR Encountered fatal fault: caught exception"
                + " (org.apache.kafka.server.fault.ProcessTerminatingFaultHandler)",
            "java.lang.NoSuchFieldError: of something"),
        FailureClass.CRASHED,
        "NoSuchFieldError: of something");
  }

  /** The lines of Kafka 4.3.1 on a file system that is mounted read-only. */
  @Test
  void aDiskThatIsReadOnlyIsNoFullOne() {
    String readOnly = "/d/data/__cluster_metadata-0/leader-epoch-checkpoint: Read-only file system";
    assertSays(
        classify(
            1,
            "[2026-11-22 12:27:02,807] ERROR [SharedServer id=1] Got exception while starting"
                + " SharedServer (kafka.server.SharedServer)",
            "java.nio.file.FileSystemException: " + readOnly),
        FailureClass.DATA_UNWRITABLE,
        readOnly,
        "mount it for writing");
    assertSays(
        classify(
            71,
            "Error while writing meta.properties file /d/data: java.nio.file.FileSystemException:"
                + " /d/data/bootstrap.checkpoint.tmp: Read-only file system"),
        FailureClass.DATA_UNWRITABLE,
        "bootstrap.checkpoint.tmp");
  }

  @Test
  void theNumberToRaiseIsNamed() {
    String terminating = "Terminating due to java.lang.OutOfMemoryError: ";
    assertSays(
        classify(3, terminating + "Java heap space"),
        FailureClass.OUT_OF_MEMORY,
        "raise -heap above 256m");
    assertSays(
        classify(3, terminating + "Metaspace"),
        FailureClass.OUT_OF_MEMORY,
        "MaxMetaspaceSize",
        "-memory");
    assertSays(
        classify(
            3,
            "java.lang.OutOfMemoryError: Cannot reserve 8192 bytes of direct buffer memory"
                + " (allocated: 1, limit: 2)"),
        FailureClass.OUT_OF_MEMORY,
        "raise -heap");
    assertSays(
        classify(
            3,
            terminating
                + "unable to create native thread: possibly out of memory or process/resource"
                + " limits reached"),
        FailureClass.OUT_OF_MEMORY,
        "nproc");
    assertSays(
        classify(1, "There is insufficient memory for the Java Runtime Environment to continue."),
        FailureClass.OUT_OF_MEMORY,
        "the host");
  }

  @Test
  void aRefusalFromLongAgoIsNotTheCauseOfACrash() {
    String refused =
        "org.apache.kafka.common.errors.InvalidConfigurationException: of a client's request";
    assertEquals(FailureClass.BAD_CONFIG, classify(1, refused).failure());
    assertEquals(
        FailureClass.CRASHED,
        new FailureClassifier(true, 256).classify(1, List.of(refused)).failure());
    assertEquals(
        FailureClass.DISK_FULL,
        new FailureClassifier(true, 256)
            .classify(1, List.of("java.io.IOException: No space left on device"))
            .failure());
  }

  @Test
  void aDirectoryOfAnotherOrInUseIsToldApart() {
    assertEquals(
        FailureClass.FOREIGN_DATA,
        classify(
                1,
                "java.lang.RuntimeException: Invalid cluster.id in: /d/meta.properties. Expected A,"
                    + " but read B")
            .failure());
    assertEquals(
        FailureClass.DATA_LOCKED,
        classify(
                1,
                "org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in"
                    + " /d. A Kafka instance in another process or thread is using this directory.")
            .failure());
  }

  @Test
  void signalsAreSaid() {
    assertTrue(classify(137).message().contains("SIGKILL"));
    assertTrue(classify(134).message().contains("signal 6"));
    assertEquals(FailureClass.CRASHED, classify(137, "x ConfigException: of old").failure());
  }

  @Test
  void theStorageToolsWordsAreShown() {
    FailureClassifier.Verdict verdict =
        classify(71, "kafka-storage: kafka.tools.TerseFailure: You must specify something");
    assertEquals(FailureClass.FORMAT_FAILED, verdict.failure());
    assertTrue(verdict.message().contains("You must specify"), verdict.message());
  }
}
