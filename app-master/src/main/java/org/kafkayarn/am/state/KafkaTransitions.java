package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
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
    ClusterState next = withVoters(state.with(state.kafka().with(event.quorum())));
    for (Slot slot : state.slots().values()) {
      Optional<String> startId =
          Optional.ofNullable(event.confirmed().get(slot.id()))
              .filter(id -> event.brokers().contains(slot.id()));
      if (!slot.confirmed().equals(startId)) {
        next = next.with(slot.confirmedAs(startId));
        if (startId.isPresent()) {
          next = next.with(next.kafka().confirmedAt(now));
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
    before.kafka().quorum().voters().forEach((id, voter) -> told.put(id, voter.directoryId()));
    return before.leader().isEmpty() || told.isEmpty() || told.equals(before.ledger().voters())
        ? before
        : before.with(before.ledger().withVoters(told));
  }

  @Override
  public ClusterState voterChanged(KafkaEvent.VoterChanged event) {
    KafkaState kafka = state.kafka();
    VoterChange change = event.change();
    if (!kafka.voterChange().equals(Optional.of(change))) {
      return state;
    }
    return event
        .failure()
        .map(why -> state.with(kafka.with(change.failed(why, now))))
        .orElseGet(() -> withVoters(state.with(kafka.changed(change))));
  }

  @Override
  public ClusterState replicasObserved(KafkaEvent.ReplicasObserved event) {
    Instant begun = event.begun().orElse(now);
    return state.with(
        state.kafka().withReplicas(event.replicas().map(seen -> new ReplicasSeen(seen, begun))));
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
    return with(state.kafka().metadata().observed(event.features()));
  }

  @Override
  public ClusterState metadataAnswered(KafkaEvent.MetadataAnswered event) {
    return with(
        event
            .refusal()
            .map(why -> state.kafka().metadata().refused(new Refusal(event.level(), why, now)))
            .orElseGet(() -> state.kafka().metadata().finalized(event.level())));
  }

  private ClusterState with(MetadataState metadata) {
    return state.with(state.kafka().with(metadata));
  }

  @Override
  public ClusterState settingsObserved(KafkaEvent.SettingsObserved event) {
    return with(state.kafka().settings().observed(event.nodes()));
  }

  @Override
  public ClusterState settingsAltered(KafkaEvent.SettingsAltered event) {
    Settings settings = state.kafka().settings();
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
    DynamicKeys left = state.ledger().dynamicSettings().without(alteration.resource(), deleted);
    return with(settings.altered(alteration, event.refused())).with(state.ledger().with(left));
  }

  private ClusterState with(Settings settings) {
    return state.with(state.kafka().with(settings));
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
