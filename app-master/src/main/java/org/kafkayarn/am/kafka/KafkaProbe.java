package org.kafkayarn.am.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka which brokers serve and who leads its quorum. Kafka offers no event for either: it is
 * asked often while a process is new, seldom when all is steady. A thread of its own.
 *
 * <p>A process counts as serving when it answers on its own listener and the cluster lists it: the
 * list alone still names a killed broker until its session expires. No list of brokers names a node
 * that is a controller only: it counts when it answers on its own listener and the quorum shows it
 * as a replica that fetches, and is then among {@link KafkaEvent.Observed#brokers()} too, where
 * such ids stand for "Kafka knows it".
 */
public final class KafkaProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaProbe.class);
  private static final long BUSY_MS = 100;
  private static final long STEADY_MS = 5_000;
  private static final int ANSWER_MS = 3_000;

  private final Consumer<Event> events;
  private final ReplicaProbe replicas;
  private final FeatureProbe features;
  private final SettingsProbe settings;
  private final Thread thread = new Thread(this::run, "kafka-probe");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Map<Integer, Target> targets = Map.of();
  private boolean closed;

  // The probe's thread only.
  private final Map<Integer, String> answered = new HashMap<>();
  private Optional<Admin> admin = Optional.empty();
  private Set<String> adminServers = Set.of();
  private Optional<KafkaEvent.Observed> last = Optional.empty();

  public KafkaProbe(Consumer<Event> events) {
    this(events, UnaryOperator.identity());
  }

  /**
   * @param survivors finds what is left of partitions without a leader; may block
   */
  public KafkaProbe(Consumer<Event> events, UnaryOperator<Offline> survivors) {
    this.events = events;
    this.replicas = new ReplicaProbe(events, survivors);
    this.features = new FeatureProbe(events);
    this.settings = new SettingsProbe(events);
    thread.setDaemon(true);
  }

  public void start() {
    replicas.start();
    features.start();
    settings.start();
    thread.start();
  }

  /** Watches the Kafka processes that run. */
  public void follow(Snapshot snapshot) {
    Map<Integer, Target> running = new HashMap<>();
    for (Slot slot : snapshot.state().slots().values()) {
      Optional<NodeRecord> node = snapshot.state().ledger().node(slot.id());
      slot.launcher()
          .filter(launcher -> launcher.phase() == LauncherState.Phase.RUNNING)
          .filter(launcher -> node.isPresent())
          .ifPresent(
              launcher ->
                  running.put(
                      slot.id(), Target.of(snapshot.state(), node.get(), launcher.startId())));
    }
    replicas.follow(snapshot);
    features.follow(snapshot);
    settings.follow(snapshot);
    lock.lock();
    try {
      if (!running.equals(targets)) {
        targets = Map.copyOf(running);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Asks Kafka to finalize a version of its metadata; the end is an event. */
  public void finalizeMetadata(Action.FinalizeMetadata action) {
    features.finalizeMetadata(action);
  }

  /** Asks Kafka to change settings while it runs; the end is an event. */
  public void alterSettings(Action.AlterSettings action) {
    settings.alter(action);
  }

  private void run() {
    try {
      Map<Integer, Target> seen = Map.of();
      boolean steady = false;
      while (true) {
        Optional<Map<Integer, Target>> next = await(seen, steady ? STEADY_MS : BUSY_MS);
        if (next.isEmpty()) {
          return;
        }
        seen = next.get();
        steady = observe(seen);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.ifPresent(Admin::close);
    }
  }

  /** What to look at, when the wait is over or it has changed; empty when closed. */
  private Optional<Map<Integer, Target>> await(Map<Integer, Target> seen, long waitMs)
      throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMs);
    lock.lock();
    try {
      while (!closed && (targets.isEmpty() || (left > 0 && targets.equals(seen)))) {
        if (targets.isEmpty()) {
          publish(KafkaEvent.Observed.nothing());
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return closed ? Optional.empty() : Optional.of(targets);
    } finally {
      lock.unlock();
    }
  }

  /** Whether all is as it should be, so that the next look can wait. */
  private boolean observe(Map<Integer, Target> wanted) throws InterruptedException {
    answered
        .entrySet()
        .removeIf(
            entry ->
                Optional.ofNullable(wanted.get(entry.getKey()))
                    .filter(target -> target.startId().equals(entry.getValue()))
                    .isEmpty());
    for (Map.Entry<Integer, Target> entry : wanted.entrySet()) {
      if (!answered.containsKey(entry.getKey())
          && Listener.answers(entry.getKey(), entry.getValue(), ANSWER_MS)) {
        answered.put(entry.getKey(), entry.getValue().startId());
      }
    }
    if (answered.isEmpty()) {
      publish(KafkaEvent.Observed.nothing());
      return false;
    }
    try {
      KafkaEvent.Observed observed = ask(wanted);
      publish(observed);
      return observed.brokers().containsAll(wanted.keySet()) && answered.size() == wanted.size();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Kafka does not answer", e);
      // A process that answered once and is not heard now is asked anew on its own listener.
      answered.clear();
      publish(KafkaEvent.Observed.nothing());
      return false;
    }
  }

  /** While no broker answers, the controllers tell of the quorum, and nobody of brokers. */
  private KafkaEvent.Observed ask(Map<Integer, Target> wanted)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<Integer> controllersOnly = new HashSet<>(answered.keySet());
    controllersOnly.removeIf(id -> wanted.get(id).isBroker());
    Connection by =
        controllersOnly.size() < answered.size() ? Connection.BROKERS : Connection.CONTROLLERS;
    Admin client =
        admin(
            by,
            answered.keySet().stream()
                .map(wanted::get)
                .filter(target -> target.connection() == by)
                .map(Target::listener)
                .collect(Collectors.toSet()));
    Set<Integer> known = new HashSet<>();
    if (by == Connection.BROKERS) {
      known.addAll(
          ReplicaLook.ids(client.describeCluster().nodes().get(ANSWER_MS, TimeUnit.MILLISECONDS)));
    }
    QuorumInfo quorum =
        client.describeMetadataQuorum().quorumInfo().get(ANSWER_MS, TimeUnit.MILLISECONDS);
    List<QuorumCensus.Replica> voters = ReplicaLook.replicas(quorum.voters());
    List<QuorumCensus.Replica> observers = ReplicaLook.replicas(quorum.observers());
    controllersOnly.retainAll(QuorumCensus.fetching(quorum.leaderId(), voters, observers));
    known.addAll(controllersOnly);
    return new KafkaEvent.Observed(
        Map.copyOf(answered),
        Set.copyOf(known),
        QuorumCensus.of(quorum.leaderId(), voters, observers));
  }

  private Admin admin(Connection by, Set<String> servers) throws ExecutionException {
    if (admin.isEmpty() || !servers.equals(adminServers)) {
      admin.ifPresent(Admin::close);
      adminServers = servers;
      admin = Optional.of(by.to(servers, "kafka-yarn", ANSWER_MS, ANSWER_MS));
    }
    return admin.get();
  }

  private void publish(KafkaEvent.Observed observed) {
    if (!last.equals(Optional.of(observed))) {
      last = Optional.of(observed);
      events.accept(observed);
    }
  }

  @Override
  public void close() {
    replicas.close();
    features.close();
    settings.close();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
