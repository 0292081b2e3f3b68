package org.kafkayarn.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a log file has got since a certain moment, at most the last {@value #MAX_BYTES} bytes. */
final class LogTail {
  private static final int MAX_BYTES = 64 * 1024;

  private final Path file;
  private final long from;

  private LogTail(Path file, long from) {
    this.file = file;
    this.from = from;
  }

  /** From here on; the file need not exist yet. */
  static LogTail fromNow(Path file) {
    try {
      return new LogTail(file, Files.size(file));
    } catch (IOException e) {
      return new LogTail(file, 0);
    }
  }

  List<String> lines() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      // A file that was rolled since is shorter, and all of it is new.
      long start = Math.max(size < from ? 0 : from, size - MAX_BYTES);
      in.seek(start);
      byte[] bytes = new byte[(int) (size - start)];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
