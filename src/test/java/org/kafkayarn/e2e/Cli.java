package org.kafkayarn.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the distribution's kafka-yarn.jar as an operator does, in a process of its own. */
final class Cli {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** What a command printed, and its exit code. */
  record Result(int exitCode, String out, String err) {
    Result expect(int code) {
      if (exitCode != code) {
        throw new AssertionError(
            "exit code " + exitCode + " instead of " + code + "\n" + out + "\n" + err);
      }
      return this;
    }

    /** The value of a line {@code key=value}. */
    String value(String key) {
      return out.lines()
          .filter(line -> line.startsWith(key + "="))
          .map(line -> line.substring(key.length() + 1))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + key + "= in\n" + out));
    }
  }

  private final Path confDir;
  private final Path work;

  /**
   * @param confDir the HADOOP_CONF_DIR
   * @param work where output is kept
   */
  Cli(Path confDir, Path work) {
    this.confDir = confDir;
    this.work = work;
  }

  static Path distribution() {
    return Path.of(System.getProperty("distribution.dir"));
  }

  static Path hadoopJars() {
    return Path.of(System.getProperty("hadoop.jars"));
  }

  /** A program that this host has. */
  static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** {@code yarn jar kafka-yarn.jar ARGUMENTS}: what that script comes to. */
  Result yarnJar(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java(), "org.apache.hadoop.util.RunJar"));
    command.add(distribution().resolve("kafka-yarn.jar").toString());
    command.addAll(List.of(arguments));
    return run(command, confDir + ":" + hadoopJars() + "/*");
  }

  /** {@code yarn app -D… ARGUMENTS} with kafka-yarn.jar in HADOOP_CLASSPATH: what it comes to. */
  Result yarnApp(Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(java(), "org.apache.hadoop.yarn.client.cli.ApplicationCLI", "app"));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of(arguments));
    Path jar = distribution().resolve("kafka-yarn.jar");
    return run(command, confDir + ":" + hadoopJars() + "/*:" + jar);
  }

  /** {@code kafka-yarn ARGUMENTS}, without the script. */
  Result kafkaYarn(String... arguments) throws IOException, InterruptedException {
    return kafkaYarnOf(distribution().resolve("kafka-yarn.jar"), arguments);
  }

  /** The same of another installation. */
  Result kafkaYarnOf(Path jar, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(java(), "-Dkafka-yarn.jar=" + jar, "org.kafkayarn.client.Main"));
    command.addAll(List.of(arguments));
    return run(command, jar + ":" + confDir + ":" + hadoopJars() + "/*");
  }

  JsonNode status(String cluster) throws IOException, InterruptedException {
    Result result = kafkaYarn("status", "-name", cluster, "-output", "json");
    return new ObjectMapper().readTree(result.out());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Result run(List<String> command, String classPath)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(work, "cli", ".out");
    Path err = Files.createTempFile(work, "cli", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("HADOOP_CONF_DIR", confDir.toString());
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().put("HADOOP_CLIENT_OPTS", "");
    Process process = builder.start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(
          command
              + " did not end within "
              + LIMIT
              + "\n"
              + Files.readString(out)
              + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
