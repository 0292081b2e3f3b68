package org.kafkayarn.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

/**
 * Reads the files in the container's log directories: Kafka's, the launcher's, and what YARN puts
 * there. A log is a file and those that it was before it was rolled, {@code <name>.<number>}, in
 * the order in which they were written.
 */
final class ContainerLogs {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
  private static final int MOST = ControlProtocol.MAX_LOG_BYTES;

  /** Files are renamed from time to time, and not again at once. */
  private static final int TRIES = 5;

  private final List<Path> directories;

  ContainerLogs(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  private record Rolled(Path path, BasicFileAttributes attributes) {}

  List<LogFile> list() throws IOException {
    return files().stream()
        .map(
            file ->
                new LogFile(
                    file.path().getFileName().toString(),
                    file.attributes().size(),
                    file.attributes().lastModifiedTime().toInstant()))
        .sorted(Comparator.comparing(LogFile::name))
        .toList();
  }

  /** The last lines, those of earlier files too. */
  LogSlice last(String name, int lines) throws IOException {
    return settled(name, log -> last(log, lines));
  }

  /** What comes behind a place, at most {@link ControlProtocol#MAX_LOG_BYTES}. */
  LogSlice after(String name, LogPosition from) throws IOException {
    return settled(name, log -> after(log, from));
  }

  /** Reads a log's files, oldest first. */
  private interface Read {
    LogSlice of(List<Path> log) throws IOException;
  }

  /** Again, when a file was renamed while it was read. */
  private LogSlice settled(String name, Read read) throws IOException {
    for (int i = 0; ; i++) {
      List<Path> log = log(name);
      try {
        List<Long> before = inodes(log);
        LogSlice slice = read.of(log);
        if (inodes(log).equals(before) || i == TRIES) {
          return slice;
        }
      } catch (NoSuchFileException e) {
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  private static List<Long> inodes(List<Path> log) throws IOException {
    List<Long> inodes = new ArrayList<>();
    for (Path file : log) {
      inodes.add(LogPosition.inode(file));
    }
    return inodes;
  }

  private List<Path> log(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of a log file: " + name);
    }
    List<Rolled> files = files();
    Optional<Path> current =
        files.stream()
            .map(Rolled::path)
            .filter(path -> path.getFileName().toString().equals(name))
            .findFirst();
    if (current.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no log file %s here; there are %s"
              .formatted(
                  name, list().stream().map(LogFile::name).collect(Collectors.joining(", "))));
    }
    Pattern rolled = Pattern.compile(Pattern.quote(name) + "\\.[0-9]+");
    List<Path> log =
        files.stream()
            .filter(file -> rolled.matcher(file.path().getFileName().toString()).matches())
            .filter(file -> file.path().getParent().equals(current.get().getParent()))
            .sorted(Comparator.comparing(file -> file.attributes().lastModifiedTime()))
            .map(Rolled::path)
            .collect(Collectors.toCollection(ArrayList::new));
    log.add(current.get());
    return log;
  }

  private List<Rolled> files() throws IOException {
    List<Rolled> files = new ArrayList<>();
    for (Path directory : directories) {
      List<Path> paths;
      try (Stream<Path> entries = Files.list(directory)) {
        paths =
            entries.filter(path -> NAME.matcher(path.getFileName().toString()).matches()).toList();
      } catch (NoSuchFileException e) {
        continue; // the NodeManager makes them all, and writes to those on good disks
      }
      for (Path path : paths) {
        attributes(path).ifPresent(attributes -> files.add(new Rolled(path, attributes)));
      }
    }
    return files;
  }

  /** Of a plain file, where nobody can have linked to something else; absent: it has just gone. */
  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
          .filter(BasicFileAttributes::isRegularFile);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static LogSlice last(List<Path> log, int lines) throws IOException {
    List<byte[]> parts = new ArrayList<>();
    Optional<LogPosition> end = Optional.empty();
    int left = lines;
    int room = MOST;
    for (int i = log.size() - 1; i >= 0 && (end.isEmpty() || (left > 0 && room > 0)); i--) {
      try (FileChannel content = FileChannel.open(log.get(i))) {
        long size = content.size();
        if (end.isEmpty()) {
          end = Optional.of(LogPosition.of(log.get(i), content, size));
        }
        byte[] tail = read(content, Math.max(0, size - room), (int) Math.min(room, size));
        int begin = beginning(tail, left);
        left -= count(tail, begin);
        parts.add(0, Arrays.copyOfRange(tail, begin, tail.length));
        room = begin > 0 ? 0 : room - tail.length;
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return new LogSlice(
        all.toString(StandardCharsets.UTF_8), end.map(LogPosition::text).orElse(""), false);
  }

  /** Where the last so many lines begin. */
  private static int beginning(byte[] text, int lines) {
    if (lines == 0) {
      return text.length;
    }
    int left = lines;
    for (int i = text.length - 2; i >= 0; i--) {
      if (text[i] == '\n' && --left == 0) {
        return i + 1;
      }
    }
    return 0;
  }

  private static int count(byte[] text, int from) {
    int lines = text.length > from && text[text.length - 1] != '\n' ? 1 : 0;
    for (int i = from; i < text.length; i++) {
      lines += text[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static LogSlice after(List<Path> log, LogPosition from) throws IOException {
    int file = 0;
    while (file < log.size() && !from.isIn(log.get(file))) {
      file++;
    }
    boolean gap = file == log.size();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LogPosition next = from;
    for (int i = gap ? 0 : file; i < log.size() && text.size() < MOST; i++) {
      try (FileChannel content = FileChannel.open(log.get(i))) {
        long begin = i == file ? from.offset() : 0;
        int size = (int) Math.min(MOST - text.size(), content.size() - begin);
        byte[] part = read(content, begin, size);
        boolean rest = begin + size < content.size() || i == log.size() - 1;
        int whole = rest ? wholeCharacters(part) : size;
        text.write(part, 0, whole);
        next = LogPosition.of(log.get(i), content, begin + whole);
      }
    }
    return new LogSlice(text.toString(StandardCharsets.UTF_8), next.text(), gap);
  }

  private static byte[] read(FileChannel content, long from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining() && content.read(bytes, from + bytes.position()) > 0) {
      // until it is full, or the file has become shorter
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Without the beginning of a character of UTF-8 whose end is not there yet. */
  private static int wholeCharacters(byte[] text) {
    for (int back = 1; back <= Math.min(3, text.length); back++) {
      int octet = text[text.length - back] & 0xff;
      if (octet >= 0xc0) {
        int length = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
        return length > back ? text.length - back : text.length;
      }
      if (octet < 0x80) {
        return text.length;
      }
    }
    return text.length;
  }
}
