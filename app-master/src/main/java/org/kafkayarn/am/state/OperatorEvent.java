package org.kafkayarn.am.state;

import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.Ledger.Gone;

/** What operators order, and what became of it. */
public sealed interface OperatorEvent extends Event {

  /** The index of it; forgetting a case does not compile. */
  interface Handler<T> {
    T specChanged(SpecChanged event);

    T dataPurged(DataPurged event);

    T stopRequested(StopRequested event);

    T recovered(Recovered event);

    T metadataOrdered(MetadataOrdered event);

    T operationOrdered(OperationOrdered event);

    T operationCommanded(OperationCommanded event);
  }

  <T> T dispatch(Handler<T> handler);

  @Override
  default <T> T dispatch(Event.Handler<T> handler) {
    return handler.operator(this);
  }

  /**
   * The operator wants another cluster; the cluster's home has it.
   *
   * @param spec with the nodes that have yet to leave, as far as the home tells
   */
  record SpecChanged(ClusterSpec spec) implements OperatorEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.specChanged(this);
    }
  }

  /** Data that nodes had left behind has been removed from its hosts. */
  record DataPurged(List<Gone> gone) implements OperatorEvent {
    public DataPurged {
      gone = List.copyOf(gone);
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.dataPurged(this);
    }
  }

  /** The operator asks for an orderly stop of the cluster. */
  record StopRequested() implements OperatorEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.stopRequested(this);
    }
  }

  /** What became of an operator's order to go on with what survives; changes nothing here. */
  record Recovered(Recovered.Deed deed, Optional<Integer> node, String text)
      implements OperatorEvent {
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

  /** The operator orders that a level of {@code metadata.version} is finalized. */
  record MetadataOrdered(int level) implements OperatorEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.metadataOrdered(this);
    }
  }

  /**
   * An operator orders work that takes time. It was found possible, and has the next number; one
   * that is known already changes nothing.
   */
  record OperationOrdered(Operation operation) implements OperatorEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.operationOrdered(this);
    }
  }

  /** An operator says what becomes of an operation. */
  record OperationCommanded(long number, Operation.Command command) implements OperatorEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.operationCommanded(this);
    }
  }
}
