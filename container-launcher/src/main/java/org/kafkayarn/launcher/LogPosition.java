package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A place in a log file that finds it again after it was renamed.
 *
 * @param inode the file's; a later file may get that of a deleted one
 * @param crc of the file's beginning, as far as {@code offset} goes, at most {@value #BEGINNING}
 *     bytes: log lines begin with their time, so that no other file has it
 */
record LogPosition(long inode, long offset, long crc) {
  private static final int BEGINNING = 256;
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,18})-([0-9a-f]{1,8})");

  static LogPosition of(Path file, FileChannel content, long offset) throws IOException {
    return new LogPosition(inode(file), offset, crc(content, offset));
  }

  /** Throws IllegalArgumentException for what {@link #text} has not written. */
  static LogPosition parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no place in a log: " + text);
    }
    return new LogPosition(
        Long.parseUnsignedLong(matcher.group(1), 16),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3), 16));
  }

  String text() {
    return Long.toHexString(inode) + "-" + offset + "-" + Long.toHexString(crc);
  }

  boolean isIn(Path file) throws IOException {
    if (inode(file) != inode) {
      return false;
    }
    try (FileChannel content = FileChannel.open(file)) {
      return content.size() >= offset && crc(content, offset) == crc;
    }
  }

  static long inode(Path file) throws IOException {
    return (long) Files.getAttribute(file, "unix:ino");
  }

  private static long crc(FileChannel content, long offset) throws IOException {
    ByteBuffer beginning = ByteBuffer.allocate((int) Math.min(BEGINNING, offset));
    while (beginning.hasRemaining() && content.read(beginning, beginning.position()) > 0) {
      // until it is full, or the file has become shorter
    }
    CRC32 crc = new CRC32();
    crc.update(beginning.flip());
    return crc.getValue();
  }
}
