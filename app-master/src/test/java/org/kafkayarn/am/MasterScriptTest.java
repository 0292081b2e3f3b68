package org.kafkayarn.am;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** master.sh, with a script in Java's place that says what it was run with. */
@Timeout(60)
class MasterScriptTest {
  @TempDir Path dir;

  @BeforeEach
  void copyScript() throws IOException {
    try (InputStream in = ApplicationMaster.class.getResourceAsStream("master.sh")) {
      Files.copy(in, dir.resolve("master.sh"));
    }
  }

  /** The first program, and the one that it fetches; {@code again} is the first one once more. */
  private void programs(String first, String fetched, String again) throws IOException {
    Files.writeString(
        dir.resolve("java17.sh"),
        String.join(
            "\n",
            "echo \"$CLASSPATH $*\" >> runs",
            "if [ -n \"${KAFKA_YARN_PROGRAM:-}\" ]; then",
            fetched,
            "elif [ -n \"${KAFKA_YARN_PROGRAM_FAILED:-}\" ]; then",
            again,
            "else",
            first,
            "fi",
            ""));
  }

  private static final String FETCHES =
      "mkdir -p program; touch program/kafka-yarn.jar program/program.json; exit 75";

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "master.sh", "-Xmx1m", "Main")
            .directory(dir.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CLASSPATH", dir + "/kafka-yarn.jar:/hadoop/*");
    builder.environment().remove("KAFKA_YARN_PROGRAM");
    builder.environment().remove("KAFKA_YARN_PROGRAM_FAILED");
    return builder.start();
  }

  private int run() throws Exception {
    Process process = start();
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    return process.waitFor();
  }

  private List<String> runs() throws IOException {
    return Files.readAllLines(dir.resolve("runs"));
  }

  private String localized() {
    return dir + "/kafka-yarn.jar:/hadoop/* -Xmx1m Main";
  }

  private String fetched() {
    return dir + "/program/kafka-yarn.jar:/hadoop/* -Xmx1m Main";
  }

  @Test
  void whatYarnHasLocalizedRunsAndItsExitCodeIsKept() throws Exception {
    programs("exit 7", "exit 8", "exit 9");
    assertEquals(7, run());
    assertEquals(List.of(localized()), runs());
  }

  @Test
  void whatWasFetchedRunsInItsPlaceWithItsJarFirst() throws Exception {
    programs(FETCHES, "[ -r \"$KAFKA_YARN_PROGRAM\" ] && exit 8", "exit 9");
    // Not registered, and it failed: the first one again, which says 9.
    assertEquals(9, run());
    assertEquals(List.of(localized(), fetched(), localized()), runs());
  }

  @Test
  void whatYarnKnowsIsNotReplacedAgain() throws Exception {
    programs(FETCHES, "touch program/registered; exit 1", "exit 9");
    assertEquals(1, run());
    assertEquals(List.of(localized(), fetched()), runs());
  }

  @Test
  void whatWasKilledIsNotReplaced() throws Exception {
    programs(FETCHES, "kill -9 $$", "exit 9");
    assertEquals(137, run());
    assertEquals(List.of(localized(), fetched()), runs());
  }

  @Test
  void aFailureOfTheFetchedProgramIsTold() throws Exception {
    programs(FETCHES, "exit 1", "echo \"$KAFKA_YARN_PROGRAM_FAILED\" > why; exit 0");
    assertEquals(0, run());
    assertEquals(
        "it ended with 1 before it was registered", Files.readString(dir.resolve("why")).strip());
  }

  @Test
  void aSignalEndsTheProgramAndNothingRunsAfterIt() throws Exception {
    programs(
        FETCHES,
        "trap 'touch told; exit 143' TERM; echo ready; while true; do sleep 0.1; done",
        "exit 9");
    Process process = start();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      assertEquals("ready", lines.readLine());
      process.destroy();
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(143, process.exitValue());
    assertTrue(Files.exists(dir.resolve("told")));
    assertEquals(List.of(localized(), fetched()), runs());
    assertFalse(process.descendants().findAny().isPresent());
  }
}
