package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.launcher.contract.FailureClass;

/** An unpacked Kafka archive: the jars of its libs/ folder, as paths relative to the container. */
record KafkaDistribution(List<String> jars) {
  private static final Pattern MAIN_JAR =
      Pattern.compile(".*/kafka_[0-9.]+-([0-9]+)\\.[^/]+\\.jar");

  static KafkaDistribution find(Path workDir, String kafkaDir) throws LaunchFailure {
    Path given = workDir.resolve(kafkaDir);
    try {
      Path libs = libs(given);
      List<String> jars = new ArrayList<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(libs, "*.jar")) {
        files.forEach(jar -> jars.add(relative(workDir, jar)));
      }
      jars.sort(null);
      if (jars.stream().noneMatch(jar -> MAIN_JAR.matcher(jar).matches())) {
        throw new LaunchFailure(
            FailureClass.BAD_CONFIG, "the Kafka archive is not Kafka: no kafka_*.jar in " + libs);
      }
      return new KafkaDistribution(jars);
    } catch (IOException e) {
      throw new LaunchFailure(
          FailureClass.BAD_CONFIG, "cannot read the unpacked Kafka archive " + given + ": " + e);
    }
  }

  /** The first number of Kafka's version, read off the name of its jar. */
  int majorVersion() {
    return jars.stream()
        .map(MAIN_JAR::matcher)
        .filter(Matcher::matches)
        .mapToInt(name -> Integer.parseInt(name.group(1)))
        .findFirst()
        .orElse(0);
  }

  private static Path libs(Path given) throws IOException, LaunchFailure {
    if (Files.isDirectory(given.resolve("libs"))) {
      return given.resolve("libs");
    }
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(given, Files::isDirectory)) {
      for (Path top : inside) {
        if (Files.isDirectory(top.resolve("libs"))) {
          return top.resolve("libs");
        }
      }
    }
    throw new LaunchFailure(
        FailureClass.BAD_CONFIG, "the Kafka archive is not Kafka: no libs/ below " + given);
  }

  /** A class-data archive is good for the same class path only: no container's name in it. */
  private static String relative(Path workDir, Path jar) {
    return jar.startsWith(workDir) ? workDir.relativize(jar).toString() : jar.toString();
  }
}
