package org.kafkayarn.client.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.recovery.RecoveryReport;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.state.LeftBehind.Gone;

/** What a client asks of an ApplicationMaster. */
public interface AmApi {
  /** Makes the API of the ApplicationMaster at an address. */
  @FunctionalInterface
  interface Opener {
    AmApi open(String host, int port);
  }

  /**
   * The status once it differs from the one with the tag {@code seen}; empty when it does not
   * within the wait. At once when nothing was seen.
   */
  Optional<AmClient.Answer> status(Optional<String> seen, Duration wait) throws IOException;

  /**
   * The last events; or the first ones after that sequence, once there is one or the wait is over.
   * Oldest first.
   */
  List<ClusterEvent> events(OptionalLong after, int limit, Duration wait) throws IOException;

  /**
   * Changes what is wanted of the cluster; with a dry run it is only told what would change.
   *
   * @throws ApiRefusal the ApplicationMaster does not make the change
   */
  SpecAnswer change(SpecChanges changes, boolean dryRun) throws IOException;

  /**
   * Goes back to a former spec, as a change of its own.
   *
   * @param to its number; absent: the one before the current one
   * @throws ApiRefusal the ApplicationMaster does not make the change
   */
  SpecAnswer rollBack(Optional<Long> to, boolean dryRun) throws IOException;

  /**
   * What has become of a change.
   *
   * @param generation of the spec that the cluster has now, or would have
   * @param changes what changes, line by line
   */
  record SpecAnswer(long generation, boolean dryRun, List<String> changes) {
    public SpecAnswer {
      changes = List.copyOf(changes);
    }
  }

  /** What could be recovered of partitions without a leader; changes nothing. */
  RecoveryReport recovery(boolean force) throws IOException;

  /**
   * Elects the most complete survivors.
   *
   * @param partitions only these by name; empty: all that have no leader
   * @throws ApiRefusal the ApplicationMaster does not do it
   */
  RecoveryReport recover(List<String> partitions, boolean force) throws IOException;

  /**
   * Rebuilds the metadata quorum from one node's copy; what became of it in a sentence.
   *
   * @throws ApiRefusal the ApplicationMaster does not do it
   */
  String rebuildQuorum(int node) throws IOException;

  /** Which version of its metadata Kafka has in force, and which it could have. */
  MetadataAnswer metadata() throws IOException;

  /**
   * Orders that a version is finalized; with a dry run it is only told whether it could be.
   *
   * @param to absent: the highest that all nodes know
   * @throws ApiRefusal it cannot be finalized, or not now
   */
  UpgradeAnswer upgradeMetadata(Optional<String> to, boolean dryRun) throws IOException;

  /**
   * The versions of a cluster's metadata, as Kafka's tools write them.
   *
   * @param available the highest that all nodes know; absent while one has not told
   * @param policy the spec's metadata-version
   * @param refusal why the last order came to nothing
   */
  record MetadataAnswer(
      String finalized,
      Optional<String> available,
      String policy,
      List<KnownVersions> nodes,
      Optional<String> refusal) {
    public MetadataAnswer {
      nodes = List.copyOf(nodes);
    }
  }

  /** The versions that one node knows. */
  record KnownVersions(int id, String least, String most) {}

  /** What is ordered; nothing when both are the same. */
  record UpgradeAnswer(String from, String to, boolean dryRun) {}

  /**
   * Any request of the API.
   *
   * @param method GET, POST, PUT or DELETE
   * @param path below {@code /api/v1}, with its query
   * @param body absent: none
   * @param within so long the ApplicationMaster may take
   * @throws ApiRefusal the ApplicationMaster does not do it
   */
  JsonNode call(String method, String path, Optional<JsonNode> body, Duration within)
      throws IOException;

  /** The logs and metrics of brokers. */
  BrokerFiles files();

  /** Tells what data that was left behind is there no more. */
  void purged(List<Gone> gone) throws IOException;

  /** Which kafka-yarn runs the cluster. */
  ProgramAnswer program() throws IOException;

  /**
   * Has another kafka-yarn take over: this ApplicationMaster ends, and the next one runs it.
   *
   * @throws ApiRefusal it does not hand over, or not now
   */
  void handOver(Program program) throws IOException;

  /**
   * The kafka-yarn of an ApplicationMaster.
   *
   * @param jar where its jar is
   * @param obstacle what keeps it from handing over now
   */
  record ProgramAnswer(String version, String jar, int attempt, Optional<String> obstacle) {}

  /** Orders the orderly stop; returns at once. */
  void stop() throws IOException;
}
