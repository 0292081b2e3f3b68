package org.kafkayarn.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.launcher.child.KafkaMain;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.MemoryFootprint;

/** The command line of Kafka's JVM. */
final class KafkaCommand {
  private KafkaCommand() {}

  /** The class path, relative to the container's working directory. */
  static String classPath(KafkaDistribution kafka) {
    return ChildJar.NAME + ":" + String.join(":", kafka.jars());
  }

  static Path java(LaunchSpec spec) {
    return Path.of(spec.javaHome().orElse(System.getProperty("java.home")), "bin", "java");
  }

  static List<String> of(
      LaunchSpec spec,
      Path logDir,
      Path serverProperties,
      KafkaDistribution kafka,
      List<String> classDataOptions,
      boolean format) {
    List<String> command = new ArrayList<>();
    command.add(java(spec).toString());
    command.addAll(MemoryFootprint.kafkaJvmOptions(spec.heapMb()));
    // Those of kafka-run-class.sh (Kafka 4.3.1).
    command.addAll(
        List.of(
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-Djava.awt.headless=true"));
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:+PerfDisableSharedMem");
    command.add("-XX:ErrorFile=" + logDir.resolve("hs_err_%p.log"));
    command.add(
        "-Xlog:gc*:file="
            + logDir.resolve("kafkaServer-gc.log")
            + ":time,tags:filecount=5,filesize=10M");
    command.add("-Dkafka.logs.dir=" + logDir);
    command.add("-Dlog4j2.configurationFile=" + logDir.resolve(KafkaLogging.CONFIG).toUri());
    command.addAll(classDataOptions);
    command.addAll(spec.jvmOptions());
    command.add("-cp");
    command.add(classPath(kafka));
    command.add(KafkaMain.class.getName());
    command.add(serverProperties.toString());
    if (format) {
      command.addAll(formatArguments(spec, kafka, serverProperties));
    }
    return command;
  }

  /** Directories that are formatted already stay as they are: only a first start formats. */
  private static List<String> formatArguments(
      LaunchSpec spec, KafkaDistribution kafka, Path serverProperties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "format",
                "--config",
                serverProperties.toString(),
                "--cluster-id",
                spec.kafkaClusterId(),
                "--ignore-formatted"));
    if (kafka.majorVersion() >= 4) {
      // With eligible leader replicas a whole cluster that is killed and comes back without one of
      // its hosts is unavailable far more often, and nothing is won: docs/whole-cluster-kill.md.
      arguments.add("--feature");
      arguments.add("eligible.leader.replicas.version=0");
    }
    Optional<String> voters = spec.initialVoters();
    if (voters.isPresent()) {
      arguments.add("--initial-controllers");
      arguments.add(voters.get());
    } else {
      arguments.add("--no-initial-controllers");
    }
    return arguments;
  }
}
