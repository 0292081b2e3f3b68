package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.state.ClusterState.ReplicasSeen;
import org.kafkayarn.am.state.MetadataState.Refusal;

/** What Kafka's word makes of the state: the part of {@link Transitions} about Kafka itself. */
final class KafkaTransitions implements KafkaEvent.Handler<ClusterState> {
  private final ClusterState state;
  private final Instant now;

  KafkaTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public ClusterState observed(KafkaEvent.Observed event) {
    ClusterState next = withVoters(state.toBuilder().quorum(event.quorum()).build());
    for (Slot slot : state.slots().values()) {
      Optional<String> startId =
          Optional.ofNullable(event.confirmed().get(slot.id()))
              .filter(id -> event.brokers().contains(slot.id()));
      if (!slot.confirmed().equals(startId)) {
        next = next.with(slot.confirmedAs(startId));
        if (startId.isPresent()) {
          next = next.toBuilder().confirmedAt(now).build();
        }
      }
      if (event.quorum().leader().isPresent() && next.slot(slot.id()).serving()) {
        next = seenByQuorum(next, slot.id());
      }
    }
    return next.allServing() ? next.toBuilder().wasReady().build() : next;
  }

  /** Who has a vote is remembered: the next application asks them first. */
  private static ClusterState withVoters(ClusterState before) {
    TreeMap<Integer, String> told = new TreeMap<>();
    before.quorum().voters().forEach((id, voter) -> told.put(id, voter.directoryId()));
    return before.leader().isEmpty() || told.isEmpty() || told.equals(before.ledger().voters())
        ? before
        : before.with(before.ledger().withVoters(told));
  }

  /** What Kafka has done shows before the next look at it. */
  @Override
  public ClusterState voterChanged(KafkaEvent.VoterChanged event) {
    if (!state.voterChange().equals(Optional.of(event.change()))) {
      return state;
    }
    VoterChange change = event.change();
    if (event.failure().isPresent()) {
      return state.toBuilder()
          .voterChange(Optional.of(change.failed(event.failure().get(), now)))
          .build();
    }
    Map<Integer, Quorum.Replica> voters = new HashMap<>(state.quorum().voters());
    if (change.kind() == VoterChange.Kind.ADD) {
      voters.put(change.nodeId(), new Quorum.Replica(change.directoryId(), true));
    } else {
      voters.remove(change.nodeId());
    }
    Quorum quorum = new Quorum(state.quorum().leader(), voters, state.quorum().observers());
    return withVoters(state.toBuilder().quorum(quorum).voterChange(Optional.empty()).build());
  }

  @Override
  public ClusterState replicasObserved(KafkaEvent.ReplicasObserved event) {
    return state.toBuilder()
        .replicas(event.replicas().map(seen -> new ReplicasSeen(seen, event.begun().orElse(now))))
        .build();
  }

  /** Without an answer the node's start waits: a call that comes late takes its successor off. */
  @Override
  public ClusterState unregistered(KafkaEvent.Unregistered event) {
    boolean isOpen =
        state
            .ledger()
            .node(event.nodeId())
            .flatMap(NodeRecord::unregistration)
            .filter(call -> call.since().equals(event.since()))
            .isPresent();
    if (!isOpen) {
      return state;
    }
    ClusterState next =
        NodeTransitions.noteRecord(
            event.outcome() == Unregistration.Outcome.DONE ? takenOff(event.nodeId()) : state,
            event.nodeId(),
            record ->
                event.outcome() == Unregistration.Outcome.UNANSWERED
                    ? record.unregistering(record.unregistration().orElseThrow().withoutAnswer())
                    : record.withoutUnregistration());
    return Optional.ofNullable(state.slots().get(event.nodeId()))
        .filter(slot -> slot.order().equals(Optional.of(Slot.Order.UNREGISTER)))
        .map(slot -> next.with(slot.withoutOrder().crashDealtWith()))
        .orElse(next);
  }

  /** A broker that leaves the cluster is forgotten once Kafka has forgotten it. */
  private ClusterState takenOff(int id) {
    return state
        .ledger()
        .operations()
        .open()
        .filter(operation -> operation.kind() == Operation.Kind.REMOVE)
        .filter(operation -> operation.nodes().contains(id))
        .findFirst()
        .map(operation -> state.with(state.ledger().with(operation.touching(id))))
        .orElse(state);
  }

  @Override
  public ClusterState featuresObserved(KafkaEvent.FeaturesObserved event) {
    return with(state.metadata().observed(event.features()));
  }

  @Override
  public ClusterState metadataAnswered(KafkaEvent.MetadataAnswered event) {
    return with(
        event
            .refusal()
            .map(why -> state.metadata().refused(new Refusal(event.level(), why, now)))
            .orElseGet(() -> state.metadata().finalized(event.level())));
  }

  private ClusterState with(MetadataState metadata) {
    return state.toBuilder().metadata(metadata).build();
  }

  @Override
  public ClusterState settingsObserved(KafkaEvent.SettingsObserved event) {
    return with(state.settings().observed(event.nodes()));
  }

  @Override
  public ClusterState settingsAltered(KafkaEvent.SettingsAltered event) {
    Settings settings = state.settings();
    Settings.Alteration alteration = event.alteration();
    if (!settings.calling().equals(Optional.of(alteration))) {
      return state;
    }
    if (event.failure().isPresent()) {
      return with(settings.failed(event.failure().get(), now));
    }
    TreeSet<String> deleted = new TreeSet<>();
    alteration
        .entries()
        .forEach(
            (key, value) -> {
              if (value.isEmpty() && !event.refused().containsKey(key)) {
                deleted.add(key);
              }
            });
    return with(settings.altered(alteration, event.refused()))
        .with(state.ledger().withoutDynamicSettings(alteration.resource(), deleted));
  }

  private ClusterState with(Settings settings) {
    return state.toBuilder().settings(settings).build();
  }

  @Override
  public ClusterState operationMoved(KafkaEvent.OperationMoved event) {
    return new OperationTransitions(state, now).moved(event);
  }

  @Override
  public ClusterState tasksObserved(KafkaEvent.TasksObserved event) {
    return state.toBuilder().tasks(state.tasks().seeing(event.seen())).build();
  }

  private static ClusterState seenByQuorum(ClusterState before, int id) {
    Ledger ledger = before.ledger();
    return ledger
        .node(id)
        .filter(NodeRecord::controller)
        .filter(node -> !node.controllerEndpoint().equals(ledger.quorumEndpoints().get(id)))
        .map(node -> before.with(ledger.seenByQuorum(node)))
        .orElse(before);
  }
}
