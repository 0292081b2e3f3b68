package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
