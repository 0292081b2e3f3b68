package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.launcher.contract.LauncherState.Disk;

/**
 * The cluster as an operator sees it: an immutable picture that the loop publishes after every
 * turn. Its JSON is what {@code /api/v1/status} and {@code kafka-yarn status -output json} give.
 *
 * @param phase in one word, for scripts
 * @param message the same in a sentence: what is waited for and why
 * @param bootstrapServers host:port of every broker that runs, comma separated
 * @param amAttempt the ApplicationMaster's attempt, from 1
 * @param activeController the quorum's leader, when Kafka has told
 * @param warnings what an operator should know and nothing waits for
 * @param offline the partitions that have no leader
 * @param operations what operators have ordered, the latest first
 * @param tasks the programs beside the brokers, by their names
 * @param timings milliseconds from the attempt's start to each step reached, in order
 */
public record ClusterStatus(
    String name,
    String user,
    String applicationId,
    int amAttempt,
    Instant amStarted,
    String kafkaClusterId,
    long specGeneration,
    Phase phase,
    String message,
    String bootstrapServers,
    Optional<Integer> activeController,
    List<NodeStatus> nodes,
    List<String> warnings,
    Offline offline,
    List<OperationStatus> operations,
    List<TaskStatus> tasks,
    Map<String, Long> timings) {

  public ClusterStatus {
    // An ApplicationMaster of an earlier version tells nothing of these.
    offline = offline == null ? Offline.NONE : offline;
    operations = operations == null ? List.of() : List.copyOf(operations);
    tasks = tasks == null ? List.of() : List.copyOf(tasks);
  }

  /**
   * The partitions that have no leader.
   *
   * @param count how many
   * @param partitions the first of them
   */
  public record Offline(int count, List<OfflinePartition> partitions) {
    public static final Offline NONE = new Offline(0, List.of());
  }

  /**
   * One of them.
   *
   * @param partition its name, {@code topic-partition}
   * @param why which replica could lead it, and what keeps that
   */
  public record OfflinePartition(String partition, String why, List<Survivor> survivors) {}

  /**
   * A live copy that is not in sync.
   *
   * @param endOffset the offset behind its last record
   * @param epoch the leader epoch of its last record
   * @param committed up to which it knew records as committed, where that is known
   */
  public record Survivor(int node, long endOffset, int epoch, Optional<Long> committed) {}

  /** The cluster's phase in one word. */
  public enum Phase {
    /** Not all nodes have registered yet. */
    STARTING,
    /** A node cannot start before the operator has mended something, and none was ready before. */
    BLOCKED,
    /** Every wanted node runs and the quorum has a leader. */
    READY,
    /** It was ready; now a node is missing. */
    DEGRADED,
    /** The operator asked for an orderly stop. */
    STOPPING,
    /** All nodes have stopped. */
    STOPPED
  }

  /**
   * One node.
   *
   * @param roles {@code broker} or {@code broker,controller}
   * @param state in one word: waiting, granted, starting, running, stopping, stopped, failed
   * @param reason why it is not running, or what it waits for; empty when it runs
   * @param listener host:port that clients use; empty before it is placed
   * @param restarts how often Kafka was started again in this container or another since the
   *     application's start
   * @param logs a link to the container's logs; empty without a container
   * @param disks what its launcher says of the disk of each data directory
   * @param pending how it runs otherwise than it is wanted, and what has to happen for that to end
   */
  public record NodeStatus(
      int id,
      String roles,
      String state,
      String reason,
      Optional<String> host,
      Optional<String> rack,
      String listener,
      int controllerPort,
      int controlPort,
      Optional<String> containerId,
      Optional<Instant> since,
      int restarts,
      List<String> dataDirs,
      Optional<String> lastFailure,
      String logs,
      Map<String, Long> startSteps,
      List<Disk> disks,
      List<String> pending) {
    public NodeStatus {
      // An ApplicationMaster of an earlier version tells nothing of it.
      pending = pending == null ? List.of() : List.copyOf(pending);
    }
  }
}
