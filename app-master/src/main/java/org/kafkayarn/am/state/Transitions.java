package org.kafkayarn.am.state;

import java.time.Instant;

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

  @Override
  public ClusterState yarn(YarnEvent event) {
    return event.dispatch(new ContainerTransitions(state, now));
  }

  @Override
  public ClusterState launcher(LauncherEvent event) {
    return event.dispatch(new LauncherTransitions(state, now));
  }

  @Override
  public ClusterState kafka(KafkaEvent event) {
    return event.dispatch(new KafkaTransitions(state, now));
  }

  @Override
  public ClusterState operator(OperatorEvent event) {
    return event.dispatch(new OperatorTransitions(state, now));
  }

  @Override
  public ClusterState ledgerSaved(Event.LedgerSaved event) {
    return state.toBuilder().saved(event.ledger()).build();
  }

  @Override
  public ClusterState ledgerNotSaved(Event.LedgerNotSaved event) {
    return state.toBuilder().saveFailed(event.reason()).build();
  }

  @Override
  public ClusterState woken(Event.Woken event) {
    return state;
  }
}
