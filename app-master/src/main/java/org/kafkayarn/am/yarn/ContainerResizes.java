package org.kafkayarn.am.yarn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerUpdateType;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdateContainerRequest;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.YarnEvent;

/**
 * Asks the ResourceManager for other sizes of containers that run, and has their NodeManagers told
 * of those that it grants. What it refuses, it does not tell an ApplicationMaster (AMRMClientAsync,
 * 3.3.6 to 3.5.0): no answer is one, too. Thread-safe.
 *
 * <p>To be made as large as it is, or smaller, a container has room: that is granted at once, and
 * brings a new token. So a size that an earlier attempt was granted, and has not told the
 * NodeManager, is told. The first request of all is of that kind, too: FairScheduler takes an
 * increase, sets the room aside and never answers (FairScheduler.allocate, 3.3.6), while it takes
 * no notice of this.
 */
final class ContainerResizes {
  /** Sends a request with the next heartbeat. */
  interface Updates extends BiConsumer<Container, UpdateContainerRequest> {}

  private record Wish(Action.ResizeContainer action, Consumer<Container> tell, Sent sent) {}

  /** What was asked for last. */
  private enum Sent {
    SAME,
    LESS,
    MORE
  }

  private final GrantedContainers granted;
  private final Updates updates;
  private final Optional<String> obstacle;
  private final Consumer<Event> events;
  private final Map<String, Wish> wishes = new ConcurrentHashMap<>();
  private volatile boolean countsVcores;

  /** The scheduler has answered once. */
  private volatile boolean answers;

  /**
   * @param obstacle why no container can grow while it runs
   */
  ContainerResizes(
      GrantedContainers granted,
      Updates updates,
      Optional<String> obstacle,
      Consumer<Event> events) {
    this.granted = granted;
    this.updates = updates;
    this.obstacle = obstacle;
    this.events = events;
  }

  /** A scheduler that does not count vcores says 1, whatever was asked for. */
  void countVcores(boolean counts) {
    countsVcores = counts;
  }

  static Event answer(Action.ResizeContainer action, Optional<String> failure) {
    return new YarnEvent.ContainerResized(
        action.container().nodeId(),
        action.container().containerId(),
        action.memoryMb(),
        action.vcores(),
        failure);
  }

  void ask(Action.ResizeContainer action, Consumer<Container> tell) {
    Optional<Container> container = granted.get(action.container().containerId());
    if (container.isEmpty()) {
      events.accept(answer(action, Optional.of("YARN has taken the container back")));
      return;
    }
    ask(container.get(), action, tell);
  }

  private void ask(Container container, Action.ResizeContainer action, Consumer<Container> tell) {
    Resource now = container.getResource();
    Resource target = target(now, action);
    boolean more = isLarger(target, now);
    boolean less = isLarger(now, target);
    Optional<String> failure =
        more && less
            ? Optional.of("YARN does not change memory and vcores in opposite directions")
            : more ? obstacle : Optional.empty();
    if (failure.isPresent()) {
      wishes.remove(action.container().containerId());
      events.accept(answer(action, failure));
      return;
    }
    Sent what = more && answers ? Sent.MORE : less ? Sent.LESS : Sent.SAME;
    wishes.put(action.container().containerId(), new Wish(action, tell, what));
    updates.accept(
        container,
        UpdateContainerRequest.newInstance(
            container.getVersion(),
            container.getId(),
            what == Sent.MORE
                ? ContainerUpdateType.INCREASE_RESOURCE
                : ContainerUpdateType.DECREASE_RESOURCE,
            what == Sent.SAME ? now : target,
            null));
  }

  private Resource target(Resource now, Action.ResizeContainer action) {
    return Resource.newInstance(
        action.memoryMb(), countsVcores ? action.vcores() : now.getVirtualCores());
  }

  private static boolean isLarger(Resource one, Resource other) {
    return one.getMemorySize() > other.getMemorySize()
        || one.getVirtualCores() > other.getVirtualCores();
  }

  void updated(List<UpdatedContainer> containers) {
    answers = true;
    for (UpdatedContainer update : containers) {
      Container container = update.getContainer();
      granted.add(container);
      Optional.ofNullable(wishes.get(container.getId().toString()))
          .ifPresent(wish -> updated(container, update.getUpdateType(), wish));
    }
  }

  /** It may be the answer to an earlier request, or its first, without the change. */
  private void updated(Container container, ContainerUpdateType type, Wish wish) {
    boolean holds =
        !isLarger(target(container.getResource(), wish.action()), container.getResource());
    boolean shrunk = wish.sent() != Sent.LESS || type == ContainerUpdateType.DECREASE_RESOURCE;
    if (holds && shrunk) {
      wishes.remove(container.getId().toString(), wish);
      wish.tell().accept(container);
    } else {
      ask(container, wish.action(), wish.tell());
    }
  }

  void forget(ContainerId container) {
    wishes.remove(container.toString());
  }
}
