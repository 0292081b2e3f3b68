package org.kafkayarn.e2e;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.IntegerDeserializer;

/** Reads numbered records in the background, for as long as it is open. */
final class SteadyReader implements AutoCloseable {
  private final BitSet numbers = new BitSet();
  private final KafkaConsumer<Integer, Integer> consumer;
  private final Thread thread = new Thread(this::read, "steady-reader");

  SteadyReader(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "steady",
                "auto.offset.reset", "earliest"),
            new IntegerDeserializer(),
            new IntegerDeserializer());
    consumer.subscribe(List.of(topic));
    thread.start();
  }

  private void read() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<Integer, Integer> one : consumer.poll(Duration.ofSeconds(1))) {
          synchronized (numbers) {
            numbers.set(one.value());
          }
        }
      }
    } catch (WakeupException e) {
      // It is closed.
    }
  }

  /** How many different numbers it has read. */
  int count() {
    synchronized (numbers) {
      return numbers.cardinality();
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
