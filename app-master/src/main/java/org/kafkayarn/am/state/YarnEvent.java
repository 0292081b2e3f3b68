package org.kafkayarn.am.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.am.spec.StartConditions.Amount;

/** What YARN tells: its ResourceManager, and the NodeManagers. */
public sealed interface YarnEvent extends Event {

  /** The index of it; forgetting a case does not compile. */
  interface Handler<T> {
    T registered(Registered event);

    T previousContainers(PreviousContainers event);

    T granted(Granted event);

    T completed(Completed event);

    T containerResized(ContainerResized event);

    T hostsReported(HostsReported event);

    T preemptionAnnounced(PreemptionAnnounced event);

    T launched(Launched event);

    T launchFailed(LaunchFailed event);
  }

  <T> T dispatch(Handler<T> handler);

  @Override
  default <T> T dispatch(Event.Handler<T> handler) {
    return handler.yarn(this);
  }

  /**
   * The ResourceManager has accepted this attempt.
   *
   * @param previous these containers run from the one before
   * @param largest the most that it grants to one container, when that is known
   */
  record Registered(List<Held> previous, Optional<Amount> largest) implements YarnEvent {
    public Registered(List<Held> previous) {
      this(previous, Optional.empty());
    }

    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.registered(this);
    }
  }

  /** Containers of an earlier attempt that the ResourceManager learned of after registration. */
  record PreviousContainers(List<Held> containers) implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.previousContainers(this);
    }
  }

  /** The ResourceManager grants containers. */
  record Granted(List<Held> containers) implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.granted(this);
    }
  }

  /** The ResourceManager says that a container has ended. */
  record Completed(String containerId, int exitStatus, String diagnostics) implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.completed(this);
    }
  }

  /**
   * A container that runs has another size, and its NodeManager knows; or why not.
   *
   * @param memoryMb the size that was asked for, which YARN may have rounded up
   */
  record ContainerResized(
      int nodeId, String containerId, int memoryMb, int vcores, Optional<String> failure)
      implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.containerResized(this);
    }
  }

  /**
   * Reports of hosts.
   *
   * @param whole they are all hosts that there are; otherwise the others keep their reports
   * @param headroom what the queue still grants to this application, when that is known
   */
  record HostsReported(Map<String, Host> hosts, boolean whole, Optional<Amount> headroom)
      implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.hostsReported(this);
    }
  }

  /**
   * The ResourceManager will take containers away in a moment.
   *
   * @param certain these, by id
   * @param others it would take these, but is content with others of the same size
   * @param amount how much it wants of the others
   */
  record PreemptionAnnounced(Set<String> certain, Set<String> others, Amount amount)
      implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.preemptionAnnounced(this);
    }
  }

  /** A NodeManager has started a container. */
  record Launched(int nodeId, String containerId) implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.launched(this);
    }
  }

  /** A NodeManager could not start a container, or did not answer. */
  record LaunchFailed(int nodeId, String containerId, String reason) implements YarnEvent {
    @Override
    public <T> T dispatch(Handler<T> handler) {
      return handler.launchFailed(this);
    }
  }
}
