package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.spec.SpecDiff;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot;

/**
 * Tells what has happened, from what has changed: between two states, in a plan, in the status.
 * Does no I/O and knows no clock. Loop thread only.
 *
 * <p>What has not changed costs a comparison of references, no text.
 */
public final class Narrator {
  /** A note of the planner about one node. */
  private static final Pattern OF_NODE = Pattern.compile("Node (\\d{1,9}) .*");

  /** A note of the planner about the number of a task's instances. */
  private static final Pattern OF_TASK = Pattern.compile("Task \\S+: .*");

  private final Teller teller;
  private final SlotStory slots;
  private final OfflineStory offline;
  private final QuorumStory quorum;
  private final HostStory hosts;
  private final PreemptionStory preemption;
  private final OperationStory operations;
  private final TaskStory tasks;
  private final WaitMemory waits = new WaitMemory();
  private Set<Integer> waiting = Set.of();
  private ClusterStatus.Phase phase = ClusterStatus.Phase.STARTING;

  /**
   * @param epoch the attempt's right to the cluster, larger than that of any attempt before
   * @param audience hears every event, in order, on the loop's thread
   */
  public Narrator(long epoch, int attempt, Consumer<ClusterEvent> audience) {
    this.teller = new Teller(epoch, attempt, audience);
    this.slots = new SlotStory(teller);
    this.offline = new OfflineStory(teller);
    this.quorum = new QuorumStory(teller);
    this.hosts = new HostStory(teller);
    this.preemption = new PreemptionStory(teller);
    this.operations = new OperationStory(teller);
    this.tasks = new TaskStory(teller);
  }

  public void began(ClusterState state, String host, Instant at) {
    operations.began(state);
    Application application = state.application();
    teller.tell(
        at,
        EventKind.ATTEMPT_BEGAN,
        Optional.empty(),
        Optional.of(host),
        "attempt %d of %s, specification %d"
            .formatted(application.attempt(), application.id(), state.spec().generation()));
  }

  /** The attempt ends before the application does. */
  public void fell(String reason, Instant at) {
    teller.ofCluster(at, EventKind.ATTEMPT_ENDED, reason + "; what runs in containers goes on");
  }

  public void programChanged(String what, Instant at) {
    teller.ofCluster(at, EventKind.PROGRAM_CHANGED, what);
  }

  public void programFailed(String why, Instant at) {
    teller.ofCluster(at, EventKind.PROGRAM_NOT_CHANGED, why);
  }

  /** An event has made one state of the other. */
  @SuppressWarnings("ReferenceEquality") // what is the same object has not changed
  public void happened(ClusterState before, ClusterState after, Event event, Instant at) {
    if (event instanceof OperatorEvent.Recovered done) {
      offline.recovered(after, done, at);
    }
    if (before == after) {
      return;
    }
    offline.tell(before, after, at);
    operations.tell(after, at);
    tasks.tell(before, after, at);
    cluster(before, after, at);
    quorum.tell(before, after, event, at);
    if (before.slots() != after.slots()) {
      Iterator<Slot> last = before.slots().values().iterator();
      for (Slot slot : after.slots().values()) {
        // The same nodes in the same order, but for those that the specification adds or removes.
        Slot old = last.hasNext() ? last.next() : slot;
        if (old.id() != slot.id()) {
          old = before.slots().getOrDefault(slot.id(), slot);
        }
        if (old != slot) {
          slots.tell(after, old, slot, event, at);
        }
      }
    }
    hosts.tell(before, after, at);
    preemption.tell(before, after, at);
  }

  private void cluster(ClusterState before, ClusterState after, Instant at) {
    if (before.spec().generation() != after.spec().generation()) {
      SpecDiff.between(before.spec(), after.spec())
          .lines()
          .forEach(
              line ->
                  teller.ofCluster(
                      at,
                      EventKind.SPEC_CHANGED,
                      "specification %d: %s".formatted(after.spec().generation(), line)));
    }
    if (before.registered().isEmpty() && after.registered().isPresent()) {
      teller.ofCluster(
          at, EventKind.REGISTERED, "the ResourceManager has accepted the ApplicationMaster");
    }
    if (!before.stopping() && after.stopping()) {
      teller.ofCluster(at, EventKind.STOP_REQUESTED, "the operator asks for an orderly stop");
    }
    purged(before, after, at);
    if (before.saving().failure().isEmpty() && after.saving().failure().isPresent()) {
      teller.ofCluster(at, EventKind.HOME_UNWRITABLE, after.saving().failure().get());
    } else if (before.saving().failure().isPresent() && after.saving().failure().isEmpty()) {
      teller.ofCluster(at, EventKind.HOME_WRITABLE, "the ledger is saved again");
    }
  }

  private void purged(ClusterState before, ClusterState after, Instant at) {
    if (before.ledger().leftBehind().equals(after.ledger().leftBehind())) {
      return;
    }
    Set<Place> left = places(after);
    for (Place place : places(before)) {
      if (!left.contains(place)) {
        teller.tell(
            at,
            EventKind.DATA_PURGED,
            Optional.of(place.nodeId()),
            Optional.of(place.host()),
            "what it had left behind there was removed");
      }
    }
  }

  /** Where a node has left data. */
  private record Place(int nodeId, String host) {}

  private static Set<Place> places(ClusterState state) {
    return state.ledger().leftBehind().all().stream()
        .map(left -> new Place(left.nodeId(), left.host()))
        .collect(Collectors.toSet());
  }

  /** A plan is about to be carried out. */
  public void planned(Plan plan, Instant at) {
    ClusterState state = plan.intended();
    hosts.avoided(state, at);
    operations.tell(state, at);
    plan.notes().forEach(note -> note(state, note, at));
    ActionStory actions = new ActionStory(teller, at);
    plan.actions().forEach(action -> action.dispatch(actions));
    Set<Integer> now = new TreeSet<>(plan.waits().keySet());
    now.addAll(plan.taskWaits().keySet());
    waiting.stream().filter(id -> !now.contains(id)).forEach(waits::ended);
    waiting = now;
    plan.waits()
        .forEach(
            (id, wait) -> {
              if (waits.isNews(id, wait.reason(), at) && !actions.tells(id, wait.reason())) {
                teller.ofNode(at, EventKind.WAITING, state, id, wait.reason());
              }
            });
    plan.taskWaits()
        .forEach(
            (id, wait) -> {
              if (waits.isNews(id, wait.reason(), at) && !actions.tells(id, wait.reason())) {
                tasks.waits(state, id, wait.reason(), at);
              }
            });
  }

  private void note(ClusterState state, String note, Instant at) {
    Matcher ofNode = OF_NODE.matcher(note);
    if (OF_TASK.matcher(note).matches()) {
      teller.ofCluster(at, EventKind.TASK_SCALED, note);
    } else if (ofNode.matches()) {
      teller.ofNode(at, EventKind.DECIDED, state, Integer.parseInt(ofNode.group(1)), note);
    } else {
      teller.ofCluster(at, EventKind.DECIDED, note);
    }
  }

  /** The status after a turn. */
  public void published(ClusterStatus status, Instant at) {
    if (status.phase() == phase) {
      return;
    }
    phase = status.phase();
    switch (phase) {
      case READY -> teller.ofCluster(at, EventKind.CLUSTER_READY, status.message());
      case DEGRADED -> teller.ofCluster(at, EventKind.CLUSTER_DEGRADED, status.message());
      case BLOCKED -> teller.ofCluster(at, EventKind.CLUSTER_BLOCKED, status.message());
      case STARTING, STOPPING, STOPPED -> {} // told by what began it
    }
  }
}
