package org.kafkayarn.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.kafka.KafkaProbe;
import org.kafkayarn.am.kafka.SettingsCheck;
import org.kafkayarn.am.kafka.TaskProbe;
import org.kafkayarn.am.kafka.UncleanElections;
import org.kafkayarn.am.kafka.VoterEdge;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.recovery.Survivors;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.am.state.task.TaskState;

/** A {@link LauncherCluster} under a real {@link KafkaProbe}, whose events reach the state. */
final class ProbedCluster implements AutoCloseable {
  private final LauncherCluster cluster;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Executor threads = work -> new Thread(work, "probed").start();
  private final LauncherCalls launchers = new LauncherCalls(node -> LauncherNode.TOKEN, threads);
  private final UncleanElections elections = new UncleanElections();
  private final RecoveryDesk desk = new RecoveryDesk(elections, launchers, events::add);
  private final KafkaProbe probe = new KafkaProbe(events::add, new Survivors(launchers));
  private final TaskProbe tasks = new TaskProbe(events::add);
  private final VoterEdge voters = new VoterEdge(threads, events::add);
  private final SettingsCheck check = new SettingsCheck();
  private ClusterState state;
  private ClusterStatus status;

  ProbedCluster(LauncherCluster cluster) {
    this.cluster = cluster;
    this.state = cluster.snapshot().state();
    this.status = cluster.snapshot().status();
    probe.start();
    tasks.start();
  }

  /** One turn of the loop, of which the quorum's part is carried out. */
  ClusterState turn() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      cluster.apply(event);
    }
    var snapshot = cluster.snapshot();
    probe.follow(snapshot);
    check.follow(snapshot);
    tasks.follow(snapshot);
    voters.follow(snapshot);
    launchers.follow(snapshot);
    elections.follow(snapshot);
    desk.follow(snapshot);
    status = snapshot.status();
    cluster.nextVoterChange().ifPresent(voters::change);
    cluster.nextMetadata().ifPresent(probe::finalizeMetadata);
    cluster.nextSettings().ifPresent(probe::alterSettings);
    state = snapshot.state();
    return state;
  }

  Set<Integer> awaitServing(Set<Integer> ids, Duration limit) throws Exception {
    return Until.isTrue(ids + " serve, and no others", limit, this::serving, ids::equals);
  }

  private Set<Integer> serving() {
    return Set.copyOf(
        turn().slots().values().stream().filter(Slot::serving).map(Slot::id).toList());
  }

  Replicas awaitReplicas(String what, Duration limit, Predicate<Replicas> condition)
      throws Exception {
    return Until.isTrue(what, limit, this::replicas, seen -> seen.filter(condition).isPresent())
        .orElseThrow();
  }

  void awaitNoReplicas(Duration limit) throws Exception {
    Optional<Replicas> unused =
        Until.isTrue("nobody tells of replicas", limit, this::replicas, Optional::isEmpty);
  }

  /** What tasks depend on. */
  TaskState.Observed awaitObserved(
      String what, Duration limit, Predicate<TaskState.Observed> condition) throws Exception {
    return Until.isTrue(
            what,
            limit,
            () -> turn().tasks().observed(),
            seen -> seen.filter(condition).isPresent())
        .orElseThrow();
  }

  private Optional<Replicas> replicas() {
    return turn().replicas().map(ClusterState.ReplicasSeen::replicas);
  }

  /** Makes the probe look often, as it does while a host is about to go. */
  void hostIsGoing(String host) {
    cluster.apply(
        new YarnEvent.HostsReported(
            Map.of(host, Host.running(host, "", 0, 0).in(Host.Condition.DECOMMISSIONING)),
            true,
            Optional.empty()));
  }

  /** Where an operator orders to go on with what survives. */
  RecoveryDesk desk() {
    return desk;
  }

  /** What a running broker says of a specification before it is wanted. */
  Optional<String> refusal(ClusterSpec wanted) throws InterruptedException {
    return check.refusal(state.spec(), wanted);
  }

  ClusterStatus status() {
    return status;
  }

  ClusterState state() {
    return state;
  }

  @Override
  public void close() {
    tasks.close();
    probe.close();
  }
}
