package org.kafkayarn.am.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.launcher.contract.LaunchSpec;

class LaunchContextsTest {
  @TempDir Path dir;

  private LaunchContexts contexts;

  @BeforeEach
  void archives() throws IOException {
    Configuration conf = new Configuration();
    URI old = file("kafka-old.tar");
    contexts =
        new LaunchContexts(
            conf,
            ClusterHome.at(dir.resolve("home").toUri(), conf),
            Map.of(),
            Map.of("kafka-yarn.jar", file("kafka-yarn.jar")),
            Map.of(),
            Map.of(0, old, 1, old, 2, file("kafka-new.tar")));
  }

  private URI file(String name) throws IOException {
    return Files.writeString(dir.resolve(name), name).toUri();
  }

  @Test
  void everyNodeGetsTheDistributionOfItsGroup() throws IOException {
    assertEquals("kafka-old.tar", kafka(0).getResource().getFile().replaceFirst(".*/", ""));
    assertEquals("kafka-new.tar", kafka(2).getResource().getFile().replaceFirst(".*/", ""));
    assertEquals(kafka(0), kafka(1), "one archive, one resource");
  }

  @Test
  void aNodeWithoutADistributionIsNotStarted() {
    IOException refused = assertThrows(IOException.class, () -> contexts.of(spec(3)));
    assertTrue(refused.getMessage().contains("node 3"), refused.getMessage());
  }

  private LocalResource kafka(int nodeId) throws IOException {
    return contexts.of(spec(nodeId)).getLocalResources().get("kafka");
  }

  private static LaunchSpec spec(int nodeId) {
    return new LaunchSpec(
        "orders",
        "alice",
        "cluster-id",
        nodeId,
        "a",
        4000,
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        Map.of(),
        256,
        List.of(),
        "kafka",
        Optional.empty(),
        "s1",
        Duration.ofSeconds(30),
        Duration.ofSeconds(1));
  }
}
