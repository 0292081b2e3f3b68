package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another kafka-yarn takes over a running cluster, and its brokers do not notice. */
@Tag("slow")
@Timeout(600)
class ProgramUpgradeIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String NEXT = "9.9.9-next";

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  @BeforeAll
  static void startYarn() {
    yarn =
        TestYarn.start(
            root, options -> options.network("127.0.48").nodeManagers(1).memoryMb(6_144));
    cli = yarn.cli();
  }

  /** The same program; its manifest has another version, and so it is another file. */
  private static Path next() throws IOException {
    Path next = Files.createDirectories(root.resolve("next")).resolve("kafka-yarn.jar");
    try (JarFile jar = new JarFile(Cli.distribution().resolve("kafka-yarn.jar").toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, NEXT);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(next), manifest)) {
        out.setLevel(1);
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
          JarEntry entry = entries.nextElement();
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            jar.getInputStream(entry).transferTo(out);
            out.closeEntry();
          }
        }
      }
    }
    return next;
  }

  @Test
  void anotherProgramTakesOverAndNoBrokerIsRestarted() throws Exception {
    cli.kafkaYarn("-name", "taken", "-brokers", "3", "-heap", "256m", "-ports", "30800-30899")
        .expect(0);
    WatchedCluster cluster = yarn.cluster("taken");
    JsonNode before = cluster.awaitReady(SOON);
    String servers = before.get("bootstrapServers").asText();
    NumberedRecords records = new NumberedRecords(servers, "numbered");
    records.createTopic(3);
    SteadyWriter writer = new SteadyWriter(servers, "numbered");
    Map<String, Long> kafkas = ClusterProcesses.kafkas(before);
    assertEquals(3, kafkas.size());
    long since = cluster.lastEvent();
    Path next = next();

    Cli.Result planned = cli.kafkaYarnOf(next, "upgrade", "-name", "taken", "-dry-run").expect(0);
    assertTrue(planned.out().contains(" -> " + NEXT), planned.out());
    long started = System.nanoTime();
    Cli.Result done = cli.kafkaYarnOf(next, "upgrade", "-name", "taken", "-yes").expect(0);
    System.out.printf("upgrade took %d ms%n", (System.nanoTime() - started) / 1_000_000);

    assertTrue(done.out().contains("kafka-yarn " + NEXT + " runs"), done.out());
    JsonNode after = cluster.awaitReady(SOON);
    assertEquals(2, after.get("amAttempt").asInt());
    assertEquals(kafkas, ClusterProcesses.kafkas(after), "the same containers and processes");
    List<String> kinds = cluster.kinds(since);
    assertTrue(kinds.contains("ProgramChanged"), kinds::toString);
    for (String start : List.of("Requested", "Launching", "StartOrdered", "Started", "Failed")) {
      assertFalse(kinds.contains(start), kinds::toString);
    }
    // YARN ends an application with two failed attempts within a minute.
    Cli.Result again = cli.kafkaYarn("upgrade", "-name", "taken", "-yes").expect(1);
    assertTrue(again.err().contains("Try again in"), again.err());

    aNodeThatIsLaunchedNowRunsTheNewOne(cluster, after);
    int written = writer.stop();
    assertTrue(written > 0);
    assertEquals(new BitSet(), records.missing(written, "reader"));
    cli.kafkaYarnOf(next, "stop", "-name", "taken").expect(0);
  }

  private static void aNodeThatIsLaunchedNowRunsTheNewOne(WatchedCluster cluster, JsonNode status)
      throws Exception {
    long since = cluster.lastEvent();
    ProcessHandle launcher = launcher(status, 2);
    assertFalse(NEXT.equals(versionIn(launcher)), "it keeps what it was started with");
    launcher.destroyForcibly();
    cluster.awaitEvent(SOON, since, "Serving", 2);
    assertEquals(NEXT, versionIn(launcher(cluster.awaitReady(SOON), 2)));
  }

  /** Kafka is its child. */
  private static ProcessHandle launcher(JsonNode status, int node) {
    String container = WatchedCluster.node(status, node).get("containerId").asText();
    long kafka = ClusterProcesses.kafkas(status).get(container);
    return ProcessHandle.of(LinuxProcess.parent(kafka)).orElseThrow();
  }

  /** Of the jar in a container's working directory. */
  private static String versionIn(ProcessHandle process) throws IOException {
    Path jar = Path.of("/proc", Long.toString(process.pid()), "cwd", "kafka-yarn.jar");
    try (JarFile file = new JarFile(jar.toRealPath().toFile())) {
      return file.getManifest()
          .getMainAttributes()
          .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    }
  }
}
