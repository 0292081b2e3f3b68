package org.kafkayarn.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kafkayarn.am.spec.NodeGroup.Role.BROKER;
import static org.kafkayarn.am.spec.NodeGroup.Role.CONTROLLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.MetadataState;
import org.kafkayarn.am.state.OperatorEvent;

/** A cluster whose data is of an older Kafka gets the version of its metadata that is ordered. */
class MetadataUpgradeIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int OLD = MetadataVersion.level("old", "4.1-IV1");
  private static final int MIDDLE = MetadataVersion.level("middle", "4.2");
  private static final int NEW = MetadataVersion.level("new", "4.3");

  @TempDir Path dir;

  private static MetadataState await(
      ProbedCluster probed, String what, Predicate<MetadataState> condition) throws Exception {
    return Until.isTrue(what, SOON, () -> probed.turn().metadata(), condition);
  }

  private static boolean inForce(MetadataState metadata, int level) {
    return metadata.features().filter(seen -> seen.finalized() == level).isPresent();
  }

  private static int finalized(LauncherCluster cluster) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      return admin
          .describeFeatures()
          .featureMetadata()
          .get()
          .finalizedFeatures()
          .get("metadata.version")
          .maxVersionLevel();
    }
  }

  @Test
  void whatIsOrderedIsFinalizedAndNothingElse() throws Exception {
    try (LauncherCluster cluster = new LauncherCluster(dir, Set.of(CONTROLLER), Set.of(BROKER));
        ProbedCluster probed = new ProbedCluster(cluster)) {
      for (int id = 0; id < 2; id++) {
        cluster.format(id, "4.1-IV1");
        cluster.start(id, true);
      }
      probed.awaitServing(Set.of(0, 1), SOON);
      MetadataState told =
          await(
              probed,
              "both nodes have told",
              now -> now.features().filter(seen -> seen.nodes().size() == 2).isPresent());
      Features features = told.features().orElseThrow();
      assertEquals(OLD, features.finalized());
      assertEquals(NEW, features.nodes().get(0).most(), "the controller was asked itself");
      assertEquals(NEW, features.nodes().get(1).most());

      cluster.apply(new OperatorEvent.MetadataOrdered(MIDDLE));
      await(probed, "4.2 is in force", now -> inForce(now, MIDDLE));
      assertEquals(MIDDLE, finalized(cluster));

      cluster.apply(new OperatorEvent.MetadataOrdered(NEW));
      await(probed, "4.3 is in force", now -> inForce(now, NEW));
      assertEquals(NEW, finalized(cluster));
      assertEquals(Optional.empty(), probed.state().metadata().ordered());
      assertEquals(Optional.empty(), probed.state().metadata().refusal());
    }
  }
}
