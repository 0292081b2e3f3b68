package org.kafkayarn.am.state;

import java.util.Optional;
import org.kafkayarn.launcher.contract.LauncherState;

/** What the launchers in the containers tell, or leave unsaid. */
public sealed interface LauncherEvent extends Event {

  /** The index of it; forgetting a case does not compile. */
  interface Handler<T> {
    T answered(Answered event);

    T silent(Silent event);

    T orderDone(OrderDone event);
  }

  <T> T dispatch(Handler<T> handler);

  @Override
  default <T> T dispatch(Event.Handler<T> handler) {
    return handler.launcher(this);
  }

  /** A launcher told its state. */
  record Answered(int nodeId, String containerId, LauncherState state) implements LauncherEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.answered(this);
    }
  }

  /** A launcher does not answer. */
  record Silent(int nodeId, String containerId, String reason) implements LauncherEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.silent(this);
    }
  }

  /** An order to a launcher ended: with its new state, or with the reason why it failed. */
  record OrderDone(int nodeId, String containerId, Slot.Order order, Optional<String> failure)
      implements LauncherEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.orderDone(this);
    }
  }
}
