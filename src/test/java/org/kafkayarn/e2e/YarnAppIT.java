package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster in the hands of {@code yarn app}: Hadoop's own command, in a process of its own. */
@Tag("slow")
@Timeout(600)
class YarnAppIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int JAVA_8 = 52;
  private static final String PLUG_IN = "org/kafkayarn/client/YarnAppClient";

  @TempDir static Path root;

  @AutoClose private static TestYarn yarn;
  private static Cli cli;

  @BeforeAll
  static void startYarn() {
    yarn =
        TestYarn.start(
            root, options -> options.network("127.0.47").nodeManagers(1).memoryMb(4_096));
    cli = yarn.cli();
  }

  @Test
  void yarnLaunchesFlexesStopsStartsAndDestroysACluster() throws Exception {
    Path spec = root.resolve("orders.yaml");
    Files.writeString(spec, "brokers: 1\nheap: 256m\nports: 30700-30799\n");

    Cli.Result launched = byType("-launch", "orders", spec.toString()).expect(0);
    assertTrue(launched.out().contains("application id: application_"), launched.out());
    WatchedCluster first = yarn.cluster("orders");
    JsonNode unused = first.awaitReady(SOON);
    Cli.Result status = byType("-status", "orders").expect(0);
    assertTrue(status.out().contains("READY"), status.out());

    byType("-flex", "orders", "-component", "controller", "1").expect(0);
    JsonNode flexed =
        first.await(
            "a controller in a container of its own has the quorum",
            SOON,
            now -> WatchedCluster.isReady(now) && now.path("nodes").size() == 2);
    Cli.Result refused = byType("-flex", "orders", "-component", "broker", "0");
    assertTrue(refused.exitCode() != 0 && refused.err().contains("Error: "), refused.err());

    yarnApp("-stop", first.id()).expect(0);
    assertEquals(FinalApplicationStatus.SUCCEEDED, first.report().getFinalApplicationStatus());
    Cli.Result down = byType("-status", "orders");
    assertTrue(down.exitCode() != 0, down.out());
    assertTrue(down.err().contains("cluster orders is not running"), down.err());

    byType("-start", "orders").expect(0);
    WatchedCluster second = yarn.cluster("orders");
    JsonNode again = second.awaitReady(SOON);
    assertEquals(flexed.get("kafkaClusterId"), again.get("kafkaClusterId"));
    assertEquals(2, again.get("nodes").size());

    Cli.Result live = byType("-destroy", "orders");
    assertTrue(live.exitCode() != 0 && live.err().contains("Stop it first"), live.err());
    byType("-stop", "orders").expect(0);
    byType("-destroy", "orders").expect(0);
    for (JsonNode node : again.get("nodes")) {
      assertFalse(Files.exists(Path.of(node.get("dataDirs").get(0).asText())), node::toString);
    }
    assertFalse(Files.exists(yarn.embedded().home().resolve("orders")));
  }

  @Test
  void whatIsSavedCanBeStartedAndAStrangerCannot() throws Exception {
    Path spec = root.resolve("saved.yaml");
    Files.writeString(spec, "brokers: 1\nheap: 256m\n");

    byType("-save", "saved", spec.toString()).expect(0);
    assertTrue(Files.exists(yarn.embedded().home().resolve("saved").resolve("spec.json")));
    assertTrue(
        yarn.client().getApplications().stream().noneMatch(a -> a.getName().equals("saved")));
    byType("-destroy", "saved").expect(0);

    Cli.Result stranger = byType("-start", "saved").expect(2);
    assertTrue(stranger.err().contains("there is no cluster saved of user"), stranger.err());
  }

  @Test
  void whatHadoopLoadsIsJava8Bytecode() throws IOException {
    try (JarFile jar = new JarFile(Cli.distribution().resolve("kafka-yarn.jar").toFile())) {
      for (String name :
          jar.stream().map(Object::toString).filter(n -> n.startsWith(PLUG_IN)).toList()) {
        try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
          assertEquals(0xCAFEBABE, in.readInt());
          in.readUnsignedShort();
          assertEquals(JAVA_8, in.readUnsignedShort(), name);
        }
      }
    }
  }

  private static Cli.Result byType(String... action) throws Exception {
    String[] whole = Arrays.copyOf(action, action.length + 2);
    whole[action.length] = "-appTypes";
    whole[action.length + 1] = "kafka";
    return yarnApp(whole);
  }

  private static Cli.Result yarnApp(String... action) throws Exception {
    return cli.yarnApp(
        Map.of(
            "yarn.application.admin.client.class.kafka", "org.kafkayarn.client.YarnAppClient",
            "yarn.application.admin.client.class.KAFKA", "org.kafkayarn.client.YarnAppClient"),
        action);
  }
}
