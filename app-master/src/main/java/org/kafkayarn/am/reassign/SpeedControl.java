package org.kafkayarn.am.reassign;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.kafkayarn.am.balance.AdaptiveThrottle;
import org.kafkayarn.am.balance.PartitionMove;

/**
 * How fast brokers may copy now: looks every few seconds whether other partitions lag, and follows
 * the throttle's rule. For one thread.
 */
final class SpeedControl {
  private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int EXAMPLES = 3;

  /** A look at all partitions takes at most about so much of Kafka's and our time. */
  private static final int REST_PER_LOOK = 4;

  private final AdaptiveThrottle throttle;
  private long bytesPerSecond;
  private CopyMeter.Reading before;
  private long nextLookNs = System.nanoTime() + EVERY_NS;
  private List<String> lagging = List.of();

  SpeedControl(AdaptiveThrottle throttle, CopyMeter.Reading now) {
    this.throttle = throttle;
    this.bytesPerSecond = throttle.start();
    this.before = now;
  }

  /**
   * The limit in bytes per second.
   *
   * @param left the moves that are not done
   * @param sight what Kafka reassigns now, also for others
   */
  long at(Admin admin, List<PartitionMove> left, Sight sight, CopyMeter.Reading reading)
      throws InterruptedException, ExecutionException, TimeoutException {
    long now = System.nanoTime();
    if (now - nextLookNs >= 0) {
      Set<TopicPartition> moved = new HashSet<>(sight.targets().keySet());
      left.forEach(move -> moved.add(Standing.partition(move)));
      lagging = LagLook.others(admin, moved);
      bytesPerSecond =
          throttle.next(
              bytesPerSecond,
              new AdaptiveThrottle.Observation(
                  !lagging.isEmpty(),
                  reading.mostSince(before),
                  Duration.ofNanos(reading.atNs() - before.atNs())));
      before = reading;
      long end = System.nanoTime();
      nextLookNs = end + Math.max(EVERY_NS, REST_PER_LOOK * (end - now));
    }
    return bytesPerSecond;
  }

  Optional<String> waitsFor() {
    return lagging.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d partitions that are not moved are under-replicated (%s%s): the limit is lowered"
                .formatted(
                    lagging.size(),
                    String.join(", ", lagging.stream().limit(EXAMPLES).toList()),
                    lagging.size() > EXAMPLES ? ", …" : ""));
  }
}
