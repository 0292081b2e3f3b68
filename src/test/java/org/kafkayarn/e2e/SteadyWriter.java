package org.kafkayarn.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.IntegerSerializer;

/**
 * Writes numbered records with acks=all in the background, some hundred a second, for as long as it
 * is open. It never gives one up, so that in the end every number is acknowledged.
 */
final class SteadyWriter {
  private static final int BATCH = 20;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final KafkaProducer<Integer, Integer> producer;
  private final String topic;
  private final Thread thread = new Thread(this::write, "steady-writer");

  /** When each partition acknowledged last. */
  private final Map<Integer, Long> lastAckNs = new ConcurrentHashMap<>();

  private final AtomicLong longestGapNs = new AtomicLong();

  SteadyWriter(String bootstrapServers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                // Two under way to a new partition's leader can meet KAFKA-14359: the first is
                // refused, the second taken, and the first is out of order for ever.
                "max.in.flight.requests.per.connection", 1,
                "delivery.timeout.ms", 600_000,
                "max.block.ms", 600_000,
                "metadata.recovery.rebootstrap.trigger.ms", 5_000),
            new IntegerSerializer(),
            new IntegerSerializer());
    thread.start();
  }

  private void write() {
    try {
      while (!stopped.await(100, TimeUnit.MILLISECONDS)) {
        for (int i = 0; i < BATCH; i++) {
          sent.add(
              producer.send(
                  new ProducerRecord<>(topic, sent.size(), sent.size()), this::acknowledged));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acknowledged(RecordMetadata record, Exception failure) {
    if (failure == null) {
      long now = System.nanoTime();
      Long last = lastAckNs.put(record.partition(), now);
      if (last != null) {
        longestGapNs.accumulateAndGet(now - last, Math::max);
      }
    }
  }

  /** How many partitions have acknowledged a record. */
  int partitions() {
    return lastAckNs.size();
  }

  /** The longest that a partition was without an acknowledgement until the next one came. */
  Duration longestGap() {
    return Duration.ofNanos(longestGapNs.get());
  }

  /** How many numbers, from 0 on, were written: all of them are acknowledged when it returns. */
  int stop() throws Exception {
    stopped.countDown();
    thread.join();
    for (Future<RecordMetadata> one : sent) {
      RecordMetadata unused = one.get();
    }
    producer.close();
    return sent.size();
  }
}
