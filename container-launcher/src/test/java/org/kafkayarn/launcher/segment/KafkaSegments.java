package org.kafkayarn.launcher.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.checkpoint.LeaderEpochCheckpointFile;
import org.apache.kafka.storage.internals.epoch.LeaderEpochFileCache;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.ProducerStateManager;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;

/** Segments that Kafka's own code writes and recovers. */
final class KafkaSegments {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  private KafkaSegments() {}

  private static LogSegment open(Path directory, long base, boolean exists) throws IOException {
    return LogSegment.open(
        directory.toFile(),
        base,
        new LogConfig(Map.of("index.interval.bytes", "200")),
        Time.SYSTEM,
        exists,
        0,
        false,
        "");
  }

  /** So many batches of two records from the base offset on; the epoch grows every ten. */
  static Path write(Path directory, long base, int batches, int firstEpoch) throws IOException {
    Files.createDirectories(directory);
    LogSegment segment = open(directory, base, false);
    for (int i = 0; i < batches; i++) {
      long offset = base + 2L * i;
      MemoryRecords records =
          MemoryRecords.withRecords(
              RecordBatch.CURRENT_MAGIC_VALUE,
              offset,
              Compression.NONE,
              org.apache.kafka.common.record.TimestampType.CREATE_TIME,
              RecordBatch.NO_PRODUCER_ID,
              RecordBatch.NO_PRODUCER_EPOCH,
              RecordBatch.NO_SEQUENCE,
              firstEpoch + i / 10,
              false,
              new SimpleRecord(1000L + i, ("value " + i).getBytes(UTF_8)),
              new SimpleRecord(1000L + i, ("value " + i).getBytes(UTF_8)));
      segment.append(offset + 1, records);
    }
    segment.flush();
    segment.close();
    return directory.resolve("%020d.log".formatted(base));
  }

  /** Where Kafka's recovery says that the segment ends. */
  static long recoveredEnd(Path directory, long base) throws Exception {
    KafkaScheduler scheduler = new KafkaScheduler(1);
    scheduler.startup();
    try (LogSegment segment = open(directory, base, true)) {
      segment.recover(
          new ProducerStateManager(
              PARTITION,
              directory.toFile(),
              60_000,
              new ProducerStateManagerConfig(60_000, false),
              Time.SYSTEM),
          new LeaderEpochFileCache(
              PARTITION,
              new LeaderEpochCheckpointFile(
                  directory.resolve("leader-epoch-checkpoint").toFile(),
                  new LogDirFailureChannel(1)),
              scheduler));
      return segment.readNextOffset();
    } finally {
      scheduler.shutdown();
    }
  }

  static void cut(Path segment, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }
}
