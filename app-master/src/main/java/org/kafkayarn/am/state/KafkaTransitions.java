package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.state.MetadataState.Refusal;

/** What Kafka's word makes of the state: the part of {@link Transitions} about Kafka itself. */
final class KafkaTransitions {
  private final ClusterState state;
  private final Instant now;

  KafkaTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  ClusterState kafkaObserved(Event.KafkaObserved event) {
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

  ClusterState voterChanged(Event.VoterChanged event) {
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

  ClusterState replicasObserved(Event.ReplicasObserved event) {
    Instant begun = event.begun().orElse(now);
    return state.with(
        state.kafka().withReplicas(event.replicas().map(seen -> new ReplicasSeen(seen, begun))));
  }

  /** Without an answer the node's start waits: a call that comes late takes its successor off. */
  ClusterState unregistered(Event.Unregistered event) {
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

  ClusterState featuresObserved(Event.FeaturesObserved event) {
    return with(state.kafka().metadata().observed(event.features()));
  }

  ClusterState metadataOrdered(Event.MetadataOrdered event) {
    return with(state.kafka().metadata().ordered(event.level()));
  }

  ClusterState metadataAnswered(Event.MetadataAnswered event) {
    return with(
        event
            .refusal()
            .map(why -> state.kafka().metadata().refused(new Refusal(event.level(), why, now)))
            .orElseGet(() -> state.kafka().metadata().finalized(event.level())));
  }

  private ClusterState with(MetadataState metadata) {
    return state.with(state.kafka().with(metadata));
  }

  ClusterState settingsObserved(Event.SettingsObserved event) {
    return with(state.kafka().settings().observed(event.nodes()));
  }

  ClusterState settingsAltered(Event.SettingsAltered event) {
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
