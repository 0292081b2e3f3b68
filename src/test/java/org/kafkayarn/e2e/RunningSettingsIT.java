package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.plan.Pending;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Settings;

/** Real brokers get the settings that are wanted, without a restart where they can. */
@Timeout(300)
class RunningSettingsIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String RETENTION = "log.retention.ms";
  private static final String MIN_ISR = "min.insync.replicas";
  private static final String THREADS = "num.io.threads";

  @TempDir Path dir;

  /** What brokers 0 and 1 say, with where it comes from. */
  private static List<String> inForce(Admin admin, String key) throws Exception {
    List<ConfigResource> brokers =
        List.of(
            new ConfigResource(ConfigResource.Type.BROKER, "0"),
            new ConfigResource(ConfigResource.Type.BROKER, "1"));
    var configs =
        admin.describeConfigs(brokers, new DescribeConfigsOptions().includeSynonyms(true)).all();
    return brokers.stream()
        .map(broker -> configs.toCompletionStage().toCompletableFuture().join().get(broker))
        .map(config -> config.get(key).value() + " " + config.get(key).source())
        .toList();
  }

  private static void await(ProbedCluster probed, Admin admin, String key, String... values)
      throws Exception {
    Until.isTrue(
        key + " is " + List.of(values),
        SOON,
        () -> {
          probed.turn();
          return inForce(admin, key);
        },
        List.of(values)::equals);
  }

  private static Set<String> pending(ClusterState state, int id) {
    return Pending.of(state, state.slot(id)).differences().stream()
        .map(difference -> difference.change() + " " + difference.line())
        .collect(Collectors.toSet());
  }

  @Test
  void settingsChangeWhileBrokersRun() throws Exception {
    try (LauncherCluster cluster =
            new LauncherCluster(dir, Set.of(CONTROLLER, BROKER), Set.of(BROKER));
        ProbedCluster probed = new ProbedCluster(cluster)) {
      cluster.start(0, false);
      cluster.start(1, false);
      probed.awaitServing(Set.of(0, 1), SOON);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        cluster.want(Map.of(RETENTION, "7200000", THREADS, "9", "num.partitions", "2"), Map.of());
        await(
            probed,
            admin,
            RETENTION,
            "7200000 DYNAMIC_DEFAULT_BROKER_CONFIG",
            "7200000 DYNAMIC_DEFAULT_BROKER_CONFIG");
        await(
            probed,
            admin,
            THREADS,
            "9 DYNAMIC_DEFAULT_BROKER_CONFIG",
            "9 DYNAMIC_DEFAULT_BROKER_CONFIG");
        assertTrue(
            pending(probed.state(), 1).contains("RESTART num.partitions (default) -> 2"),
            () -> pending(probed.state(), 1).toString());

        hide(admin);
        cluster.want(Map.of(RETENTION, "7200000"), Map.of(0, Map.of(RETENTION, "3600000")));
        await(
            probed,
            admin,
            RETENTION,
            "3600000 DYNAMIC_BROKER_CONFIG",
            "7200000 DYNAMIC_DEFAULT_BROKER_CONFIG");
        await(probed, admin, THREADS, "8 DEFAULT_CONFIG", "8 DEFAULT_CONFIG");

        whatItWouldNotTakeIsRefusedBefore(cluster, probed);
        cluster.want(Map.of(RETENTION, "abc", THREADS, "10"), Map.of());
        await(
            probed,
            admin,
            THREADS,
            "10 DYNAMIC_DEFAULT_BROKER_CONFIG",
            "10 DYNAMIC_DEFAULT_BROKER_CONFIG");
        String refused =
            Until.isTrue(
                "the refusal is told",
                SOON,
                () ->
                    probed.turn().kafka().settings().refusals().entrySet().stream()
                        .filter(e -> e.getKey().resource().equals(Settings.ALL_BROKERS))
                        .map(e -> e.getKey().key() + ": " + e.getValue())
                        .collect(Collectors.joining()),
                line -> !line.isEmpty());
        assertTrue(refused.startsWith(RETENTION + ": ") && refused.contains("abc"), refused);
        assertTrue(
            probed.status().warnings().stream()
                .anyMatch(line -> line.startsWith("Kafka refused log.retention.ms=abc: ")),
            () -> probed.status().warnings().toString());
        assertEquals("7200000 DYNAMIC_DEFAULT_BROKER_CONFIG", inForce(admin, RETENTION).get(1));

        cluster.want(Map.of(MIN_ISR, "2"), Map.of());
        await(
            probed,
            admin,
            MIN_ISR,
            "2 DYNAMIC_DEFAULT_BROKER_CONFIG",
            "2 DYNAMIC_DEFAULT_BROKER_CONFIG");
        await(probed, admin, RETENTION, "null DEFAULT_CONFIG", "null DEFAULT_CONFIG");

        // With eligible leader replicas Kafka does not let go of this one.
        cluster.want(Map.of(), Map.of());
        await(
            probed,
            admin,
            MIN_ISR,
            "1 DYNAMIC_DEFAULT_BROKER_CONFIG",
            "1 DYNAMIC_DEFAULT_BROKER_CONFIG");
        assertEquals(
            Map.of(Settings.ALL_BROKERS, Set.of(MIN_ISR)),
            probed.state().ledger().dynamicSettings().byResource());
      }
    }
  }

  private static void whatItWouldNotTakeIsRefusedBefore(
      LauncherCluster cluster, ProbedCluster probed) throws Exception {
    Map<String, String> bad =
        Map.of(RETENTION, "abc", "log.cleaner.threads", "2", "num.partitions", "banana");
    String refused = probed.refusal(cluster.with(bad, Map.of())).orElse("nothing is refused");
    assertTrue(refused.startsWith("config: broker 0 refused log.retention.ms=abc: "), refused);
    assertFalse(refused.contains("log.cleaner.threads"), refused);
    assertEquals(
        Optional.of("config: broker 1 refused log.segment.bytes=1: "),
        probed
            .refusal(
                cluster.with(
                    Map.of(RETENTION, "7200000"), Map.of(1, Map.of("log.segment.bytes", "1"))))
            .map(line -> line.substring(0, line.indexOf(": ", 8) + 2)));
    // Only a restart makes so many more of them.
    assertEquals(Optional.empty(), probed.refusal(cluster.with(Map.of(THREADS, "64"), Map.of())));
    assertEquals(
        Optional.empty(),
        probed.refusal(cluster.with(Map.of(RETENTION, "1", THREADS, "9"), Map.of())));
  }

  /** Somebody has set it for broker 1. */
  private static void hide(Admin admin) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.BROKER, "1"),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry(RETENTION, "60000000"), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }
}
