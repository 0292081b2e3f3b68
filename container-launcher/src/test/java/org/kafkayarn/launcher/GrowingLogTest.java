package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingLogTest {
  @TempDir Path dir;

  private void append(String text) throws IOException {
    Files.writeString(
        dir.resolve("log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void eachWholeLineComesOnce() throws IOException {
    append("old\n");
    GrowingLog log = GrowingLog.fromNow(dir.resolve("log"));
    append("a\nunwanted\nb, not who");
    assertEquals(List.of("a"), log.next(line -> !line.startsWith("un")));
    append("le\n");
    assertEquals(List.of("b, not whole"), log.next(line -> true));
    assertEquals(List.of(), log.next(line -> true));
  }

  @Test
  void theEndOfARolledFileIsNotLost() throws IOException {
    GrowingLog log = GrowingLog.fromNow(dir.resolve("log"));
    append("first, a long line\n");
    assertEquals(1, log.next(line -> true).size());
    append("second\n");
    Files.move(dir.resolve("log"), dir.resolve("log.1"));
    append("third\n");
    assertEquals(List.of("second", "third"), log.next(line -> true));
  }
}
