package org.kafkayarn.launcher.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One segment file of a log, read batch by batch up to the first that is torn or damaged: there
 * Kafka's recovery cuts it (LogSegment.recover, 4.3.1).
 */
final class Segment {
  /** What was found up to the first damage. {@code end} is the position in the file. */
  record Found(Optional<BatchHeader> last, long end, long fileBytes) {
    long tornBytes() {
      return fileBytes - end;
    }
  }

  private static final int CHUNK = 1 << 16;
  private static final int INDEX_ENTRY = 8;

  private final Path file;
  private final long baseOffset;

  private Segment(Path file, long baseOffset) {
    this.file = file;
    this.baseOffset = baseOffset;
  }

  /** Empty for a file that is no segment. */
  static Optional<Segment> of(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.matches("\\d{20}\\.log")
        ? Optional.of(new Segment(file, Long.parseLong(name.substring(0, 20))))
        : Optional.empty();
  }

  Path file() {
    return file;
  }

  long baseOffset() {
    return baseOffset;
  }

  /** Reads every batch. */
  Found scan() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return scan(channel, 0);
    }
  }

  /**
   * Reads from the last batch that the index names, if it is whole: only for a log that Kafka has
   * closed in order or recovered.
   */
  Found scanTail() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Found tail = scan(channel, indexedPosition(channel.size()));
      return tail.last().isPresent() ? tail : scan(channel, 0);
    }
  }

  private Found scan(FileChannel channel, long from) throws IOException {
    long size = channel.size();
    long position = from;
    Optional<BatchHeader> last = Optional.empty();
    ByteBuffer header = ByteBuffer.allocate(BatchHeader.BYTES);
    while (size - position >= BatchHeader.BYTES && fill(channel, header, position)) {
      BatchHeader batch = BatchHeader.read(header);
      if (!batch.plausible()
          || batch.sizeBytes() > size - position
          || batch.baseOffset() < last.map(BatchHeader::nextOffset).orElse(baseOffset)
          || checksum(channel, position, batch.sizeBytes()) != batch.checksum()) {
        break;
      }
      last = Optional.of(batch);
      position += batch.sizeBytes();
    }
    return new Found(last, position, size);
  }

  private static int checksum(FileChannel channel, long position, int sizeBytes)
      throws IOException {
    CRC32C crc = new CRC32C();
    long at = position + BatchHeader.CHECKED_FROM;
    long end = position + sizeBytes;
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - at));
    while (at < end) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      if (!fillRemaining(channel, chunk, at)) {
        return ~(int) crc.getValue();
      }
      at += chunk.position();
      crc.update(chunk.flip());
    }
    return (int) crc.getValue();
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    buffer.clear();
    return fillRemaining(channel, buffer, position);
  }

  /** False when the file ends before: it may be cut while we read. */
  private static boolean fillRemaining(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        return false;
      }
      at += read;
    }
    return true;
  }

  /** Of the last entry of the offset index; an index that is in use ends in zeros. */
  private long indexedPosition(long size) throws IOException {
    String name = String.valueOf(file.getFileName());
    Path index = file.resolveSibling(name.substring(0, name.length() - 3) + "index");
    if (!Files.isRegularFile(index)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(index)) {
      long low = 0;
      long high = channel.size() / INDEX_ENTRY;
      while (low < high) {
        long middle = (low + high) / 2;
        if (entry(channel, middle) > 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      long position = low == 0 ? 0 : entry(channel, low - 1);
      return position < size ? position : 0;
    }
  }

  private static int entry(FileChannel index, long number) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(INDEX_ENTRY);
    return fill(index, entry, number * INDEX_ENTRY) ? entry.getInt(4) : 0;
  }
}
