package org.kafkayarn.client.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.CommandLineRun;
import org.kafkayarn.client.submit.Distribution;
import org.kafkayarn.client.text.Console;

/** A user's machine: a distribution folder, a Hadoop configuration, and a file system for homes. */
public final class ClientFixture {
  public static final String KAFKA_JAR = "kafka_2.13-4.3.1/libs/kafka_2.13-4.3.1.jar";

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-01T12:00:00Z"), ZoneOffset.UTC);

  final FakeYarn yarn = new FakeYarn();
  final FakeAm am = new FakeAm();
  final Configuration conf = new YarnConfiguration(new Configuration(false));
  final Path root;
  final Path homes;
  final Path distribution;
  final List<String> questions = new ArrayList<>();

  /** What the operator types; without any there is no terminal. */
  final Deque<String> answers = new ArrayDeque<>();

  String out = "";
  String err = "";

  public ClientFixture(Path root) throws IOException {
    this.root = root;
    this.homes = root.resolve("homes");
    this.distribution = Files.createDirectories(root.resolve("dist"));
    Files.writeString(distribution.resolve("kafka-yarn.jar"), "a jar");
    Files.createDirectories(distribution.resolve("kafka"));
    tar(distribution.resolve("kafka").resolve("kafka_2.13-4.3.1.tar"), KAFKA_JAR);
    conf.set("fs.defaultFS", "file:///");
    conf.set(ClusterHome.ROOT_KEY, homes.toUri().toString());
    conf.set(YarnConfiguration.RM_HOSTNAME, "rm");
    conf.set(YarnConfiguration.YARN_APPLICATION_CLASSPATH, "{{HADOOP_CONF_DIR}},/hadoop/*");
    am.says.add(FakeAm.status(Phase.READY, "all is well"));
  }

  /** An archive with entries of these names. */
  public static Path tar(Path file, String... names) throws IOException {
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream packed = file.toString().endsWith("gz") ? new GZIPOutputStream(plain) : plain;
        TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String name : names) {
        byte[] content = ("content of " + name).repeat(100).getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  /** Runs the command line; what it wrote is in {@link #out} and {@link #err}. */
  int run(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, UTF_8),
            new PrintStream(errBytes, true, UTF_8),
            question -> {
              questions.add(question);
              return Optional.ofNullable(answers.poll());
            });
    Surroundings surroundings =
        new Surroundings(
            console,
            () -> new Configuration(conf),
            c -> yarn,
            (host, port, token) -> {
              am.token = token;
              return am;
            },
            new Distribution(Optional.of(distribution.resolve("kafka-yarn.jar"))),
            duration -> {},
            CLOCK);
    int exit = CommandLineRun.of(args, surroundings);
    out = outBytes.toString(UTF_8);
    err = errBytes.toString(UTF_8);
    return exit;
  }

  /** The only line that starts with {@code Error: }. */
  String error() {
    List<String> errors = err.lines().filter(line -> line.startsWith("Error: ")).toList();
    if (errors.size() != 1 || err.contains("\tat ")) {
      throw new AssertionError("not one error line and no trace: " + err);
    }
    return errors.get(0).substring("Error: ".length());
  }

  ClusterHome home(String name) throws IOException {
    return ClusterHome.of(conf, name);
  }

  /** Every directory below the homes, and every file with its time of change and content. */
  SortedMap<String, String> snapshot() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.exists(homes)) {
      try (Stream<Path> paths = Files.walk(homes)) {
        for (Path path : paths.toList()) {
          files.put(
              homes.relativize(path).toString(),
              Files.isDirectory(path)
                  ? "directory"
                  : Files.getLastModifiedTime(path) + Files.readString(path, ISO_8859_1));
        }
      }
    }
    return files;
  }
}
