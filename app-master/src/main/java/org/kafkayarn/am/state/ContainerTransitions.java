package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.state.task.TaskLedger;

/**
 * Whose a container is that YARN speaks of: a node's, a task's, or nobody's. What is nobody's is a
 * stray, and is given back. The part of {@link Transitions} about containers.
 */
final class ContainerTransitions {
  private final ClusterState state;
  private final Instant now;

  ContainerTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  ClusterState registered(Event.Registered event) {
    return adoptAll(
        state.toBuilder().registered(now).fleet(state.fleet().granting(event.largest())).build(),
        event.previous());
  }

  ClusterState previousContainers(Event.PreviousContainers event) {
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

  ClusterState granted(Event.Granted event) {
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

  ClusterState launched(Event.Launched event) {
    return isTask(event.nodeId()) ? tasks(state).launched(event) : nodes(state).launched(event);
  }

  ClusterState launchFailed(Event.LaunchFailed event) {
    return isTask(event.nodeId())
        ? tasks(state).launchFailed(event)
        : nodes(state).launchFailed(event);
  }

  ClusterState completed(Event.Completed event) {
    ClusterState next =
        state.toBuilder()
            .strays(
                state.strays().stream()
                    .filter(held -> !held.containerId().equals(event.containerId()))
                    .toList())
            .build();
    return tasks(next).completed(event).or(() -> nodes(next).completed(event)).orElse(next);
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
