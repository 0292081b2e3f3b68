package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/kafka-yarn local}, as someone without a YARN starts it. */
@Timeout(600)
class LocalModeIT {
  private static final Duration START = Duration.ofMinutes(4);
  private static final String STAYS = "Ctrl-C stops it in order";

  @TempDir Path dir;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(3, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  @Test
  void itStartsStopsInOrderAndKeepsTheData() throws Exception {
    Process first = local("first", "-brokers", "1");
    NumberedRecords records = new NumberedRecords(bootstrapServers("first", first), "kept");
    records.createTopic(1);
    records.write(0, 100);

    Process second = local("second", "-brokers", "1");
    assertTrue(second.waitFor(60, TimeUnit.SECONDS));
    assertEquals(2, second.exitValue());
    assertTrue(text("second").contains("a local cluster runs already in"), text("second"));

    first.destroy();
    assertTrue(first.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, first.exitValue(), text("first"));
    assertTrue(text("first").contains("cluster kafka has stopped"), text("first"));
    assertFalse(text("first").contains("\tat "), text("first"));
    assertTrue(isCleanlyShutDown());

    Process third = local("third");
    NumberedRecords again = new NumberedRecords(bootstrapServers("third", third), "kept");
    assertEquals(new BitSet(), again.missing(100, "reader"));
  }

  @Test
  void aTakenPortIsNamedAndWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = local("taken", "-web-port", Integer.toString(taken.getLocalPort()));

      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(2, process.exitValue());
      String error =
          text("taken").lines().filter(line -> line.startsWith("Error:")).findFirst().orElseThrow();
      assertTrue(error.contains("Port " + taken.getLocalPort()), error);
      assertTrue(error.contains("-web-port"), error);
    }
  }

  private Process local(String name, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Cli.distribution().resolve("bin/kafka-yarn").toString(), "local"));
    command.addAll(List.of("-dir", dir.resolve("local").toString()));
    for (String port : List.of("-rm-port", "-web-port", "-nm-port")) {
      if (!List.of(options).contains(port)) {
        command.addAll(List.of(port, "0"));
      }
    }
    command.addAll(List.of("-hosts", "1"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve(name).toFile());
    builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
    builder.environment().put("HADOOP_HOME", fakeHadoop().toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** A distribution finds Hadoop by its command. */
  private Path fakeHadoop() throws IOException {
    Path hadoop = Files.createDirectories(dir.resolve("hadoop/bin")).resolve("hadoop");
    Files.writeString(hadoop, "#!/bin/sh\necho /etc/hadoop:" + Cli.hadoopJars() + "/*\n");
    assertTrue(hadoop.toFile().setExecutable(true));
    return dir.resolve("hadoop");
  }

  private String bootstrapServers(String name, Process process) throws Exception {
    Until.isTrue(
        "local mode runs",
        START,
        () -> text(name),
        said -> !process.isAlive() || said.contains(STAYS));
    return text(name)
        .lines()
        .filter(line -> line.startsWith("bootstrap.servers="))
        .map(line -> line.substring("bootstrap.servers=".length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(text(name)));
  }

  private boolean isCleanlyShutDown() throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("local/nm"))) {
      return files.anyMatch(file -> file.endsWith(".kafka_cleanshutdown"));
    }
  }

  private String text(String name) {
    try {
      return Files.readString(dir.resolve(name));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
