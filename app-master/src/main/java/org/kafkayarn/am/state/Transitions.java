package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;

/**
 * What an event makes of the state. Decides nothing: it only believes. Events about containers that
 * a slot no longer holds change nothing but what is to be given back.
 */
public final class Transitions implements Event.Handler<ClusterState> {
  private final ClusterState state;
  private final Instant now;

  private Transitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  public static ClusterState apply(ClusterState state, Event event, Instant now) {
    return event.dispatch(new Transitions(state, now));
  }

  private ContainerTransitions containers() {
    return new ContainerTransitions(state, now);
  }

  @Override
  public ClusterState registered(Event.Registered event) {
    return containers().registered(event);
  }

  @Override
  public ClusterState previousContainers(Event.PreviousContainers event) {
    return containers().previousContainers(event);
  }

  @Override
  public ClusterState granted(Event.Granted event) {
    return containers().granted(event);
  }

  @Override
  public ClusterState completed(Event.Completed event) {
    return containers().completed(event);
  }

  @Override
  public ClusterState launched(Event.Launched event) {
    return containers().launched(event);
  }

  @Override
  public ClusterState launchFailed(Event.LaunchFailed event) {
    return containers().launchFailed(event);
  }

  @Override
  public ClusterState containerResized(Event.ContainerResized event) {
    return new NodeTransitions(state, now).resized(event);
  }

  @Override
  public ClusterState hostsReported(Event.HostsReported event) {
    return state.toBuilder().fleet(state.fleet().reported(event, now)).build();
  }

  @Override
  public ClusterState preemptionAnnounced(Event.PreemptionAnnounced event) {
    return state.toBuilder()
        .preemption(new Preemption(event.certain(), event.others(), event.amount(), now))
        .build();
  }

  private LauncherTransitions launcher() {
    return new LauncherTransitions(state, now);
  }

  @Override
  public ClusterState launcherAnswered(Event.LauncherAnswered event) {
    return launcher().launcherAnswered(event);
  }

  @Override
  public ClusterState launcherSilent(Event.LauncherSilent event) {
    return launcher().launcherSilent(event);
  }

  @Override
  public ClusterState orderDone(Event.OrderDone event) {
    return launcher().orderDone(event);
  }

  private KafkaTransitions kafka() {
    return new KafkaTransitions(state, now);
  }

  @Override
  public ClusterState kafkaObserved(Event.KafkaObserved event) {
    return kafka().kafkaObserved(event);
  }

  @Override
  public ClusterState voterChanged(Event.VoterChanged event) {
    return kafka().voterChanged(event);
  }

  @Override
  public ClusterState replicasObserved(Event.ReplicasObserved event) {
    return kafka().replicasObserved(event);
  }

  @Override
  public ClusterState unregistered(Event.Unregistered event) {
    return kafka().unregistered(event);
  }

  @Override
  public ClusterState featuresObserved(Event.FeaturesObserved event) {
    return kafka().featuresObserved(event);
  }

  @Override
  public ClusterState metadataOrdered(Event.MetadataOrdered event) {
    return kafka().metadataOrdered(event);
  }

  @Override
  public ClusterState metadataAnswered(Event.MetadataAnswered event) {
    return kafka().metadataAnswered(event);
  }

  @Override
  public ClusterState settingsObserved(Event.SettingsObserved event) {
    return kafka().settingsObserved(event);
  }

  @Override
  public ClusterState settingsAltered(Event.SettingsAltered event) {
    return kafka().settingsAltered(event);
  }

  @Override
  public ClusterState ledgerSaved(Event.LedgerSaved event) {
    return state.with(Saving.of(Optional.of(event.ledger())));
  }

  @Override
  public ClusterState ledgerNotSaved(Event.LedgerNotSaved event) {
    return state.with(state.saving().failed(event.reason()));
  }

  @Override
  public ClusterState specChanged(Event.SpecChanged event) {
    return new SpecTransitions(state, now).changed(event);
  }

  @Override
  public ClusterState dataPurged(Event.DataPurged event) {
    LeftBehinds left = state.ledger().leftBehind().without(event.gone());
    return left.equals(state.ledger().leftBehind()) ? state : state.with(state.ledger().with(left));
  }

  @Override
  public ClusterState stopRequested(Event.StopRequested event) {
    return state.toBuilder()
        .stopping()
        .ledger(state.ledger().withStopOf(state.application().id()))
        .build();
  }

  /** Kafka and launchers tell what has changed by it. */
  @Override
  public ClusterState recovered(Event.Recovered event) {
    return state;
  }

  private OperationTransitions operations() {
    return new OperationTransitions(state, now);
  }

  @Override
  public ClusterState operationOrdered(Event.OperationOrdered event) {
    return operations().ordered(event.operation());
  }

  @Override
  public ClusterState operationCommanded(Event.OperationCommanded event) {
    return operations().commanded(event.number(), event.command());
  }

  @Override
  public ClusterState operationMoved(Event.OperationMoved event) {
    return operations().moved(event);
  }

  @Override
  public ClusterState tasksObserved(Event.TasksObserved event) {
    return state.toBuilder().tasks(state.tasks().seeing(event.seen())).build();
  }

  @Override
  public ClusterState woken(Event.Woken event) {
    return state;
  }
}
