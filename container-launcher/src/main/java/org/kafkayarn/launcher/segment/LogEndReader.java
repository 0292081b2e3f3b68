package org.kafkayarn.launcher.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.launcher.contract.LogEnd;

/** Finds where the logs of named partitions end, in the data directories of one node. */
public final class LogEndReader {
  /** Kafka's names of topics (Topic, 4.3.1), and a partition: no path can be made of one. */
  private static final Pattern PARTITION = Pattern.compile("([a-zA-Z0-9._-]{1,249})-(\\d{1,9})");

  private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

  private final List<Path> dataDirs;
  private final boolean running;

  /**
   * The reader of a node's directories.
   *
   * @param running Kafka runs, and has recovered its logs
   */
  public LogEndReader(List<Path> dataDirs, boolean running) {
    this.dataDirs = List.copyOf(dataDirs);
    this.running = running;
  }

  /** One per partition and directory that has it. Names are of the form topic-partition. */
  public List<LogEnd> read(List<String> partitions) throws IOException {
    List<LogEnd> ends = new ArrayList<>();
    for (Path dataDir : dataDirs) {
      boolean sound = running || Files.exists(dataDir.resolve(CLEAN_SHUTDOWN));
      OffsetCheckpoint committed =
          OffsetCheckpoint.read(dataDir.resolve(OffsetCheckpoint.HIGH_WATERMARK));
      OffsetCheckpoint flushed =
          OffsetCheckpoint.read(dataDir.resolve(OffsetCheckpoint.RECOVERY_POINT));
      for (String partition : partitions) {
        Matcher name = PARTITION.matcher(partition);
        if (!name.matches()) {
          throw new IllegalArgumentException("no name of a partition: \"" + partition + "\"");
        }
        read(dataDir, name, sound, committed, flushed).ifPresent(ends::add);
      }
    }
    return ends;
  }

  private static Optional<LogEnd> read(
      Path dataDir,
      Matcher name,
      boolean sound,
      OffsetCheckpoint committed,
      OffsetCheckpoint flushed)
      throws IOException {
    String partition = name.group();
    Path directory = dataDir.resolve(partition);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    Optional<PartitionLog.End> end =
        new PartitionLog(directory).end(sound, flushed.of(partition).orElse(0));
    if (end.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LogEnd(
            name.group(1),
            Integer.parseInt(name.group(2)),
            dataDir.toString(),
            end.get().endOffset(),
            end.get().lastEpoch(),
            committed.of(partition),
            end.get().sizeBytes(),
            end.get().tornBytes(),
            Files.getLastModifiedTime(end.get().segment()).toInstant()));
  }
}
