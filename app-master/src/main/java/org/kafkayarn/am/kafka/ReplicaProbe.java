package org.kafkayarn.am.kafka;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka where the safe copies of the data are. On a large cluster that is costly, so it asks
 * seldom while all is steady, and often while a node is down or a host is about to go. A thread of
 * its own: a look may take long, and whether a process serves must be known soon.
 *
 * <p>Every look is posted, also when it shows the same: its time tells how fresh the answer is.
 */
final class ReplicaProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaProbe.class);
  private static final long RESTLESS_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long STEADY_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int REQUEST_MS = 3_000;
  private static final int CALL_MS = 10_000;

  /** Looking takes at most about so much of Kafka's and our time. */
  private static final int REST_PER_LOOK = 4;

  /**
   * What makes a look due.
   *
   * @param listeners of the brokers that serve
   * @param notServing the nodes that do not
   * @param restless a node does not serve, a host of a container is going, or an operator's order
   *     is carried out
   */
  private record View(Set<String> listeners, Set<Integer> notServing, boolean restless) {}

  private final Consumer<Event> events;
  private final UnaryOperator<Offline> survivors;
  private final Thread thread = new Thread(this::run, "replica-probe");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private View view = new View(Set.of(), Set.of(), false);
  private boolean closed;

  // The probe's thread only.
  private final ReplicaLook look = new ReplicaLook(CALL_MS);
  private Optional<Admin> admin = Optional.empty();
  private Set<String> adminServers = Set.of();

  ReplicaProbe(Consumer<Event> events, UnaryOperator<Offline> survivors) {
    this.events = events;
    this.survivors = survivors;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void follow(Snapshot snapshot) {
    View next = view(snapshot.state());
    lock.lock();
    try {
      if (!next.equals(view)) {
        view = next;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private static View view(ClusterState state) {
    Set<String> listeners = new HashSet<>();
    Set<Integer> notServing = new HashSet<>();
    boolean hostGoes = false;
    for (Slot slot : state.slots().values()) {
      if (!slot.serving()) {
        notServing.add(slot.id());
      } else if (Target.isBroker(state, slot.id())) {
        state.ledger().node(slot.id()).map(Target::brokerListener).ifPresent(listeners::add);
      }
      hostGoes |=
          slot.container()
              .flatMap(held -> Optional.ofNullable(state.hosts().get(held.host())))
              .filter(host -> !host.usable())
              .map(Host::name)
              .isPresent();
    }
    boolean ordered = state.ledger().operations().running().findAny().isPresent();
    return new View(
        Set.copyOf(listeners),
        Set.copyOf(notServing),
        hostGoes || ordered || !notServing.isEmpty());
  }

  private void run() {
    try {
      Optional<View> seen = await(Optional.empty(), 0);
      while (seen.isPresent()) {
        long begun = System.nanoTime();
        Instant at = Instant.now();
        Optional<Replicas> replicas = look(seen.get());
        events.accept(new KafkaEvent.ReplicasObserved(replicas, Optional.of(at)));
        boolean restless =
            seen.get().restless() || replicas.isEmpty() || replicas.get().offline().count() > 0;
        long rest = REST_PER_LOOK * (System.nanoTime() - begun);
        seen = await(seen, Math.max(rest, restless ? RESTLESS_NS : STEADY_NS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.ifPresent(Admin::close);
    }
  }

  /**
   * When the wait is over, or what there is to see has changed; while no broker serves, only the
   * latter. Empty when closed.
   */
  private Optional<View> await(Optional<View> seen, long waitNs) throws InterruptedException {
    long left = waitNs;
    lock.lock();
    try {
      while (!closed && seen.equals(Optional.of(view)) && left > 0) {
        if (view.listeners().isEmpty()) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return closed ? Optional.empty() : Optional.of(view);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Replicas> look(View seen) throws InterruptedException {
    if (seen.listeners().isEmpty()) {
      return Optional.empty();
    }
    try {
      Replicas replicas = look.at(admin(seen.listeners()));
      return Optional.of(replicas.with(survivors.apply(replicas.offline())));
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Kafka does not tell of its replicas", e);
      return Optional.empty();
    }
  }

  private Admin admin(Set<String> servers) throws ExecutionException {
    if (admin.isEmpty() || !servers.equals(adminServers)) {
      admin.ifPresent(Admin::close);
      adminServers = servers;
      admin =
          Optional.of(Connection.BROKERS.to(servers, "kafka-yarn-replicas", REQUEST_MS, CALL_MS));
    }
    return admin.get();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
