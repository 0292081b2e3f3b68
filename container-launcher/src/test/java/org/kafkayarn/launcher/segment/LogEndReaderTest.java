package org.kafkayarn.launcher.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.LogEnd;
import org.kafkayarn.launcher.contract.LogEndsText;

class LogEndReaderTest {
  @TempDir Path data;

  private LogEnd read(boolean running) throws IOException {
    List<LogEnd> ends = new LogEndReader(List.of(data), running).read(List.of("orders-0"));
    assertEquals(1, ends.size());
    assertEquals(ends, LogEndsText.read(LogEndsText.write(ends)), "as text and back");
    return ends.get(0);
  }

  private Path partition() {
    return data.resolve("orders-0");
  }

  @Test
  void theEndIsBehindTheLastBatchOfTheLastSegment() throws Exception {
    KafkaSegments.write(partition(), 0, 40, 3);
    KafkaSegments.write(partition(), 80, 25, 7);
    for (boolean running : List.of(true, false)) {
      LogEnd end = read(running);
      assertEquals(130, end.endOffset());
      assertEquals(9, end.lastEpoch());
      assertEquals(0, end.tornBytes());
    }
  }

  @Test
  void aTornTailEndsWhereKafkaWouldCutIt() throws Exception {
    Path whole = data.resolve("whole-0");
    long size = Files.size(KafkaSegments.write(whole, 10, 12, 1));
    for (long cut = 0; cut <= size; cut += 23) {
      Path torn = Files.createDirectories(data.resolve("torn-" + cut));
      Path segment = torn.resolve("00000000000000000010.log");
      Files.copy(whole.resolve(segment.getFileName()), segment);
      KafkaSegments.cut(segment, cut);
      LogEnd end = new LogEndReader(List.of(data), false).read(List.of("torn-" + cut)).get(0);
      assertEquals(KafkaSegments.recoveredEnd(torn, 10), end.endOffset(), "cut at " + cut);
      assertEquals(Files.size(segment), cut - end.tornBytes(), "what Kafka left, cut at " + cut);
    }
  }

  @Test
  void aDamagedBatchEndsTheLogWhenItIsReadWholeAsAfterAnUncleanStop() throws Exception {
    Path segment = KafkaSegments.write(partition(), 0, 12, 1);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[6 * (bytes.length / 12) + 65] ^= 1; // in a record of the seventh batch
    Files.write(segment, bytes);
    LogEnd end = read(false);
    assertEquals(12, end.endOffset());
    assertEquals(KafkaSegments.recoveredEnd(partition(), 0), end.endOffset());
  }

  @Test
  void nothingCountsBehindATornSegment() throws Exception {
    Path first = KafkaSegments.write(partition(), 0, 10, 1);
    KafkaSegments.write(partition(), 20, 10, 2);
    KafkaSegments.cut(first, Files.size(first) - 5);
    assertEquals(18, read(false).endOffset());
    Files.writeString(data.resolve("recovery-point-offset-checkpoint"), "0\n1\norders 0 20\n");
    assertEquals(40, read(false).endOffset(), "what was flushed needs no second look");
  }

  @Test
  void aSegmentThatWasJustBegunHasTheEpochOfTheOneBefore() throws Exception {
    KafkaSegments.write(partition(), 0, 10, 5);
    Files.createFile(partition().resolve("00000000000000000020.log"));
    LogEnd end = read(true);
    assertEquals(20, end.endOffset());
    assertEquals(5, end.lastEpoch());
  }

  @Test
  void anIndexInUseEndsInZerosAndAWrongOneMisleadsNobody() throws Exception {
    KafkaSegments.write(partition(), 0, 30, 1);
    Path index = partition().resolve("00000000000000000000.index");
    byte[] entries = Files.readAllBytes(index);
    assertTrue(entries.length > 8, "the index has entries");
    byte[] preallocated = new byte[entries.length + 4096];
    System.arraycopy(entries, 0, preallocated, 0, entries.length);
    Files.write(index, preallocated);
    assertEquals(60, read(true).endOffset());
    entries[entries.length - 1] ^= 3;
    Files.write(index, entries);
    assertEquals(60, read(true).endOffset());
  }

  @Test
  void theHighWatermarkIsTheOneThatKafkaNoted() throws Exception {
    KafkaSegments.write(partition(), 0, 5, 1);
    assertEquals(OptionalLong.empty(), read(true).highWatermark());
    Files.writeString(
        data.resolve("replication-offset-checkpoint"), "0\n2\npayments 0 99\norders 0 7\n");
    assertEquals(OptionalLong.of(7), read(true).highWatermark());
  }

  @Test
  void partitionsThatAreNotThereAreLeftOutAndNamesThatArePathsRefused() throws Exception {
    LogEndReader reader = new LogEndReader(List.of(data), false);
    assertEquals(List.of(), reader.read(List.of("nothing-0")));
    for (String name : List.of("../secret-0", "a/b-0", "orders", "-0")) {
      assertThrows(IllegalArgumentException.class, () -> reader.read(List.of(name)), name);
    }
  }
}
