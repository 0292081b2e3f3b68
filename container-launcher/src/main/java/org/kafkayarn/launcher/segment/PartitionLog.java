package org.kafkayarn.launcher.segment;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The directory of one replica: finds where its log ends, and changes nothing. */
final class PartitionLog {
  /**
   * The end of a log.
   *
   * @param endOffset the offset of the next record
   * @param lastEpoch of the last record, or -1
   * @param segment the file that the last whole batch ends in, or the next would begin in
   * @param position where in it
   */
  record End(
      long endOffset, int lastEpoch, Path segment, long position, long sizeBytes, long tornBytes) {}

  private final Path directory;

  PartitionLog(Path directory) {
    this.directory = directory;
  }

  /**
   * Empty for a directory without a segment.
   *
   * @param sound Kafka has closed the log in order or recovered it: its index can be trusted
   * @param recoveryPoint everything before it was flushed to the disk
   */
  Optional<End> end(boolean sound, long recoveryPoint) throws IOException {
    List<Segment> segments = segments();
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    long size = 0;
    for (Segment segment : segments) {
      size += Files.size(segment.file());
    }
    return Optional.of(
        sound ? soundEnd(segments, size) : recoveredEnd(segments, size, recoveryPoint));
  }

  private static End soundEnd(List<Segment> segments, long size) throws IOException {
    Segment last = segments.get(segments.size() - 1);
    Segment.Found found = last.scanTail();
    return end(segments, segments.size() - 1, found, size, found.tornBytes());
  }

  /** As Kafka's recovery would leave it: nothing stays behind the first damage. */
  private static End recoveredEnd(List<Segment> segments, long size, long recoveryPoint)
      throws IOException {
    int at = segments.size() - 1;
    while (at > 0 && segments.get(at).baseOffset() > recoveryPoint) {
      at--;
    }
    Segment.Found found = segments.get(at).scan();
    long torn = found.tornBytes();
    while (torn == 0 && at < segments.size() - 1) {
      at++;
      found = segments.get(at).scan();
      torn = found.tornBytes();
    }
    for (int behind = at + 1; behind < segments.size(); behind++) {
      torn += Files.size(segments.get(behind).file());
    }
    return end(segments, at, found, size, torn);
  }

  private static End end(List<Segment> segments, int at, Segment.Found found, long size, long torn)
      throws IOException {
    Segment segment = segments.get(at);
    long endOffset = found.last().map(BatchHeader::nextOffset).orElse(segment.baseOffset());
    Optional<BatchHeader> last = found.last();
    // A segment that was just begun has no batch: the one before has the last epoch.
    for (int before = at - 1; last.isEmpty() && before >= 0; before--) {
      last = segments.get(before).scanTail().last();
    }
    return new End(
        endOffset,
        last.map(BatchHeader::epoch).orElse(-1),
        segment.file(),
        found.end(),
        size,
        torn);
  }

  private List<Segment> segments() throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.log")) {
      for (Path file : files) {
        Segment.of(file).ifPresent(segments::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    segments.sort(Comparator.comparingLong(Segment::baseOffset));
    return segments;
  }
}
