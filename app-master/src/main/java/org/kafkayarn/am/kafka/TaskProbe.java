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
import org.apache.kafka.clients.admin.Admin;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.task.TaskState.Observed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka for what tasks wait for or are scaled by: every few seconds while a task is scaled, or
 * waits for a topic that has not been seen; once more when the tasks change; otherwise not at all.
 * A thread of its own.
 *
 * <p>Every look at a lag is posted, also when it shows the same: time alone can make a lag one that
 * has been low for long.
 */
public final class TaskProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskProbe.class);
  private static final long BETWEEN_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int REQUEST_MS = 3_000;
  private static final int CALL_MS = 10_000;

  /** Looking takes at most about so much of Kafka's and our time. */
  private static final int REST_PER_LOOK = 2;

  /**
   * What tasks need to know.
   *
   * @param version another one with each change of the tasks
   */
  private record Needed(long version, Set<String> topics, Set<String> groups) {
    static final Needed NOTHING = new Needed(0, Set.of(), Set.of());

    static Needed by(ClusterSpec spec, long version) {
      Set<String> topics = new HashSet<>();
      Set<String> groups = new HashSet<>();
      for (TaskSpec task : spec.tasks().values()) {
        task.scale().map(TaskSpec.LagScale::group).ifPresent(groups::add);
        for (TaskSpec.After after : task.after()) {
          if (after instanceof TaskSpec.After.Topic topic) {
            topics.add(topic.name());
          }
        }
      }
      return new Needed(version, Set.copyOf(topics), Set.copyOf(groups));
    }

    boolean nothing() {
      return topics.isEmpty() && groups.isEmpty();
    }

    /** Another look could tell more. */
    boolean more(Set<String> there) {
      return !groups.isEmpty() || !there.containsAll(topics);
    }
  }

  /** What makes a look due. */
  private record View(Set<String> listeners, Needed needed) {
    boolean canLook() {
      return !listeners.isEmpty() && !needed.nothing();
    }
  }

  private final Consumer<Event> events;
  private final Thread thread = new Thread(this::run, "task-probe");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private View view = new View(Set.of(), Needed.NOTHING);
  private boolean closed;

  // The loop's thread only.
  private Optional<ClusterSpec> lastSpec = Optional.empty();
  private Needed needed = Needed.NOTHING;

  // The probe's thread only.
  private Optional<Admin> admin = Optional.empty();
  private Set<String> adminServers = Set.of();
  private Set<String> lastTopics = Set.of();

  public TaskProbe(Consumer<Event> events) {
    this.events = events;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** The loop's thread. */
  @SuppressWarnings("ReferenceEquality") // what is the same object has not changed
  public void follow(Snapshot snapshot) {
    ClusterSpec spec = snapshot.state().spec();
    if (lastSpec.filter(last -> last.tasks() == spec.tasks()).isEmpty()) {
      boolean same = lastSpec.filter(last -> last.tasks().equals(spec.tasks())).isPresent();
      lastSpec = Optional.of(spec);
      needed = same ? needed : Needed.by(spec, needed.version() + 1);
    }
    Set<String> listeners = needed.nothing() ? Set.of() : Target.servingBrokers(snapshot.state());
    View next = new View(listeners, needed);
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

  private void run() {
    try {
      Optional<View> seen = await(Optional.empty(), 0);
      while (seen.isPresent()) {
        long begun = System.nanoTime();
        boolean more = look(seen.get());
        long rest = Math.max(BETWEEN_NS, REST_PER_LOOK * (System.nanoTime() - begun));
        seen = await(seen, more ? rest : Long.MAX_VALUE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.ifPresent(Admin::close);
    }
  }

  /** When the wait is over, or what there is to see has changed. Empty when closed. */
  private Optional<View> await(Optional<View> seen, long waitNs) throws InterruptedException {
    long left = waitNs;
    lock.lock();
    try {
      while (!closed && (!view.canLook() || (left > 0 && seen.equals(Optional.of(view))))) {
        if (!view.canLook()) {
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

  /** Whether to look again by and by. */
  private boolean look(View seen) throws InterruptedException {
    Needed asked = seen.needed();
    try {
      TaskLook look = new TaskLook(admin(seen.listeners()), CALL_MS);
      Observed observed = look.at(asked.topics(), asked.groups(), Instant.now());
      boolean news = !observed.topics().equals(lastTopics);
      lastTopics = observed.topics();
      if (news || !asked.groups().isEmpty()) {
        events.accept(new KafkaEvent.TasksObserved(observed));
      }
      return asked.more(observed.topics());
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Kafka does not tell of topics", e);
      return true;
    }
  }

  private Admin admin(Set<String> servers) throws ExecutionException {
    if (admin.isEmpty() || !servers.equals(adminServers)) {
      admin.ifPresent(Admin::close);
      adminServers = servers;
      admin = Optional.of(Connection.BROKERS.to(servers, "kafka-yarn-tasks", REQUEST_MS, CALL_MS));
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
