package org.kafkayarn.am.state;

import java.time.Instant;

/** What orders of operators make of the state: the part of {@link Transitions} about them. */
final class OperatorTransitions implements OperatorEvent.Handler<ClusterState> {
  private final ClusterState state;
  private final Instant now;

  OperatorTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public ClusterState specChanged(OperatorEvent.SpecChanged event) {
    return new SpecTransitions(state, now).changed(event);
  }

  @Override
  public ClusterState dataPurged(OperatorEvent.DataPurged event) {
    Ledger next = state.ledger().without(event.gone());
    return next.leftBehind().equals(state.ledger().leftBehind())
        ? state
        : state.toBuilder().ledger(next).build();
  }

  @Override
  public ClusterState stopRequested(OperatorEvent.StopRequested event) {
    return state.toBuilder()
        .stopping()
        .ledger(state.ledger().withStopOf(state.application().id()))
        .build();
  }

  /** Kafka and launchers tell what has changed by it. */
  @Override
  public ClusterState recovered(OperatorEvent.Recovered event) {
    return state;
  }

  @Override
  public ClusterState metadataOrdered(OperatorEvent.MetadataOrdered event) {
    return state.toBuilder().metadata(state.metadata().ordered(event.level())).build();
  }

  @Override
  public ClusterState operationOrdered(OperatorEvent.OperationOrdered event) {
    return operations().ordered(event.operation());
  }

  @Override
  public ClusterState operationCommanded(OperatorEvent.OperationCommanded event) {
    return operations().commanded(event.number(), event.command());
  }

  private OperationTransitions operations() {
    return new OperationTransitions(state, now);
  }
}
