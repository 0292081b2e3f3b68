package org.kafkayarn.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The lines that a log file gets, each once, as they come; also over the end of a file that is
 * rolled to {@code <name>.1}.
 */
final class GrowingLog {
  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private final Path rolled;
  private long position;
  private String partial = "";

  private GrowingLog(Path file, long position) {
    this.file = file;
    this.rolled = file.resolveSibling(file.getFileName() + ".1");
    this.position = position;
  }

  /** From here on; the file need not exist yet. */
  static GrowingLog fromNow(Path file) {
    try {
      return new GrowingLog(file, Files.size(file));
    } catch (IOException e) {
      return new GrowingLog(file, 0);
    }
  }

  /** The whole lines since the last call that are wanted. */
  List<String> next(Predicate<String> wanted) {
    List<String> lines = new ArrayList<>();
    if (file.toFile().length() < position) {
      read(rolled, lines, wanted);
      position = 0;
      partial = "";
    }
    read(file, lines, wanted);
    return lines;
  }

  private void read(Path from, List<String> lines, Predicate<String> wanted) {
    try (RandomAccessFile in = new RandomAccessFile(from.toFile(), "r")) {
      in.seek(position);
      byte[] chunk = new byte[CHUNK];
      for (int size = in.read(chunk); size > 0; size = in.read(chunk)) {
        position += size;
        take(new String(chunk, 0, size, StandardCharsets.ISO_8859_1), lines, wanted);
      }
    } catch (IOException e) {
      // The log is not there yet, or was rolled this very moment: the next look finds it.
      return;
    }
  }

  private void take(String text, List<String> lines, Predicate<String> wanted) {
    String all = partial + text;
    int begin = 0;
    for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', begin)) {
      String line = all.substring(begin, end);
      if (wanted.test(line)) {
        lines.add(line);
      }
      begin = end + 1;
    }
    partial = all.substring(begin);
  }
}
