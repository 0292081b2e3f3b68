package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.launcher.contract.LaunchSpec;

/** Launch specs for tests. */
final class Specs {
  private Specs() {}

  static LaunchSpec of(String clusterId, List<String> dataDirs, boolean dataExpected) {
    return new LaunchSpec(
        "kafka",
        "alice",
        clusterId,
        1,
        "localhost",
        4000,
        List.of(),
        dataDirs,
        dataExpected,
        Optional.empty(),
        Map.of("num.io.threads", "2", "ssl.keystore.password", "hush", "node.id", "1"),
        256,
        List.of(),
        "kafka",
        Optional.empty(),
        "s1",
        Duration.ofSeconds(30),
        Duration.ofSeconds(1));
  }

  /** The same, of a node that has left data with such directory ids on the host. */
  static LaunchSpec leaving(LaunchSpec spec, Set<String> leftBehindIds) {
    return new LaunchSpec(
        spec.cluster(),
        spec.user(),
        spec.kafkaClusterId(),
        spec.nodeId(),
        spec.host(),
        spec.controlPort(),
        spec.ports(),
        spec.dataDirs(),
        spec.dataExpected(),
        spec.initialVoters(),
        spec.kafkaProperties(),
        spec.heapMb(),
        spec.jvmOptions(),
        spec.kafkaDir(),
        spec.javaHome(),
        spec.startId(),
        spec.aloneAfter(),
        spec.aloneBackoff(),
        spec.directoryIds(),
        leftBehindIds,
        spec.metadataDirectory(),
        spec.origin());
  }
}
