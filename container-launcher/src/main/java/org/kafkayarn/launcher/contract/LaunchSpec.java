package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a launcher needs to run one Kafka node. Travels as environment variables of the
 * container, and again as the body of {@code start} and {@code restart}.
 *
 * @param cluster the cluster's name, as the operator gave it
 * @param user the submitting user; names the default data directories
 * @param kafkaClusterId Kafka's cluster id (22 characters, base64 of a UUID)
 * @param nodeId Kafka's node.id
 * @param host the host name that other nodes and clients reach this node by
 * @param controlPort the port of the launcher's control endpoint
 * @param ports every port that Kafka will listen on, checked before it starts
 * @param dataDirs absolute directories; empty: choose one on each good local disk of the
 *     NodeManager
 * @param dataExpected the ledger says that the directories hold this node's data: never format
 * @param initialVoters {@code id@host:port:directoryId,…}, for a controller that is one of them;
 *     absent for a plain broker, and for a controller that comes to a quorum that is there: it
 *     follows the quorum's log until it is given a vote
 * @param kafkaProperties server.properties, complete but for log.dirs
 * @param heapMb Kafka's heap in MiB
 * @param jvmOptions more options of Kafka's JVM, in order
 * @param kafkaDir the unpacked Kafka distribution: a folder that holds libs/, or holds one that
 *     does
 * @param javaHome the Java home for Kafka; absent: the launcher's own
 * @param startId which start this is; a repeated {@code start} with the same id changes nothing
 * @param aloneAfter without word from an ApplicationMaster for so long, the launcher restarts a
 *     crashed Kafka by itself
 * @param aloneBackoff how long it waits before each such restart
 * @param directoryIds the Kafka directory id that each data directory is known by, by its absolute
 *     path; another one there is not this node's
 * @param leftBehindIds directory ids of data of this node that it has left, on this host: set aside
 *     when found
 * @param metadataDirectory the directory id of the directory that is to hold the metadata log;
 *     absent: the first one that is available
 * @param origin what the container is, and the last order before this start
 */
public record LaunchSpec(
    String cluster,
    String user,
    String kafkaClusterId,
    int nodeId,
    String host,
    int controlPort,
    List<Integer> ports,
    List<String> dataDirs,
    boolean dataExpected,
    Optional<String> initialVoters,
    Map<String, String> kafkaProperties,
    int heapMb,
    List<String> jvmOptions,
    String kafkaDir,
    Optional<String> javaHome,
    String startId,
    Duration aloneAfter,
    Duration aloneBackoff,
    Map<String, String> directoryIds,
    Set<String> leftBehindIds,
    Optional<String> metadataDirectory,
    Origin origin) {

  public LaunchSpec {
    requireNonNull(cluster);
    requireNonNull(user);
    requireNonNull(kafkaClusterId);
    requireNonNull(host);
    ports = List.copyOf(ports);
    dataDirs = List.copyOf(dataDirs);
    requireNonNull(initialVoters);
    kafkaProperties = Map.copyOf(kafkaProperties);
    jvmOptions = List.copyOf(jvmOptions);
    requireNonNull(kafkaDir);
    requireNonNull(javaHome);
    requireNonNull(startId);
    requireNonNull(aloneAfter);
    requireNonNull(aloneBackoff);
    directoryIds = Map.copyOf(directoryIds);
    leftBehindIds = Set.copyOf(leftBehindIds);
    requireNonNull(metadataDirectory);
    requireNonNull(origin);
  }

  /** Of a node whose directories have no ids yet that anybody knows, from nowhere known. */
  public LaunchSpec(
      String cluster,
      String user,
      String kafkaClusterId,
      int nodeId,
      String host,
      int controlPort,
      List<Integer> ports,
      List<String> dataDirs,
      boolean dataExpected,
      Optional<String> initialVoters,
      Map<String, String> kafkaProperties,
      int heapMb,
      List<String> jvmOptions,
      String kafkaDir,
      Optional<String> javaHome,
      String startId,
      Duration aloneAfter,
      Duration aloneBackoff) {
    this(
        cluster,
        user,
        kafkaClusterId,
        nodeId,
        host,
        controlPort,
        ports,
        dataDirs,
        dataExpected,
        initialVoters,
        kafkaProperties,
        heapMb,
        jvmOptions,
        kafkaDir,
        javaHome,
        startId,
        aloneAfter,
        aloneBackoff,
        Map.of(),
        Set.of(),
        Optional.empty(),
        Origin.UNKNOWN);
  }

  /** The same start on the directories that are now known to hold the node's data. */
  public LaunchSpec onData(
      List<String> directories, Map<String, String> ids, Optional<String> metadata) {
    return new LaunchSpec(
        cluster,
        user,
        kafkaClusterId,
        nodeId,
        host,
        controlPort,
        ports,
        directories,
        true,
        initialVoters,
        kafkaProperties,
        heapMb,
        jvmOptions,
        kafkaDir,
        javaHome,
        startId,
        aloneAfter,
        aloneBackoff,
        ids,
        leftBehindIds,
        metadata,
        origin);
  }

  /** {@code host:port} of each controller that it may ask for the active one. */
  public List<String> bootstrapControllers() {
    return bootstrapControllers(kafkaProperties);
  }

  static List<String> bootstrapControllers(Map<String, String> kafkaProperties) {
    String list = kafkaProperties.getOrDefault("controller.quorum.bootstrap.servers", "");
    return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
  }

  /** It takes part in the quorum. */
  public boolean controller() {
    return List.of(kafkaProperties.getOrDefault("process.roles", "").split(","))
        .contains("controller");
  }
}
