package org.kafkayarn.am.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** task.sh as YARN runs it: it leads a process group, and signals go to the whole group. */
@Timeout(60)
class TaskScriptTest {
  private record Result(int code, List<String> out) {}

  @TempDir Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void copyScripts() throws IOException {
    copy("/org/kafkayarn/am/store/task.sh", "task.sh");
    copy("/org/kafkayarn/launcher/java17.sh", "java17.sh");
    environment.put("PATH", System.getenv("PATH"));
  }

  @AfterEach
  void killWhatIsLeft() throws Exception {
    for (Process process : started) {
      signal(process, "KILL");
    }
  }

  private void copy(String resource, String name) throws IOException {
    try (InputStream in = TaskScriptTest.class.getResourceAsStream(resource)) {
      Files.copy(in, dir.resolve(name));
    }
  }

  private Process start(String command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "bash", "task.sh")
            .directory(dir.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("KAFKA_YARN_TASK_COMMAND", command);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** To all of its group, as the NodeManager does. */
  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("bash", "-c", "kill -" + name + " -- -" + process.pid() + " 2>/dev/null")
        .start()
        .waitFor();
  }

  private Result run(String command) throws Exception {
    return ended(start(command));
  }

  private static Result ended(Process process) throws Exception {
    List<String> out = process.inputReader(UTF_8).lines().toList();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Result(process.exitValue(), out);
  }

  /** The command says {@code ready} when it is; what comes after SIGTERM is returned. */
  private Result terminated(String command) throws Exception {
    Process process = start(command);
    BufferedReader lines = process.inputReader(UTF_8);
    assertEquals("ready", lines.readLine());
    signal(process, "TERM");
    List<String> out = lines.lines().filter(line -> !line.contains("Terminated")).toList();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Result(process.exitValue(), out);
  }

  private void fakeJava() throws IOException {
    executable("jdk/bin/java", "echo \"java $*\"");
    Files.writeString(dir.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    environment.put("KAFKA_YARN_JAVA_HOME", "jdk");
  }

  private void executable(String file, String line) throws IOException {
    Path path = dir.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "#!/bin/bash\n" + line + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void theExitCodeIsTheCommands() throws Exception {
    assertEquals(new Result(0, List.of()), run("true"));
    assertEquals(7, run("echo something; exit 7").code());
    assertEquals(137, run("kill -9 $$").code());
    assertEquals(139, run("bash -c 'kill -SEGV $$'").code());
  }

  @Test
  void propertiesAreFilesThatOnlyTheUserReads() throws Exception {
    environment.put("KAFKA_YARN_CLIENT_PROPERTIES", "client.id=a b\npassword=$x'\"\\\n");
    environment.put("KAFKA_YARN_PRODUCER_PROPERTIES", "acks=all\n");
    Result result = run("ls *.properties; env | grep -c PROPERTIES; touch mine; stat -c %a mine");
    assertEquals(List.of("client.properties", "producer.properties", "0", "644"), result.out());
    assertEquals(
        "client.id=a b\npassword=$x'\"\\\n", Files.readString(dir.resolve("client.properties")));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(dir.resolve("producer.properties")));
  }

  @Test
  void aFileOfTheOperatorsIsNotWrittenThrough() throws Exception {
    Files.writeString(dir.resolve("cached"), "the operator's");
    Files.createSymbolicLink(dir.resolve("client.properties"), dir.resolve("cached"));
    environment.put("KAFKA_YARN_CLIENT_PROPERTIES", "ours");
    assertEquals(0, run("true").code());
    assertEquals("the operator's", Files.readString(dir.resolve("cached")));
  }

  @Test
  void theCommandIsSeenAsItWasWritten() throws Exception {
    assertEquals(
        List.of("a  'b' $x", "unset", "0"),
        run("x=1\n# nothing\necho \"a  'b' \\$x\"\n"
                + "echo ${KAFKA_YARN_TASK_COMMAND-unset}; cat | wc -c")
            .out());
  }

  @Test
  void pipelinesWorkAndEnd() throws Exception {
    assertEquals(List.of("5", "done"), run("seq 5 | tail -n 1; echo done").out());
    Result result =
        terminated("{ echo ready >&2; while :; do echo x; sleep 0.1; done; } | cat > /dev/null");
    assertEquals(new Result(143, List.of()), result);
  }

  @Test
  void sigtermEndsAPlainCommand() throws Exception {
    assertEquals(new Result(143, List.of()), terminated("echo ready; exec sleep 50"));
    assertEquals(
        new Result(143, List.of()), terminated("echo ready; sleep 50; echo it goes on; exit 1"));
  }

  @Test
  void sigtermIsAnsweredInTheCommandsOwnTimeAndWithItsOwnCode() throws Exception {
    executable(
        "slow",
        "trap 'sleep 0.5; echo closed; exit 3' TERM; echo ready; while :; do sleep 0.1; done");
    assertEquals(new Result(3, List.of("closed")), terminated("./slow; echo it goes on"));
    assertEquals(
        new Result(143, List.of()),
        terminated(
            "bash -c 'trap \"exit 0\" TERM; echo ready; while :; do sleep 0.1; done'; echo x"),
        "the command is not done");
    assertEquals(
        new Result(4, List.of("own trap")),
        terminated("trap 'echo own trap; exit 4' TERM; echo ready; while :; do sleep 0.1; done"));
  }

  @Test
  void whatRunsInTheBackgroundIsWaitedForAfterSigterm() throws Exception {
    executable(
        "slow",
        "trap 'sleep 1; echo closed; exit 3' TERM; echo ready >&2; while :; do sleep 0.1; done");
    assertEquals(new Result(143, List.of("closed")), terminated("./slow & wait"));
  }

  @Test
  void whatRunsInTheBackgroundDoesNotKeepATaskFromEnding() throws Exception {
    Process process = start("sleep 50 > /dev/null 2>&1 & exit 5");
    assertEquals(new Result(5, List.of()), ended(process));
  }

  @Test
  void kafkaIsAtHandWhenItIsWanted() throws Exception {
    fakeJava();
    executable("unpacked/kafka_2.13-4.3.1/bin/kafka-topics.sh", "echo topics $LOG_DIR $JAVA_HOME");
    Files.createDirectories(dir.resolve("unpacked/kafka_2.13-4.3.1/libs"));
    Files.createSymbolicLink(dir.resolve("kafka"), dir.resolve("unpacked"));
    environment.put("KAFKA_YARN_KAFKA_DIR", "kafka");
    environment.put("LOG_DIRS", "/logs/1,/logs/2");
    Path home = dir.resolve("kafka/kafka_2.13-4.3.1");
    Result result =
        run("kafka-topics.sh; java -cp \"$CLASSPATH:my.jar\" Main; echo ${KAFKA_HEAP_OPTS-unset}");
    assertEquals(
        new Result(
            0,
            List.of(
                "topics /logs/1 " + dir.resolve("jdk"),
                "java -cp " + home + "/libs/*:my.jar Main",
                "unset")),
        result);
  }

  @Test
  void theOperatorsClassPathAndLogDirectoryGoFirst() throws Exception {
    fakeJava();
    Files.createDirectories(dir.resolve("kafka/libs"));
    environment.put("KAFKA_YARN_KAFKA_DIR", "kafka");
    environment.put("CLASSPATH", "app/*");
    environment.put("LOG_DIR", "mine");
    environment.put("LOG_DIRS", "/logs/1");
    assertEquals(
        List.of("app/*:" + dir + "/kafka/libs/*", "mine", dir + "/kafka"),
        run("echo \"$CLASSPATH\"; echo $LOG_DIR; echo $KAFKA_HOME").out());
  }

  @Test
  void javaIsMissedOnlyByKafka() throws Exception {
    Files.writeString(dir.resolve("java17.sh"), "echo no Java 17 >&2; exit 72\n");
    assertEquals(new Result(0, List.of("ran")), run("echo ran"));
    environment.put("KAFKA_YARN_KAFKA_DIR", "kafka");
    assertEquals(new Result(72, List.of("no Java 17")), run("echo ran"));
    fakeJava();
    copyJava17();
    assertEquals(
        new Result(1, List.of("the Kafka archive is not Kafka: no libs/ below " + dir + "/kafka")),
        run("echo ran"));
  }

  private void copyJava17() throws IOException {
    Files.delete(dir.resolve("java17.sh"));
    copy("/org/kafkayarn/launcher/java17.sh", "java17.sh");
  }
}
