package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.kafkayarn.am.state.task.TaskState;
import org.pcollections.TreePMap;

/** What Kafka tells when it is asked, and what became of what it was asked to do. */
public sealed interface KafkaEvent extends Event {

  /** The index of it; forgetting a case does not compile. */
  interface Handler<T> {
    T observed(Observed event);

    T replicasObserved(ReplicasObserved event);

    T unregistered(Unregistered event);

    T voterChanged(VoterChanged event);

    T featuresObserved(FeaturesObserved event);

    T metadataAnswered(MetadataAnswered event);

    T settingsObserved(SettingsObserved event);

    T settingsAltered(SettingsAltered event);

    T operationMoved(OperationMoved event);

    T tasksObserved(TasksObserved event);
  }

  <T> T dispatch(Handler<T> handler);

  @Override
  default <T> T dispatch(Event.Handler<T> handler) {
    return handler.kafka(this);
  }

  /**
   * What Kafka says of itself.
   *
   * @param confirmed node id to the startId of the process that was asked and that the quorum knows
   * @param quorum the metadata quorum
   */
  record Observed(Map<Integer, String> confirmed, Set<Integer> brokers, Quorum quorum)
      implements KafkaEvent {
    /** Nobody answers. */
    public static Observed nothing() {
      return new Observed(Map.of(), Set.of(), Quorum.UNKNOWN);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.observed(this);
    }
  }

  /**
   * Where the data's safe copies are; empty while Kafka does not tell.
   *
   * @param begun when the look at them began: a large cluster takes long to look at, and what was
   *     seen may be as old as that; absent: now
   */
  record ReplicasObserved(Optional<Replicas> replicas, Optional<Instant> begun)
      implements KafkaEvent {
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
      implements KafkaEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.unregistered(this);
    }
  }

  /** Kafka has changed its voters as it was asked, or says why not. */
  record VoterChanged(VoterChange change, Optional<String> failure) implements KafkaEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.voterChanged(this);
    }
  }

  /** Which versions of its metadata Kafka knows, and which is in force. */
  record FeaturesObserved(Features features) implements KafkaEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.featuresObserved(this);
    }
  }

  /** Kafka was asked to finalize a level: it has, or why it has not. */
  record MetadataAnswered(int level, Optional<String> refusal) implements KafkaEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.metadataAnswered(this);
    }
  }

  /** What each node that was asked says of its settings, by id. */
  record SettingsObserved(SortedMap<Integer, Settings.Told> nodes) implements KafkaEvent {
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
      implements KafkaEvent {
    public SettingsAltered {
      refused = Map.copyOf(refused);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.settingsAltered(this);
    }
  }

  /** The replicas of an operation move on. */
  record OperationMoved(long number, Outcome outcome, MoveProgress progress, String detail)
      implements KafkaEvent {
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
  record TasksObserved(TaskState.Observed seen) implements KafkaEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.tasksObserved(this);
    }
  }
}
