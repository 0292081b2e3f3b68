package org.kafkayarn.am.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of events: the words that an operator searches for. */
public enum EventKind {
  /** An attempt of the ApplicationMaster has begun. */
  ATTEMPT_BEGAN,
  /** The attempt ends before the application does; YARN begins another one. */
  ATTEMPT_ENDED(true),
  /** Another kafka-yarn runs the cluster from this attempt on. */
  PROGRAM_CHANGED,
  /** Another kafka-yarn was ordered and does not run; the one before goes on. */
  PROGRAM_NOT_CHANGED(true),
  /** The ResourceManager has accepted the attempt. */
  REGISTERED,
  /** A container of an earlier attempt goes on under this one. */
  ADOPTED,
  /** A container was asked for. */
  REQUESTED,
  /** YARN has granted a container. */
  GRANTED,
  /** A container was given back. */
  RELEASED,
  /** YARN was asked to give a container that runs another size. */
  RESIZE_REQUESTED,
  /** A container has another size, and its NodeManager knows. */
  RESIZED,
  /** A container keeps its size. */
  RESIZE_FAILED(true),
  /** A decision of the planner without an effect of its own: a place, a port, the voters. */
  DECIDED,
  /** A NodeManager was told to start a launcher. */
  LAUNCHING,
  /** The NodeManager has started it. */
  LAUNCHED,
  /** The launcher checks and formats data directories. */
  PREPARING,
  /** A Kafka process was started. */
  STARTED,
  /** A Kafka process that had been started before runs on. */
  RUNNING,
  /** Clients reach Kafka and its quorum knows it. */
  SERVING,
  /** Kafka's process runs and serves no more. */
  NOT_SERVING,
  /** A launcher does not answer. */
  SILENT,
  /** A launcher that was silent answers. */
  ANSWERING,
  /** A launcher was told to start Kafka again. */
  START_ORDERED,
  /** A launcher was told to stop Kafka. */
  STOP_ORDERED,
  /** A launcher was told to end. */
  EXIT_ORDERED,
  /** Kafka is told that a broker has crashed. */
  UNREGISTER_ORDERED,
  /** Kafka has taken the crashed broker off. */
  UNREGISTERED,
  /** Kafka has not taken a crashed broker off, or nobody knows whether it has. */
  UNREGISTER_FAILED(true),
  /** Kafka's shutdown is under way. */
  STOPPING,
  /** Kafka has ended because it was asked to. */
  STOPPED,
  /** Kafka has ended by itself, or could not be started. */
  FAILED(true),
  /** A container has ended. */
  ENDED,
  /** A container has ended because YARN lost its host or aborted it. */
  LOST(true),
  /** YARN is about to take a container for somebody else. */
  PREEMPTION_ANNOUNCED(true),
  /** YARN has taken a container for somebody else. */
  PREEMPTED(true),
  /** Why a node that does not serve does not, whenever that changes. */
  WAITING,
  /** A container was asked for, for an instance of a task. */
  TASK_REQUESTED,
  /** A NodeManager was told to start an instance of a task. */
  TASK_LAUNCHING,
  /** An instance of a task runs. */
  TASK_STARTED,
  /** An instance of a task was told to end. */
  TASK_STOP_ORDERED,
  /** An instance of a task has ended as it was to. */
  TASK_ENDED,
  /** An instance of a task has ended otherwise, or could not be started. */
  TASK_FAILED(true),
  /** An instance of a batch task has done its work. */
  TASK_COMPLETED,
  /** A task has another number of instances, by the lag of its group. */
  TASK_SCALED,
  /** An operator has ordered something that takes time. */
  OPERATION_BEGAN,
  /** It goes on. */
  OPERATION_RESUMED,
  /** It rests at an operator's word. */
  OPERATION_PAUSED,
  /** It undoes what it has begun. */
  OPERATION_ABORTING,
  /** It is done. */
  OPERATION_DONE,
  /** It has stopped: something does not come about. */
  OPERATION_FAILED(true),
  /** It has ended at an operator's word. */
  OPERATION_ABORTED,
  /** Kafka was asked to finalize a version of its metadata. */
  METADATA_UPGRADING,
  /** Another version of the metadata is in force. */
  METADATA_UPGRADED,
  /** Kafka has not finalized the version that it was asked for. */
  METADATA_NOT_UPGRADED(true),
  /** Kafka was asked to change settings while it runs. */
  SETTINGS_CHANGING,
  /** Kafka has changed them. */
  SETTINGS_CHANGED,
  /** Kafka does not accept a setting; it stays as it is. */
  SETTING_REFUSED(true),
  /** Kafka has not changed settings; it is asked again. */
  SETTINGS_NOT_CHANGED(true),
  /** The quorum's leader has changed. */
  CONTROLLER,
  /** Kafka was asked to give a vote in the quorum, or to take one. */
  VOTER_CHANGE_ORDERED,
  /** Kafka has given or taken it. */
  VOTER_CHANGED,
  /** Kafka has not given or taken it; it is asked again. */
  VOTER_CHANGE_FAILED(true),
  /** A host that was not known has joined YARN. */
  HOST_NEW,
  /** A host is being decommissioned. */
  HOST_LEAVING,
  /** A host that failed a start is not chosen for a while. */
  HOST_AVOIDED(true),
  /** A host's NodeManager is lost, unhealthy or gone. */
  HOST_LOST(true),
  /** A host's NodeManager is running again. */
  HOST_BACK,
  /** A data disk has little room left. */
  DISK_LOW(true),
  /** A data disk is not there or cannot be written: its node runs without it. */
  DISK_AWAY(true),
  /** A data disk that was in trouble is well again. */
  DISK_WELL,
  /** Data that a node had left on a host was renamed, for a new directory in its place. */
  DATA_SET_ASIDE,
  /** The cluster's home cannot be written. */
  HOME_UNWRITABLE(true),
  /** The cluster's home can be written again. */
  HOME_WRITABLE,
  /** Every node serves. */
  CLUSTER_READY,
  /** A node is missing from a cluster that was ready. */
  CLUSTER_DEGRADED(true),
  /** The cluster cannot start before somebody has mended something. */
  CLUSTER_BLOCKED(true),
  /** The operator has changed what is wanted of the running cluster. */
  SPEC_CHANGED,
  /** Partitions have no leader, or other ones than before. */
  PARTITIONS_OFFLINE(true),
  /** Every partition has a leader again. */
  PARTITIONS_ONLINE,
  /** Somebody has ordered that a partition is led by a copy that may lack records. */
  PARTITION_RECOVERED(true),
  /** What somebody has ordered to recover could not be. */
  RECOVERY_FAILED(true),
  /** Somebody has ordered that the quorum is rebuilt from one node. */
  QUORUM_REBUILT(true),
  /** Somebody has ordered the stop of the cluster. */
  STOP_REQUESTED,
  /** Data that a node had left behind was removed. */
  DATA_PURGED,
  /** All nodes have stopped and the application ends. */
  FINISHED;

  private static final Set<String> TROUBLE =
      Arrays.stream(values())
          .filter(kind -> kind.trouble)
          .map(EventKind::word)
          .collect(Collectors.toUnmodifiableSet());

  private final boolean trouble;
  private final String word;

  EventKind() {
    this(false);
  }

  EventKind(boolean trouble) {
    this.trouble = trouble;
    this.word =
        Arrays.stream(name().split("_"))
            .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
  }

  /** As it is written everywhere: {@code HostLost}. */
  public String word() {
    return word;
  }

  /** Whether a word is of something that went wrong. */
  static boolean isTrouble(String word) {
    return TROUBLE.contains(word);
  }
}
