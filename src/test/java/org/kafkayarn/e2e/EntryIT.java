package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main class of kafka-yarn.jar, run by Hadoop's RunJar, and what it does about Java. */
@Timeout(300)
class EntryIT {
  private static final int JAVA_8 = 52;

  @TempDir Path dir;
  private Path java8;
  private Path java17;

  @BeforeEach
  void makeJavas() throws IOException {
    java8 = javaHome("java8", "1.8.0_392", "exit 99");
    java17 =
        javaHome(
            "java17",
            "17.0.15",
            "echo \"$CLASSPATH\" > " + dir.resolve("classpath"),
            "printf '%s\\n' \"$@\" > " + dir.resolve("arguments"),
            "exit 7");
  }

  @Test
  void itIsJava8Bytecode() throws IOException {
    try (JarFile jar = new JarFile(jar().toFile());
        DataInputStream in =
            new DataInputStream(
                jar.getInputStream(jar.getEntry("org/kafkayarn/client/Entry.class")))) {
      assertEquals(0xCAFEBABE, in.readInt());
      in.readUnsignedShort();
      assertEquals(JAVA_8, in.readUnsignedShort());
      assertEquals(
          "org.kafkayarn.client.Entry",
          jar.getManifest().getMainAttributes().getValue("Main-Class"));
    }
  }

  @Test
  void theProgramRunsOnTheJavaThatIsGivenWithOurLibrariesFirst() throws Exception {
    Ended ended =
        run(Map.of("KAFKA_YARN_JAVA_HOME", java17.toString()), "status", "-name", "a b $c");

    assertEquals(7, ended.code(), ended.err());
    String classPath = Files.readString(dir.resolve("classpath"));
    assertTrue(classPath.startsWith(jar() + ":"), classPath);
    assertTrue(classPath.contains("hadoop-yarn-api"), classPath);
    List<String> arguments = Files.readAllLines(dir.resolve("arguments"));
    int main = arguments.indexOf("org.kafkayarn.client.Main");
    assertEquals(
        List.of("status", "-name", "a b $c"), arguments.subList(main + 1, arguments.size()));
    assertTrue(arguments.contains("-Dkafka-yarn.jar=" + jar()), arguments.toString());
  }

  @Test
  void anOptionGivesTheJavaToo() throws Exception {
    assertEquals(7, run(Map.of(), "-java-home", java17.toString()).code());
    assertEquals(7, run(Map.of(), "--java-home=" + java17).code());
  }

  @Test
  void aJavaThatIsTooOldIsPassedOver() throws Exception {
    Ended ended = run(Map.of("JAVA_HOME", java8.toString()), "-brokers", "0");

    assertEquals(2, ended.code(), ended.err());
    assertTrue(ended.err().contains("-brokers"), ended.err());
  }

  @Test
  void aJavaThatIsAskedForAndTooOldIsRefusedInOneLine() throws Exception {
    Ended ended = run(Map.of("KAFKA_YARN_JAVA_HOME", java8.toString()), "status");

    assertEquals(1, ended.code());
    List<String> errors = ended.err().lines().filter(l -> l.startsWith("Error:")).toList();
    assertEquals(
        List.of("Error: KAFKA_YARN_JAVA_HOME=" + java8 + " is no Java 17 or later"), errors);
  }

  @Test
  void aSignalReachesTheProgram() throws Exception {
    Path ready = dir.resolve("ready");
    Path told = dir.resolve("told");
    Path patient =
        javaHome(
            "patient",
            "21",
            "trap 'touch " + told + "; exit 3' TERM",
            "touch " + ready,
            "while true; do sleep 0.1; done");
    Process process = start(Map.of("KAFKA_YARN_JAVA_HOME", patient.toString()), "status");
    Until.isTrue("it runs", Duration.ofSeconds(60), () -> Files.exists(ready), up -> up);

    process.destroy();

    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertTrue(Files.exists(told));
  }

  @Test
  void theScriptNamesWhatToSetWhenNoJavaIsNewEnough() throws Exception {
    Path tools = Files.createDirectories(dir.resolve("tools"));
    for (String tool : List.of("bash", "dirname", "readlink", "sed")) {
      Files.createSymbolicLink(tools.resolve(tool), Cli.onPath(tool).orElseThrow());
    }
    ProcessBuilder builder =
        new ProcessBuilder(Cli.distribution().resolve("bin/kafka-yarn").toString(), "status");
    builder.environment().remove("KAFKA_YARN_JAVA_HOME");
    builder.environment().putAll(Map.of("JAVA_HOME", java8.toString(), "PATH", tools.toString()));

    Ended ended = finish(output(builder).start());

    assertEquals(1, ended.code(), ended.err());
    assertTrue(ended.err().contains("Set KAFKA_YARN_JAVA_HOME to one"), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
  }

  private record Ended(int code, String err) {}

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    return finish(start(environment, arguments));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "org.apache.hadoop.util.RunJar",
                jar().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("KAFKA_YARN_JAVA_HOME");
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("CLASSPATH", Cli.hadoopJars() + "/*");
    builder.environment().putAll(environment);
    return output(builder).start();
  }

  private ProcessBuilder output(ProcessBuilder builder) {
    return builder
        .redirectOutput(dir.resolve("out").toFile())
        .redirectError(dir.resolve("err").toFile());
  }

  private Ended finish(Process process) throws Exception {
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), Files.readString(dir.resolve("err")));
  }

  private static Path jar() {
    return Cli.distribution().resolve("kafka-yarn.jar");
  }

  private Path javaHome(String name, String version, String... script) throws IOException {
    Path home = dir.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/usr/bin/env bash\n" + String.join("\n", script) + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
