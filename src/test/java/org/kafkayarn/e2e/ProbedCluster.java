package org.kafkayarn.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.kafkayarn.am.kafka.KafkaProbe;
import org.kafkayarn.am.kafka.VoterEdge;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Slot;

/** A {@link LauncherCluster} under a real {@link KafkaProbe}, whose events reach the state. */
final class ProbedCluster implements AutoCloseable {
  private final LauncherCluster cluster;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final KafkaProbe probe = new KafkaProbe(events::add);
  private final VoterEdge voters =
      new VoterEdge(work -> new Thread(work, "voters").start(), events::add);
  private ClusterState state;

  ProbedCluster(LauncherCluster cluster) {
    this.cluster = cluster;
    this.state = cluster.snapshot().state();
    probe.start();
  }

  /** One turn of the loop, of which the quorum's part is carried out. */
  ClusterState turn() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      cluster.apply(event);
    }
    var snapshot = cluster.snapshot();
    probe.follow(snapshot);
    voters.follow(snapshot);
    cluster.nextVoterChange().ifPresent(voters::change);
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

  private Optional<Replicas> replicas() {
    return turn().replicas().map(ClusterState.ReplicasSeen::replicas);
  }

  /** Makes the probe look often, as it does while a host is about to go. */
  void hostIsGoing(String host) {
    cluster.apply(
        new Event.HostsReported(
            Map.of(host, Host.running(host, "", 0, 0).in(Host.Condition.DECOMMISSIONING)),
            true,
            Optional.empty()));
  }

  ClusterState state() {
    return state;
  }

  @Override
  public void close() {
    probe.close();
  }
}
