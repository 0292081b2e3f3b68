package org.kafkayarn.am.state;

/**
 * Something that happened outside. Edges post events; only the loop applies them. Each who tells
 * something has a vocabulary of its own; what the ApplicationMaster's own threads tell is here.
 */
public sealed interface Event
    permits YarnEvent,
        LauncherEvent,
        KafkaEvent,
        OperatorEvent,
        Event.LedgerSaved,
        Event.LedgerNotSaved,
        Event.Woken {

  /** The index of all who tell something; forgetting one does not compile. */
  interface Handler<T> {
    T yarn(YarnEvent event);

    T launcher(LauncherEvent event);

    T kafka(KafkaEvent event);

    T operator(OperatorEvent event);

    T ledgerSaved(LedgerSaved event);

    T ledgerNotSaved(LedgerNotSaved event);

    T woken(Woken event);
  }

  <T> T dispatch(Handler<T> handler);

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

  /** A deadline of the plan has come. */
  record Woken() implements Event {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.woken(this);
    }
  }
}
