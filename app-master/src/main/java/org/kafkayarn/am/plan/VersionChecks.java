package org.kafkayarn.am.plan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;

/** Why another Kafka can never run the cluster, before anything has changed. */
public final class VersionChecks {
  /** As Kafka's project names its archives; what is in others only a look into them tells. */
  private static final Pattern ARCHIVE =
      Pattern.compile(".*/(kafka_2\\.13-([0-9][0-9.]*)\\.t[^/]+)");

  private VersionChecks() {}

  /** The first archive of another spec whose Kafka is older than the finalized metadata. */
  public static Optional<String> refusal(ClusterState state, ClusterSpec next) {
    return state
        .kafka()
        .metadata()
        .features()
        .flatMap(
            features ->
                next.nodes().values().stream()
                    .filter(node -> isOfAnotherKafka(state, node))
                    .map(NodeSpec::kafka)
                    .distinct()
                    .flatMap(archive -> tooOld(archive, features.finalized()).stream())
                    .findFirst());
  }

  private static boolean isOfAnotherKafka(ClusterState state, NodeSpec node) {
    return state.spec().find(node.id()).filter(old -> old.kafka().equals(node.kafka())).isEmpty();
  }

  private static Optional<String> tooOld(String archive, int finalized) {
    Matcher name = ARCHIVE.matcher(archive);
    return name.matches()
        ? MetadataVersion.tooOld(name.group(2), finalized)
            .map(why -> "kafka: " + name.group(1) + ": " + why)
        : Optional.empty();
  }
}
