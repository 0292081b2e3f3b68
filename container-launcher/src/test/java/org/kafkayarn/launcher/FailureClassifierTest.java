package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kafkayarn.launcher.contract.FailureClass;

class FailureClassifierTest {
  private static FailureClassifier.Verdict classify(int code, String... lines) {
    return FailureClassifier.classify(code, List.of(lines));
  }

  @Test
  void aTakenPortIsNamed() {
    FailureClassifier.Verdict verdict =
        classify(
            1,
            "[2026-01-01] ERROR Exiting Kafka due to fatal exception during startup. (kafka.Kafka$)",
            "org.apache.kafka.common.KafkaException: Socket server failed to bind to 127.0.0.1:9092: Address already in use.",
            "Caused by: java.net.BindException: Address already in use");
    assertEquals(FailureClass.PORT_TAKEN, verdict.failure());
    assertTrue(verdict.message().contains("127.0.0.1:9092"), verdict.message());
  }

  @Test
  void aRefusedSettingIsShown() {
    FailureClassifier.Verdict verdict =
        classify(
            1,
            "org.apache.kafka.common.config.ConfigException: Invalid value x for configuration num.io.threads: Not a number of type INT");
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
                "kafka-storage: org.apache.kafka.metadata.storage.FormatterException: Error while writing meta.properties file /d: java.io.IOException: No space left on device")
            .failure());
  }

  @Test
  void aDirectoryOfAnotherOrInUseIsToldApart() {
    assertEquals(
        FailureClass.FOREIGN_DATA,
        classify(
                1,
                "java.lang.RuntimeException: Invalid cluster.id in: /d/meta.properties. Expected A, but read B")
            .failure());
    assertEquals(
        FailureClass.DATA_LOCKED,
        classify(
                1,
                "org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in /d. A Kafka instance in another process or thread is using this directory.")
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
