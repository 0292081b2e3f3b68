package org.kafkayarn.launcher.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last resort when most voters are gone for ever: makes the copy of the metadata log in one
 * directory a quorum of its own. It appends, in a new epoch, the control record that names this
 * node as the only voter, as the quorum's leader would after a change of voters. Kafka, started on
 * it, is the only voter, leads at once and commits all that this copy holds (KafkaRaftClient
 * .initialize, 4.3.1). What only the lost voters had is lost; Kafka must not run here meanwhile.
 */
public final class LastVoter {
  public static final String LOG = "__cluster_metadata-0";

  /**
   * Lost voters that come back with their old logs may elect one of themselves: however often they
   * do, a later epoch makes them follow this node as soon as they hear of it.
   */
  private static final int EPOCHS_AHEAD = 1_000;

  private static final Pattern EPOCH = Pattern.compile("\"leaderEpoch\"\\s*:\\s*(\\d{1,10})");

  /** What was written: the new epoch, and the offset of the record, up to which the log reached. */
  public record Written(long offset, int epoch, int previousEpoch, long tornBytes) {}

  private LastVoter() {}

  public static Written write(
      Path metadataDir,
      int nodeId,
      String directoryId,
      String listener,
      String host,
      int port,
      long timestampMs)
      throws IOException {
    Path directory = metadataDir.resolve(LOG);
    PartitionLog.End end =
        new PartitionLog(directory)
            .end(false, 0)
            .orElseThrow(() -> new IOException("no metadata log in " + metadataDir));
    int epoch = Math.max(end.lastEpoch(), votedEpoch(directory)) + EPOCHS_AHEAD;
    byte[] batch =
        VotersBatch.of(
            end.endOffset(),
            epoch,
            timestampMs,
            nodeId,
            directoryId,
            new VotersBatch.Listener(listener, host, port));
    cut(directory, end.segment());
    try (FileChannel segment = FileChannel.open(end.segment(), StandardOpenOption.WRITE)) {
      segment.truncate(end.position());
      segment.position(end.position());
      ByteBuffer bytes = ByteBuffer.wrap(batch);
      while (bytes.hasRemaining()) {
        segment.write(bytes);
      }
      segment.force(true);
    }
    return new Written(end.endOffset(), epoch, end.lastEpoch(), end.tornBytes());
  }

  /** What is behind the first damage would be taken for the continuation of the new record. */
  private static void cut(Path directory, Path last) throws IOException {
    String from = last.getFileName().toString().replace(".log", "");
    List<Path> behind = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "*.{log,index,timeindex,txnindex}")) {
      for (Path file : files) {
        String base = file.getFileName().toString().replaceFirst("\\..*", "");
        if (base.matches("\\d{20}") && base.compareTo(from) > 0) {
          behind.add(file);
        }
      }
    }
    for (Path file : behind) {
      Path unused = Files.move(file, file.resolveSibling(file.getFileName() + ".cut"));
    }
  }

  /** An epoch in which this node has voted may be later than any that its log knows. */
  private static int votedEpoch(Path directory) throws IOException {
    Path file = directory.resolve("quorum-state");
    if (!Files.isRegularFile(file)) {
      return -1;
    }
    Matcher epoch = EPOCH.matcher(Files.readString(file));
    return epoch.find() ? Integer.parseInt(epoch.group(1)) : -1;
  }
}
