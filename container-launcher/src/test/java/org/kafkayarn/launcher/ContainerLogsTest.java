package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

class ContainerLogsTest {
  @TempDir private Path dir;
  private Path kafka;
  private Path yarn;
  private ContainerLogs logs;
  private long clock;

  @BeforeEach
  void makeDirectories() throws IOException {
    kafka = Files.createDirectory(dir.resolve("kafka"));
    yarn = Files.createDirectory(dir.resolve("yarn"));
    logs = new ContainerLogs(List.of(kafka, dir.resolve("not-made"), yarn));
  }

  private void append(String name, String text) throws IOException {
    Path file = kafka.resolve(name);
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(++clock)));
  }

  /** As log4j2 does it, keeping so many older ones. */
  private void roll(int kept) throws IOException {
    Files.deleteIfExists(kafka.resolve("server.log." + kept));
    for (int i = kept - 1; i > 0; i--) {
      Path older = kafka.resolve("server.log." + i);
      if (Files.exists(older)) {
        Files.move(older, kafka.resolve("server.log." + (i + 1)));
      }
    }
    Files.move(kafka.resolve("server.log"), kafka.resolve("server.log.1"));
  }

  private LogSlice after(LogSlice slice) throws IOException {
    return logs.after("server.log", LogPosition.parse(slice.next()));
  }

  @Test
  void theFilesOfAllDirectoriesAreListed() throws IOException {
    append("server.log", "one\n");
    Files.writeString(yarn.resolve("stderr"), "launcher: PREPARING -> RUNNING\n");
    Files.createDirectory(kafka.resolve("directory"));
    assertEquals(List.of("server.log", "stderr"), logs.list().stream().map(LogFile::name).toList());
    assertEquals(4, logs.list().get(0).bytes());
    assertEquals("launcher: PREPARING -> RUNNING\n", logs.last("stderr", 10).text());
  }

  @Test
  void theLastLinesAreThoseOfEarlierFilesToo() throws IOException {
    append("server.log", "1\n2\n3\n");
    roll(9);
    append("server.log", "4\n5");
    assertEquals("4\n5", logs.last("server.log", 2).text());
    assertEquals("3\n4\n5", logs.last("server.log", 3).text());
    assertEquals("1\n2\n3\n4\n5", logs.last("server.log", 100).text());
    LogSlice none = logs.last("server.log", 0);
    assertEquals("", none.text());
    append("server.log", "6\n");
    assertEquals("6\n", after(none).text());
    LogPosition beginning = LogPosition.parse(LogSlice.BEGINNING);
    assertEquals("1\n2\n3\n4\n56\n", logs.after("server.log", beginning).text());
  }

  @Test
  void aFollowerGetsEachByteOnceOverAnyNumberOfRolls() throws IOException {
    append("server.log", "0\n");
    LogSlice seen = logs.last("server.log", 1);
    StringBuilder all = new StringBuilder(seen.text());
    StringBuilder written = new StringBuilder("0\n");
    for (int i = 1; i < 60; i++) {
      append("server.log", "line " + i + "\n");
      written.append("line ").append(i).append('\n');
      if (i % 2 == 0) {
        roll(9);
        append("server.log", "");
      }
      if (i % 7 == 0) {
        seen = after(seen);
        assertFalse(seen.gap());
        all.append(seen.text());
      }
    }
    all.append(after(seen).text());
    assertEquals(written.toString(), all.toString());
    assertEquals("", after(after(seen)).text());
  }

  @Test
  void whatWasRolledAwayBeforeItWasReadIsSaid() throws IOException {
    append("server.log", "0\n");
    LogSlice seen = logs.last("server.log", 1);
    for (int i = 1; i < 5; i++) {
      roll(2);
      append("server.log", i + "\n");
    }
    LogSlice next = after(seen);
    assertTrue(next.gap());
    assertEquals("2\n3\n4\n", next.text());
    assertFalse(after(next).gap());
  }

  @Test
  void anotherFileWithTheSameInodeIsNotTakenForIt() throws IOException {
    append("server.log", "the first\n");
    LogPosition first = LogPosition.parse(logs.last("server.log", 1).next());
    Files.writeString(kafka.resolve("server.log"), "another, which is longer\n");
    LogSlice next = logs.after("server.log", first);
    assertTrue(next.gap());
    assertEquals("another, which is longer\n", next.text());
  }

  @Test
  void anAnswerIsBoundedAndGoesOnWhereItEnded() throws IOException {
    String text = "0123456789abcde\n".repeat(ControlProtocol.MAX_LOG_BYTES / 10);
    append("server.log", "");
    LogSlice seen = logs.last("server.log", 1);
    append("server.log", text);
    LogSlice first = after(seen);
    assertEquals(ControlProtocol.MAX_LOG_BYTES, first.text().length());
    assertEquals(text, first.text() + after(first).text());
    assertEquals(ControlProtocol.MAX_LOG_BYTES, logs.last("server.log", 1_000_000).text().length());
  }

  @Test
  void aCharacterIsNotCutInTwo() throws IOException {
    append("server.log", "");
    LogSlice seen = logs.last("server.log", 1);
    byte[] snowman = "a\u2603".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Path file = kafka.resolve("server.log");
    Files.write(file, java.util.Arrays.copyOf(snowman, 3));
    LogSlice first = after(seen);
    assertEquals("a", first.text());
    Files.write(file, snowman);
    assertEquals("\u2603", after(first).text());
  }

  @Test
  void onlyPlainFilesOfTheseDirectoriesAreRead() throws IOException {
    append("server.log", "one\n");
    Files.writeString(dir.resolve("secret"), "hush");
    Files.createSymbolicLink(kafka.resolve("link.log"), dir.resolve("secret"));
    for (String name : List.of("../secret", "/etc/passwd", "", ".", "..", "a/b", "a\nb")) {
      String line =
          assertThrows(IllegalArgumentException.class, () -> logs.last(name, 1)).getMessage();
      assertTrue(line.startsWith("no name of a log file: "), line);
    }
    assertEquals(
        "there is no log file link.log here; there are server.log",
        assertThrows(IllegalArgumentException.class, () -> logs.last("link.log", 1)).getMessage());
  }

  @Test
  void whatIsNoPlaceInALogIsRefused() {
    for (String text : List.of("", "0", "1-2", "g-1-1", "1-99999999999999999999-1")) {
      assertThrows(IllegalArgumentException.class, () -> LogPosition.parse(text));
    }
  }
}
