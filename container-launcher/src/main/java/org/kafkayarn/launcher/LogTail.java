package org.kafkayarn.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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

  /** Whether any line since then has these words; so it is too when the file was rolled since. */
  boolean contains(String words) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < from) {
        return true;
      }
      in.seek(from);
      try (Stream<String> lines =
          new BufferedReader(
                  new InputStreamReader(
                      Channels.newInputStream(in.getChannel()), StandardCharsets.UTF_8))
              .lines()) {
        return lines.anyMatch(line -> line.contains(words));
      }
    } catch (IOException | UncheckedIOException e) {
      return false;
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
