package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Java17ScriptTest {
  private record Result(int code, String out, String err) {}

  @TempDir Path dir;

  @BeforeEach
  void copyScript() throws IOException {
    try (InputStream in = Launcher.class.getResourceAsStream("java17.sh")) {
      Files.copy(in, dir.resolve("java17.sh"));
    }
  }

  /** A java that says who it is, its home, and its arguments. */
  private void fakeJava(String home, String version) throws IOException {
    Path bin = Files.createDirectories(dir.resolve(home).resolve("bin"));
    Files.writeString(bin.resolve("java"), "#!/bin/bash\nprintf '%s|' \"$JAVA_HOME\" \"$@\"\n");
    Files.setPosixFilePermissions(
        bin.resolve("java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(dir.resolve(home).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private Result run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("/bin/bash", "java17.sh").directory(dir.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", "/nowhere");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out, err);
  }

  @Test
  void aNamedHomeWinsAndArgumentsArriveAsTheyAre() throws Exception {
    fakeJava("named", "17.0.1");
    fakeJava("other", "21");
    Result result =
        run(
            Map.of(
                "PATH", "/usr/bin:/bin",
                "KAFKA_YARN_JAVA_HOME", "named",
                "JAVA_HOME", dir.resolve("other").toString()),
            "-cp",
            "a b",
            "$x");
    assertEquals(dir.resolve("named") + "|-cp|a b|$x|", result.out());
  }

  @Test
  void anUnpackedArchiveMayHoldOneFolder() throws Exception {
    fakeJava("jdk/jdk-17.0.9+9", "17.0.9");
    Result result = run(Map.of("PATH", "/usr/bin:/bin", "KAFKA_YARN_JAVA_HOME", "jdk"));
    assertEquals(dir.resolve("jdk/jdk-17.0.9+9") + "|", result.out());
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    fakeJava("old", "1.8.0_392");
    fakeJava("new", "17");
    Result result =
        run(
            Map.of(
                "PATH",
                dir.resolve("new/bin") + ":/usr/bin:/bin",
                "JAVA_HOME",
                dir.resolve("old").toString()));
    assertEquals(dir.resolve("new") + "|", result.out());
  }

  @Test
  void itsHomeIsPrintedWhenOnlyThatIsWanted() throws Exception {
    fakeJava("jdk/jdk-17.0.9+9", "17.0.9");
    Map<String, String> environment =
        Map.of("PATH", "/usr/bin:/bin", "KAFKA_YARN_JAVA_HOME", "jdk");
    assertEquals(
        new Result(0, dir.resolve("jdk/jdk-17.0.9+9") + "\n", ""), run(environment, "--home"));
    // A program of that name is none of it.
    assertEquals(
        dir.resolve("jdk/jdk-17.0.9+9") + "|Main|--home|",
        run(environment, "Main", "--home").out());
  }

  @Test
  void withoutAJavaTheLineSaysWhatWasFound() throws Exception {
    fakeJava("old", "1.8.0_392");
    // The machine that tests may have Javas of its own: they are not to be found here.
    String script = Files.readString(dir.resolve("java17.sh"));
    Files.writeString(dir.resolve("java17.sh"), script.replace("/usr/lib/jvm", "/nowhere"));
    Path bin = Files.createDirectory(dir.resolve("bin"));
    for (String tool : List.of("sed", "head", "uname", "readlink")) {
      Path real =
          Files.exists(Path.of("/usr/bin", tool))
              ? Path.of("/usr/bin", tool)
              : Path.of("/bin", tool);
      Files.createSymbolicLink(bin.resolve(tool), real);
    }
    Result result = run(Map.of("PATH", bin.toString(), "JAVA_HOME", dir.resolve("old").toString()));
    assertEquals(72, result.code());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("old is Java 8"), result.err());
  }
}
