package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The folder that {@code mvn package} leaves, and the Kafka archive in it. */
@Timeout(300)
class DistributionIT {
  private static final long MOST_JAR_BYTES = 14_000_000;

  @TempDir Path dir;

  @Test
  void itHoldsAllThatAnOperatorNeeds() {
    for (String file : List.of("kafka-yarn.jar", "bin/kafka-yarn", "LICENSE", "NOTICE")) {
      assertTrue(Files.isRegularFile(Cli.distribution().resolve(file)), file);
    }
    assertTrue(Files.isExecutable(Cli.distribution().resolve("bin/kafka-yarn")));
    assertTrue(Files.isDirectory(Cli.distribution().resolve("conf")));
  }

  @Test
  void theJarCarriesNothingThatHadoopBringsUnderTheSameName() throws IOException {
    Path file = Cli.distribution().resolve("kafka-yarn.jar");
    try (JarFile jar = new JarFile(file.toFile())) {
      List<String> foreign =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .filter(name -> !name.startsWith("org/kafkayarn/"))
              .filter(name -> !name.startsWith("org/apache/kafka/"))
              .toList();
      assertEquals(List.of(), foreign);
    }
    assertTrue(Files.size(file) < MOST_JAR_BYTES, "it has grown to " + Files.size(file));
  }

  @Test
  void theKafkaArchiveIsUsedLikeApachesOwn() throws Exception {
    Path archive;
    try (Stream<Path> files = Files.list(Cli.distribution().resolve("kafka"))) {
      archive = files.findFirst().orElseThrow();
    }
    assertEquals("", run("tar", "-xf", archive.toString(), "-C", dir.toString()));
    String top = archive.getFileName().toString().replace(".tar", "");
    Path bin = dir.resolve(top).resolve("bin");
    for (String script :
        List.of(
            "kafka-run-class.sh",
            "kafka-server-start.sh",
            "kafka-topics.sh",
            "kafka-console-producer.sh",
            "kafka-console-consumer.sh",
            "kafka-configs.sh",
            "kafka-metadata-quorum.sh",
            "kafka-consumer-groups.sh",
            "kafka-producer-perf-test.sh")) {
      assertTrue(Files.isExecutable(bin.resolve(script)), script);
    }
    assertEquals(22, run(bin.resolve("kafka-storage.sh").toString(), "random-uuid").length());
    String usage = run(bin.resolve("kafka-metadata-quorum.sh").toString(), "--help");
    assertTrue(usage.contains("--bootstrap-server"), usage);
  }

  private String run(String... command) throws Exception {
    Path out = dir.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(out));
    return Files.readString(out).strip();
  }
}
