package org.kafkayarn.am.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.KafkaFuture;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.KafkaEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each node that serves which versions of {@code metadata.version} it knows, and Kafka which
 * is in force: when another process serves, and every few minutes. Asks it to finalize one when
 * told so. One thing after the other, on a thread of its own.
 */
final class FeatureProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeatureProbe.class);
  private static final String METADATA_VERSION = "metadata.version";
  private static final long STEADY_NS = TimeUnit.MINUTES.toNanos(5);
  private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int REQUEST_MS = 5_000;
  private static final int CALL_MS = 15_000;

  private final Consumer<Event> events;
  private final Thread thread = new Thread(this::run, "feature-probe");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Map<Integer, Target> serving = Map.of();
  private Optional<Action.FinalizeMetadata> order = Optional.empty();
  private boolean closed;

  /** What to do next. */
  private record Work(Map<Integer, Target> serving, Optional<Action.FinalizeMetadata> order) {}

  FeatureProbe(Consumer<Event> events) {
    this.events = events;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void follow(Snapshot snapshot) {
    Map<Integer, Target> now = Target.serving(snapshot.state());
    lock.lock();
    try {
      if (!now.equals(serving)) {
        serving = now;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void finalizeMetadata(Action.FinalizeMetadata action) {
    lock.lock();
    try {
      order = Optional.of(action);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      Optional<Work> work = await(Map.of(), 0);
      while (work.isPresent()) {
        Map<Integer, Target> nodes = work.get().serving();
        work.get().order().ifPresent(action -> update(action, nodes));
        boolean seen = look(nodes);
        work = await(nodes, seen ? STEADY_NS : AGAIN_NS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the time is over, other processes serve, or there is an order; empty: closed. */
  private Optional<Work> await(Map<Integer, Target> seen, long waitNs) throws InterruptedException {
    long left = waitNs;
    lock.lock();
    try {
      while (!closed
          && order.isEmpty()
          && (serving.isEmpty() || (serving.equals(seen) && left > 0))) {
        if (serving.isEmpty()) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      Optional<Work> work = closed ? Optional.empty() : Optional.of(new Work(serving, order));
      order = Optional.empty();
      return work;
    } finally {
      lock.unlock();
    }
  }

  /** Whether every node has answered. */
  private boolean look(Map<Integer, Target> nodes) throws InterruptedException {
    TreeMap<Integer, Features.Known> known = new TreeMap<>();
    Map<Long, Integer> finalizedByEpoch = new TreeMap<>();
    for (Connection by : Connection.values()) {
      ask(by, nodes)
          .forEach(
              (id, answer) -> {
                finalized(answer)
                    .ifPresent(
                        level ->
                            finalizedByEpoch.put(
                                answer.finalizedFeaturesEpoch().orElse(-1L), level));
                supported(answer, nodes.get(id)).ifPresent(range -> known.put(id, range));
              });
    }
    // Nodes learn of a new version one after the other: the newest word counts.
    finalizedByEpoch.entrySet().stream()
        .reduce((older, newer) -> newer)
        .ifPresent(
            last ->
                events.accept(
                    new KafkaEvent.FeaturesObserved(new Features(last.getValue(), known))));
    return known.size() == nodes.size() && !finalizedByEpoch.isEmpty();
  }

  /** All at once: each node is asked by itself, because each tells of itself only. */
  private static Map<Integer, FeatureMetadata> ask(Connection by, Map<Integer, Target> nodes)
      throws InterruptedException {
    Map<Integer, FeatureMetadata> answers = new HashMap<>();
    Set<String> listeners = listeners(by, nodes);
    if (listeners.isEmpty()) {
      return answers;
    }
    try (Admin admin = by.to(listeners, "kafka-yarn-features", REQUEST_MS, CALL_MS)) {
      Map<Integer, KafkaFuture<FeatureMetadata>> asked = new HashMap<>();
      nodes.forEach(
          (id, target) -> {
            if (target.connection() == by) {
              asked.put(
                  id,
                  admin
                      .describeFeatures(new DescribeFeaturesOptions().nodeId(id))
                      .featureMetadata());
            }
          });
      for (Map.Entry<Integer, KafkaFuture<FeatureMetadata>> one : asked.entrySet()) {
        try {
          answers.put(one.getKey(), one.getValue().get(CALL_MS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
          LOG.debug("Node {} does not tell of its features", one.getKey(), e);
        }
      }
    } catch (ExecutionException e) {
      LOG.debug("Nobody can be asked for features at {}", listeners, e);
    }
    return answers;
  }

  private static Set<String> listeners(Connection by, Map<Integer, Target> nodes) {
    Set<String> listeners = new HashSet<>();
    nodes.values().stream()
        .filter(target -> target.connection() == by)
        .forEach(target -> listeners.add(target.listener()));
    return listeners;
  }

  private static Optional<Integer> finalized(FeatureMetadata answer) {
    return Optional.ofNullable(answer.finalizedFeatures().get(METADATA_VERSION))
        .map(FinalizedVersionRange::maxVersionLevel)
        .map(Short::intValue);
  }

  private static Optional<Features.Known> supported(FeatureMetadata answer, Target target) {
    SupportedVersionRange range = answer.supportedFeatures().get(METADATA_VERSION);
    return Optional.ofNullable(range)
        .map(known -> new Features.Known(target.startId(), known.minVersion(), known.maxVersion()));
  }

  private void update(Action.FinalizeMetadata action, Map<Integer, Target> nodes) {
    Connection by =
        listeners(Connection.BROKERS, nodes).isEmpty()
            ? Connection.CONTROLLERS
            : Connection.BROKERS;
    events.accept(new KafkaEvent.MetadataAnswered(action.level(), update(action, by, nodes)));
  }

  /** Why Kafka has not done it; after a time-out it may have, and the next look shows it. */
  private static Optional<String> update(
      Action.FinalizeMetadata action, Connection by, Map<Integer, Target> nodes) {
    if (nodes.isEmpty()) {
      return Optional.of("no node serves any more");
    }
    FeatureUpdate update =
        new FeatureUpdate((short) action.level(), FeatureUpdate.UpgradeType.UPGRADE);
    try (Admin admin = by.to(listeners(by, nodes), "kafka-yarn-features", REQUEST_MS, CALL_MS)) {
      admin
          .updateFeatures(Map.of(METADATA_VERSION, update), new UpdateFeaturesOptions())
          .all()
          .get(CALL_MS, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause().getMessage()));
    } catch (TimeoutException e) {
      return Optional.of("Kafka has not answered within " + CALL_MS / 1_000 + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the ApplicationMaster ends");
    }
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
