package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.SettingsRules;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.spec.SpecDiff;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.Fleet;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.MetadataState;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Preemption;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Unregistration;
import org.kafkayarn.am.state.VoterChange;

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
  private final OperationStory operations;
  private final TaskStory tasks;
  private final WaitMemory waits = new WaitMemory();
  private Map<String, Fleet.Avoided> avoided = Map.of();
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
    this.operations = new OperationStory(teller);
    this.tasks = new TaskStory(teller);
  }

  public void began(ClusterState state, String host, Instant at) {
    operations.began(state);
    ClusterState.Application application = state.application();
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
    if (event instanceof KafkaEvent.Unregistered told) {
      unregistered(after, told, at);
    }
    if (event instanceof KafkaEvent.SettingsAltered told) {
      settings(told, at);
    }
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
    Map<String, Host> hosts = before.fleet().hosts();
    if (hosts != after.fleet().hosts() && !hosts.isEmpty()) {
      hosts(hosts, after.fleet().hosts(), at);
    }
    avoided(after, at);
    if (!before.preemption().equals(after.preemption())) {
      preemption(before, after, at);
    }
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
    if (before.saveFailure().isEmpty() && after.saveFailure().isPresent()) {
      teller.ofCluster(at, EventKind.HOME_UNWRITABLE, after.saveFailure().get());
    } else if (before.saveFailure().isPresent() && after.saveFailure().isEmpty()) {
      teller.ofCluster(at, EventKind.HOME_WRITABLE, "the ledger is saved again");
    }
    voterChange(before, after, at);
    if (!before.metadata().equals(after.metadata())) {
      metadata(before.metadata(), after.metadata(), at);
    }
    if (!before.leader().equals(after.leader())) {
      after
          .leader()
          .ifPresentOrElse(
              id ->
                  teller.ofNode(
                      at, EventKind.CONTROLLER, after, id, "it is the active controller now"),
              () -> teller.ofCluster(at, EventKind.CONTROLLER, "the quorum has no leader"));
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
    return state.ledger().leftBehind().stream()
        .map(left -> new Place(left.nodeId(), left.host()))
        .collect(Collectors.toSet());
  }

  private void settings(KafkaEvent.SettingsAltered told, Instant at) {
    Settings.Alteration alteration = told.alteration();
    String whose = SettingsRules.name(alteration.resource());
    if (told.failure().isPresent()) {
      teller.ofCluster(
          at,
          EventKind.SETTINGS_NOT_CHANGED,
          "%s of %s: %s"
              .formatted(
                  String.join(", ", alteration.entries().keySet()), whose, told.failure().get()));
      return;
    }
    told.refused()
        .forEach(
            (key, why) ->
                teller.ofCluster(
                    at,
                    EventKind.SETTING_REFUSED,
                    SettingsRules.line(alteration.change(key), why)));
    Set<String> done = new TreeSet<>(alteration.entries().keySet());
    done.removeAll(told.refused().keySet());
    if (!done.isEmpty()) {
      teller.ofCluster(
          at, EventKind.SETTINGS_CHANGED, "%s of %s".formatted(String.join(", ", done), whose));
    }
  }

  private void unregistered(ClusterState after, KafkaEvent.Unregistered told, Instant at) {
    EventKind kind =
        told.outcome() == Unregistration.Outcome.DONE
            ? EventKind.UNREGISTERED
            : EventKind.UNREGISTER_FAILED;
    teller.ofNode(at, kind, after, told.nodeId(), told.detail());
  }

  private void voterChange(ClusterState before, ClusterState after, Instant at) {
    Optional<VoterChange> open = before.voterChange().filter(VoterChange::isOpen);
    if (open.isEmpty() || after.voterChange().equals(open)) {
      return;
    }
    VoterChange change = open.get();
    after
        .voterChange()
        .flatMap(VoterChange::failure)
        .ifPresentOrElse(
            failure ->
                teller.ofNode(
                    at, EventKind.VOTER_CHANGE_FAILED, after, change.nodeId(), failure.reason()),
            () ->
                teller.ofNode(
                    at,
                    EventKind.VOTER_CHANGED,
                    after,
                    change.nodeId(),
                    (change.kind() == VoterChange.Kind.ADD
                            ? "it has joined the quorum; voters: "
                            : "its vote is taken; voters: ")
                        + new TreeSet<>(after.quorum().voters().keySet())));
  }

  /** What Kafka answers; a version that somebody else finalized is told too. */
  private void metadata(MetadataState before, MetadataState after, Instant at) {
    Optional<Integer> last = before.features().map(Features::finalized);
    Optional<Integer> now = after.features().map(Features::finalized);
    if (last.isPresent() && !last.equals(now)) {
      teller.ofCluster(
          at,
          EventKind.METADATA_UPGRADED,
          "metadata.version %s in place of %s"
              .formatted(
                  MetadataVersion.name(now.orElseThrow()), MetadataVersion.name(last.get())));
    }
    after
        .refusal()
        .filter(why -> !before.refusal().equals(Optional.of(why)))
        .ifPresent(
            why ->
                teller.ofCluster(
                    at,
                    EventKind.METADATA_NOT_UPGRADED,
                    "metadata.version %s was not finalized: %s"
                        .formatted(MetadataVersion.name(why.level()), why.reason())));
  }

  private void hosts(Map<String, Host> before, Map<String, Host> after, Instant at) {
    for (Host host : after.values()) {
      Host last = before.get(host.name());
      if (last == null) {
        host(at, EventKind.HOST_NEW, host, "rack " + host.rack() + ", " + host.condition());
      } else if (last.condition() != host.condition()) {
        condition(host, at);
      }
    }
    for (Host last : before.values()) {
      if (!after.containsKey(last.name()) && last.usable()) {
        host(at, EventKind.HOST_LOST, last, "YARN does not report it any more");
      }
    }
  }

  private void condition(Host host, Instant at) {
    String reason = "its NodeManager is " + host.condition();
    switch (host.condition()) {
      case RUNNING -> host(at, EventKind.HOST_BACK, host, reason + " again");
      case DECOMMISSIONING ->
          host(
              at,
              EventKind.HOST_LEAVING,
              host,
              reason + host.leavesAt().map(time -> ", until " + time).orElse(""));
      case UNHEALTHY, LOST, GONE -> host(at, EventKind.HOST_LOST, host, reason);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same map has not changed
  private void avoided(ClusterState state, Instant at) {
    Map<String, Fleet.Avoided> now = state.fleet().avoided();
    if (now == avoided) {
      return;
    }
    now.forEach(
        (name, avoid) -> {
          if (!avoid.equals(avoided.get(name))) {
            teller.tell(
                at,
                EventKind.HOST_AVOIDED,
                Optional.empty(),
                Optional.of(name),
                "not chosen until " + avoid.until() + ": " + avoid.reason());
          }
        });
    avoided = now;
  }

  /** The message comes with every heartbeat: each container is told once. */
  private void preemption(ClusterState before, ClusterState after, Instant at) {
    Set<String> known =
        before
            .preemption()
            .filter(last -> last.holds(at))
            .map(Narrator::containers)
            .orElse(Set.of());
    after
        .preemption()
        .ifPresent(
            next ->
                containers(next).stream()
                    .filter(container -> !known.contains(container))
                    .flatMap(container -> after.slotHolding(container).stream())
                    .flatMap(slot -> slot.container().stream())
                    .forEach(
                        held ->
                            teller.ofContainer(
                                at,
                                EventKind.PREEMPTION_ANNOUNCED,
                                held,
                                next.certain().contains(held.containerId())
                                    ? "YARN is about to take it"
                                    : "YARN is about to take it or others")));
  }

  private static Set<String> containers(Preemption preemption) {
    Set<String> all = new TreeSet<>(preemption.certain());
    all.addAll(preemption.others());
    return all;
  }

  private void host(Instant at, EventKind kind, Host host, String reason) {
    teller.tell(at, kind, Optional.empty(), Optional.of(host.name()), reason);
  }

  /** A plan is about to be carried out. */
  public void planned(Plan plan, Instant at) {
    ClusterState state = plan.intended();
    avoided(state, at);
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
