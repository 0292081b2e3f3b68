package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.am.state.task.TaskState;
import org.kafkayarn.launcher.contract.LauncherState;
import org.pcollections.TreePMap;

/** Something that happened outside. Edges post events; only the loop applies them. */
public sealed interface Event {

  /** The index of everything that can happen; forgetting a case does not compile. */
  interface Handler<T> {
    T registered(Registered event);

    T previousContainers(PreviousContainers event);

    T granted(Granted event);

    T completed(Completed event);

    T containerResized(ContainerResized event);

    T hostsReported(HostsReported event);

    T preemptionAnnounced(PreemptionAnnounced event);

    T launched(Launched event);

    T launchFailed(LaunchFailed event);

    T launcherAnswered(LauncherAnswered event);

    T launcherSilent(LauncherSilent event);

    T orderDone(OrderDone event);

    T kafkaObserved(KafkaObserved event);

    T replicasObserved(ReplicasObserved event);

    T unregistered(Unregistered event);

    T voterChanged(VoterChanged event);

    T featuresObserved(FeaturesObserved event);

    T metadataOrdered(MetadataOrdered event);

    T metadataAnswered(MetadataAnswered event);

    T settingsObserved(SettingsObserved event);

    T settingsAltered(SettingsAltered event);

    T ledgerSaved(LedgerSaved event);

    T ledgerNotSaved(LedgerNotSaved event);

    T specChanged(SpecChanged event);

    T dataPurged(DataPurged event);

    T stopRequested(StopRequested event);

    T recovered(Recovered event);

    T operationOrdered(OperationOrdered event);

    T operationCommanded(OperationCommanded event);

    T operationMoved(OperationMoved event);

    T tasksObserved(TasksObserved event);

    T woken(Woken event);
  }

  <T> T dispatch(Handler<T> handler);

  /**
   * The ResourceManager has accepted this attempt.
   *
   * @param previous these containers run from the one before
   * @param largest the most that it grants to one container, when that is known
   */
  record Registered(List<Held> previous, Optional<Amount> largest) implements Event {
    public Registered(List<Held> previous) {
      this(previous, Optional.empty());
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.registered(this);
    }
  }

  /** Containers of an earlier attempt that the ResourceManager learned of after registration. */
  record PreviousContainers(List<Held> containers) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.previousContainers(this);
    }
  }

  /** The ResourceManager grants containers. */
  record Granted(List<Held> containers) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.granted(this);
    }
  }

  /** The ResourceManager says that a container has ended. */
  record Completed(String containerId, int exitStatus, String diagnostics) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.completed(this);
    }
  }

  /**
   * A container that runs has another size, and its NodeManager knows; or why not.
   *
   * @param memoryMb the size that was asked for, which YARN may have rounded up
   */
  record ContainerResized(
      int nodeId, String containerId, int memoryMb, int vcores, Optional<String> failure)
      implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.containerResized(this);
    }
  }

  /**
   * Reports of hosts.
   *
   * @param whole they are all hosts that there are; otherwise the others keep their reports
   * @param headroom what the queue still grants to this application, when that is known
   */
  record HostsReported(Map<String, Host> hosts, boolean whole, Optional<Amount> headroom)
      implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.hostsReported(this);
    }
  }

  /**
   * The ResourceManager will take containers away in a moment.
   *
   * @param certain these, by id
   * @param others it would take these, but is content with others of the same size
   * @param amount how much it wants of the others
   */
  record PreemptionAnnounced(Set<String> certain, Set<String> others, Amount amount)
      implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.preemptionAnnounced(this);
    }
  }

  /** A NodeManager has started a container. */
  record Launched(int nodeId, String containerId) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.launched(this);
    }
  }

  /** A NodeManager could not start a container, or did not answer. */
  record LaunchFailed(int nodeId, String containerId, String reason) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.launchFailed(this);
    }
  }

  /** A launcher told its state. */
  record LauncherAnswered(int nodeId, String containerId, LauncherState state) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.launcherAnswered(this);
    }
  }

  /** A launcher does not answer. */
  record LauncherSilent(int nodeId, String containerId, String reason) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.launcherSilent(this);
    }
  }

  /** An order to a launcher ended: with its new state, or with the reason why it failed. */
  record OrderDone(int nodeId, String containerId, Slot.Order order, Optional<String> failure)
      implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.orderDone(this);
    }
  }

  /**
   * What Kafka says of itself.
   *
   * @param confirmed node id to the startId of the process that was asked and that the quorum knows
   * @param quorum the metadata quorum
   */
  record KafkaObserved(Map<Integer, String> confirmed, Set<Integer> brokers, Quorum quorum)
      implements Event {
    /** Nobody answers. */
    public static KafkaObserved nothing() {
      return new KafkaObserved(Map.of(), Set.of(), Quorum.UNKNOWN);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.kafkaObserved(this);
    }
  }

  /**
   * Where the data's safe copies are; empty while Kafka does not tell.
   *
   * @param begun when the look at them began: a large cluster takes long to look at, and what was
   *     seen may be as old as that; absent: now
   */
  record ReplicasObserved(Optional<Replicas> replicas, Optional<Instant> begun) implements Event {
    public ReplicasObserved(Optional<Replicas> replicas) {
      this(replicas, Optional.empty());
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.replicasObserved(this);
    }
  }

  /**
   * What has become of a call to take a crashed broker off.
   *
   * @param since when the call was decided
   * @param detail in words
   */
  record Unregistered(int nodeId, Instant since, Unregistration.Outcome outcome, String detail)
      implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.unregistered(this);
    }
  }

  /** Kafka has changed its voters as it was asked, or says why not. */
  record VoterChanged(VoterChange change, Optional<String> failure) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.voterChanged(this);
    }
  }

  /** Which versions of its metadata Kafka knows, and which is in force. */
  record FeaturesObserved(Features features) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.featuresObserved(this);
    }
  }

  /** The operator orders that a level of {@code metadata.version} is finalized. */
  record MetadataOrdered(int level) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.metadataOrdered(this);
    }
  }

  /** Kafka was asked to finalize a level: it has, or why it has not. */
  record MetadataAnswered(int level, Optional<String> refusal) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.metadataAnswered(this);
    }
  }

  /** What each node that was asked says of its settings, by id. */
  record SettingsObserved(SortedMap<Integer, Settings.Told> nodes) implements Event {
    public SettingsObserved {
      nodes = TreePMap.fromSortedMap(nodes);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.settingsObserved(this);
    }
  }

  /**
   * Kafka was asked to change settings while it runs.
   *
   * @param refused why it does not accept one, by key; the others are changed
   * @param failure why nothing is known of all of them, when that may pass
   */
  record SettingsAltered(
      Settings.Alteration alteration, Map<String, String> refused, Optional<String> failure)
      implements Event {
    public SettingsAltered {
      refused = Map.copyOf(refused);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.settingsAltered(this);
    }
  }

  /** The ledger is safe in the cluster's home, as it was then. */
  record LedgerSaved(Ledger ledger) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.ledgerSaved(this);
    }
  }

  /** The cluster's home could not be written; the save goes on until it can. */
  record LedgerNotSaved(String reason) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.ledgerNotSaved(this);
    }
  }

  /**
   * The operator wants another cluster; the cluster's home has it.
   *
   * @param spec with the nodes that have yet to leave, as far as the home tells
   */
  record SpecChanged(ClusterSpec spec) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.specChanged(this);
    }
  }

  /** Data that nodes had left behind has been removed from its hosts. */
  record DataPurged(List<Gone> gone) implements Event {
    public DataPurged {
      gone = List.copyOf(gone);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.dataPurged(this);
    }
  }

  /** The operator asks for an orderly stop of the cluster. */
  record StopRequested() implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.stopRequested(this);
    }
  }

  /** What became of an operator's order to go on with what survives; changes nothing here. */
  record Recovered(Recovered.Deed deed, Optional<Integer> node, String text) implements Event {
    /** What was ordered, or that it failed. */
    public enum Deed {
      PARTITION,
      QUORUM,
      FAILED
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.recovered(this);
    }
  }

  /**
   * An operator orders work that takes time. It was found possible, and has the next number; one
   * that is known already changes nothing.
   */
  record OperationOrdered(Operation operation) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.operationOrdered(this);
    }
  }

  /** An operator says what becomes of an operation. */
  record OperationCommanded(long number, Operation.Command command) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.operationCommanded(this);
    }
  }

  /** The replicas of an operation move on. */
  record OperationMoved(long number, Outcome outcome, MoveProgress progress, String detail)
      implements Event {
    /** How far it is. */
    public enum Outcome {
      UNDER_WAY,
      /** All are where they are to be. */
      DONE,
      /** It has been aborted, and what belongs to that is done. */
      UNDONE,
      FAILED
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.operationMoved(this);
    }
  }

  /** Kafka was asked for what tasks wait for, or are scaled by. */
  record TasksObserved(TaskState.Observed seen) implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.tasksObserved(this);
    }
  }

  /** A deadline of the plan has come. */
  record Woken() implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.woken(this);
    }
  }
}
