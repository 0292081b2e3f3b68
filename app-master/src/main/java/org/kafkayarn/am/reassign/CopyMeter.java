package org.kafkayarn.am.reassign;

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
import org.apache.kafka.common.TopicPartition;
import org.kafkayarn.am.balance.PartitionMove;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures every few seconds how much of the moves is copied, and how fast. For one thread. */
final class CopyMeter {
  private static final Logger LOG = LoggerFactory.getLogger(CopyMeter.class);
  private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(2);

  /** Measuring takes at most about so much of Kafka's and our time. */
  private static final int REST_PER_LOOK = 4;

  private long nextLookNs = System.nanoTime();
  private long partial;
  private long last = -1;
  private long lastNs;
  private long rate;

  /**
   * What is copied in all.
   *
   * @param done what the moves that are done have copied
   */
  long at(Admin admin, List<PartitionMove> underWay, Set<Integer> brokers, long done)
      throws InterruptedException {
    long now = System.nanoTime();
    if (now - nextLookNs >= 0) {
      partial = partial(admin, underWay, brokers);
      long end = System.nanoTime();
      long copied = done + partial;
      if (last >= 0) {
        double seconds = (end - lastNs) / (double) TimeUnit.SECONDS.toNanos(1);
        rate = Math.max(0, Math.round((copied - last) / seconds));
      }
      last = copied;
      lastNs = end;
      nextLookNs = end + Math.max(EVERY_NS, REST_PER_LOOK * (end - now));
    }
    return underWay.isEmpty()
        ? done
        : Math.max(done, Math.min(done + partial, done + all(underWay)));
  }

  long rate() {
    return rate;
  }

  private static long all(List<PartitionMove> moves) {
    return moves.stream().mapToLong(PartitionMove::bytesToMove).sum();
  }

  /** A broker that does not answer counts as one that has nothing yet. */
  private static long partial(Admin admin, List<PartitionMove> underWay, Set<Integer> brokers)
      throws InterruptedException {
    Set<Integer> copying = new HashSet<>();
    underWay.forEach(move -> copying.addAll(move.adding()));
    copying.retainAll(brokers);
    long bytes = 0;
    for (Map.Entry<Integer, KafkaFuture<Map<String, LogDirDescription>>> broker :
        admin.describeLogDirs(copying).descriptions().entrySet()) {
      try {
        for (LogDirDescription dir : Answers.get(broker.getValue()).values()) {
          for (PartitionMove move : underWay) {
            bytes += ofMove(move, broker.getKey(), dir.replicaInfos());
          }
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("Broker {} does not tell of its log dirs", broker.getKey(), e);
      }
    }
    return bytes;
  }

  private static long ofMove(
      PartitionMove move, int broker, Map<TopicPartition, ReplicaInfo> replicas) {
    ReplicaInfo replica = replicas.get(Standing.partition(move));
    return replica == null || !move.adding().contains(broker)
        ? 0
        : Math.min(move.bytes(), replica.size());
  }
}
