package org.kafkayarn.client.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Progress on a terminal and elsewhere. */
class ConsoleTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(boolean overwrites) {
    PrintStream none = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    return new Console(
        none, new PrintStream(err, true, UTF_8), question -> Optional.empty(), overwrites);
  }

  private String written() {
    return err.toString(UTF_8).replaceAll(" *[0-9.]+s  ", "");
  }

  @Test
  void onATerminalALineTakesThePlaceOfTheOneBefore() {
    Console console = console(true);
    console.update("one");
    console.update("two");
    console.error("it broke");
    assertEquals("\r\u001b[Kone\r\u001b[Ktwo\nError: it broke\n", written());
  }

  @Test
  void elsewhereEveryNewLineIsALine() {
    Console console = console(false);
    console.update("one");
    console.update("one");
    console.update("two");
    assertEquals("one\ntwo\n", written());
  }
}
