package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.state.task.TaskLedger;

/**
 * Whose a container is that YARN speaks of: a node's, a task's, or nobody's. What is nobody's is a
 * stray, and is given back. The part of {@link Transitions} about what YARN tells.
 */
final class ContainerTransitions implements YarnEvent.Handler<ClusterState> {
  private final ClusterState state;
  private final Instant now;

  ContainerTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public ClusterState registered(YarnEvent.Registered event) {
    return adoptAll(
        state.toBuilder().registered(now).fleet(state.fleet().granting(event.largest())).build(),
        event.previous());
  }

  @Override
  public ClusterState previousContainers(YarnEvent.PreviousContainers event) {
    return adoptAll(state, event.containers());
  }

  /** Containers of an earlier attempt. */
  private ClusterState adoptAll(ClusterState start, List<Held> containers) {
    ClusterState next = start;
    for (Held held : containers) {
      next =
          orStray(
              next,
              held,
              isTask(held.nodeId()) ? tasks(next).adopted(held) : nodes(next).adopted(held));
    }
    return next;
  }

  @Override
  public ClusterState granted(YarnEvent.Granted event) {
    ClusterState next = state;
    for (Held held : event.containers()) {
      next =
          orStray(
              next,
              held,
              isTask(held.nodeId()) ? tasks(next).granted(held) : nodes(next).granted(held));
    }
    return next;
  }

  private static ClusterState orStray(
      ClusterState before, Held held, Optional<ClusterState> claimed) {
    return claimed.orElseGet(() -> stray(before, held));
  }

  static ClusterState stray(ClusterState before, Held held) {
    List<Held> strays = new ArrayList<>(before.strays());
    strays.add(held);
    return before.toBuilder().strays(strays).build();
  }

  static boolean fits(Slot.Ask ask, Held held, Fleet fleet) {
    if (!ask.hosts().isEmpty()) {
      return ask.hosts().contains(held.host());
    }
    return ask.rack().isEmpty() || ask.rack().equals(fleet.host(held.host()).map(Host::rack));
  }

  @Override
  public ClusterState launched(YarnEvent.Launched event) {
    return isTask(event.nodeId()) ? tasks(state).launched(event) : nodes(state).launched(event);
  }

  @Override
  public ClusterState launchFailed(YarnEvent.LaunchFailed event) {
    return isTask(event.nodeId())
        ? tasks(state).launchFailed(event)
        : nodes(state).launchFailed(event);
  }

  @Override
  public ClusterState completed(YarnEvent.Completed event) {
    ClusterState next =
        state.toBuilder()
            .strays(
                state.strays().stream()
                    .filter(held -> !held.containerId().equals(event.containerId()))
                    .toList())
            .build();
    return tasks(next).completed(event).or(() -> nodes(next).completed(event)).orElse(next);
  }

  @Override
  public ClusterState containerResized(YarnEvent.ContainerResized event) {
    return nodes(state).resized(event);
  }

  @Override
  public ClusterState hostsReported(YarnEvent.HostsReported event) {
    return state.toBuilder().fleet(state.fleet().reported(event, now)).build();
  }

  @Override
  public ClusterState preemptionAnnounced(YarnEvent.PreemptionAnnounced event) {
    return state.toBuilder()
        .preemption(new Preemption(event.certain(), event.others(), event.amount(), now))
        .build();
  }

  private static boolean isTask(int id) {
    return TaskLedger.isTask(id);
  }

  private TaskTransitions tasks(ClusterState at) {
    return new TaskTransitions(at, now);
  }

  private NodeTransitions nodes(ClusterState at) {
    return new NodeTransitions(at, now);
  }
}
