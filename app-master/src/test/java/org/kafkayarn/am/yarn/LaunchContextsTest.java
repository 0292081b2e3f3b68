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
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.Origin;

class LaunchContextsTest {
  @TempDir Path dir;

  private LaunchContexts contexts;
  private String old;
  private String other;

  @BeforeEach
  void archives() throws IOException {
    Configuration conf = new Configuration();
    old = file("kafka-old.tar").toString();
    other = file("kafka-new.tar").toString();
    contexts =
        new LaunchContexts(
            conf,
            ClusterHome.at(dir.resolve("home").toUri(), conf),
            Map.of(),
            Map.of("kafka-yarn.jar", file("kafka-yarn.jar")),
            Map.of());
  }

  private URI file(String name) throws IOException {
    return Files.writeString(dir.resolve(name), name).toUri();
  }

  @Test
  void aNodeGetsTheDistributionThatItsLaunchTellsAsItsOwn() throws IOException {
    assertEquals("kafka-old.tar", kafka(0, old).getResource().getFile().replaceFirst(".*/", ""));
    assertEquals("kafka-new.tar", kafka(0, other).getResource().getFile().replaceFirst(".*/", ""));
    assertEquals(kafka(0, old), kafka(1, old), "one archive, one resource");
  }

  @Test
  void aNodeWithoutADistributionIsNotStarted() {
    IOException refused = assertThrows(IOException.class, () -> contexts.of(spec(3, "")));
    assertTrue(refused.getMessage().contains("node 3"), refused.getMessage());
  }

  @Test
  void anArchiveThatIsGoneFailsTheStartOfItsNodeAndNoOther() throws IOException {
    String gone = dir.resolve("gone.tar").toUri().toString();
    IOException refused = assertThrows(IOException.class, () -> contexts.of(spec(0, gone)));
    assertTrue(refused.getMessage().contains("gone.tar"), refused.getMessage());
    assertEquals("kafka-old.tar", kafka(1, old).getResource().getFile().replaceFirst(".*/", ""));
  }

  private LocalResource kafka(int nodeId, String archive) throws IOException {
    return contexts.of(spec(nodeId, archive)).getLocalResources().get("kafka");
  }

  private static LaunchSpec spec(int nodeId, String archive) {
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
        Duration.ofSeconds(1),
        Map.of(),
        Set.of(),
        Optional.empty(),
        new Origin(archive, 1024, 1, 0));
  }
}
