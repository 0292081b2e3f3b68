package org.kafkayarn.am.reassign;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.KafkaFuture;
import org.kafkayarn.am.balance.PartitionMove;
import org.kafkayarn.am.kafka.Answers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures every few seconds how much of the moves is copied, and how fast. For one thread. */
final class CopyMeter {
  private static final Logger LOG = LoggerFactory.getLogger(CopyMeter.class);
  private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(2);

  /** Measuring takes at most about so much of Kafka's and our time. */
  private static final int REST_PER_LOOK = 4;

  /**
   * What was copied until a moment.
   *
   * @param copied what each broker has copied
   */
  record Reading(long atNs, Map<Integer, Long> copied) {
    Reading {
      copied = Map.copyOf(copied);
    }

    long total() {
      return copied.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the busiest broker has copied since then. */
    long mostSince(Reading then) {
      return copied.entrySet().stream()
          .mapToLong(broker -> broker.getValue() - then.copied.getOrDefault(broker.getKey(), 0L))
          .max()
          .orElse(0);
    }
  }

  private long nextLookNs = System.nanoTime();
  private Reading reading = new Reading(System.nanoTime(), Map.of());
  private long rate;

  /** Looks, when it is time to. */
  void measure(
      Admin admin, List<PartitionMove> done, List<PartitionMove> underWay, Set<Integer> brokers)
      throws InterruptedException {
    long now = System.nanoTime();
    if (now - nextLookNs < 0) {
      return;
    }
    boolean first = reading.copied().isEmpty();
    Map<Integer, Long> copied = new HashMap<>();
    done.forEach(
        move -> move.adding().forEach(broker -> copied.merge(broker, move.bytes(), Long::sum)));
    addGrowing(copied, admin, underWay, brokers);
    Reading next = new Reading(System.nanoTime(), copied);
    double seconds = (next.atNs() - reading.atNs()) / (double) TimeUnit.SECONDS.toNanos(1);
    // What another process has copied says nothing about the speed.
    rate = first ? 0 : Math.max(0, Math.round((next.total() - reading.total()) / seconds));
    reading = next;
    nextLookNs = next.atNs() + Math.max(EVERY_NS, REST_PER_LOOK * (next.atNs() - now));
  }

  Reading reading() {
    return reading;
  }

  /** Bytes per second, by all brokers. */
  long rate() {
    return rate;
  }

  /** A broker that does not answer counts as one that has nothing yet. */
  private static void addGrowing(
      Map<Integer, Long> copied, Admin admin, List<PartitionMove> underWay, Set<Integer> brokers)
      throws InterruptedException {
    Set<Integer> copying = new HashSet<>();
    underWay.forEach(move -> copying.addAll(move.adding()));
    copying.retainAll(brokers);
    for (Map.Entry<Integer, KafkaFuture<Map<String, LogDirDescription>>> broker :
        admin.describeLogDirs(copying).descriptions().entrySet()) {
      try {
        for (LogDirDescription dir : Answers.get(broker.getValue()).values()) {
          for (PartitionMove move : underWay) {
            ReplicaInfo replica = dir.replicaInfos().get(Standing.partition(move));
            if (replica != null && move.adding().contains(broker.getKey())) {
              copied.merge(broker.getKey(), Math.min(move.bytes(), replica.size()), Long::sum);
            }
          }
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("Broker {} does not tell of its log dirs", broker.getKey(), e);
      }
    }
  }
}
