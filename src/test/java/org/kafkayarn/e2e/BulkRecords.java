package org.kafkayarn.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Partitions that are worth moving: acknowledged bytes, that can be read back. */
final class BulkRecords {
  private static final int VALUE = 50_000;
  private static final Duration READ_LIMIT = Duration.ofSeconds(60);

  private BulkRecords() {}

  /** Returns when all are acknowledged by all in-sync replicas. */
  static void write(String bootstrapServers, String topic, int partitions, int bytesEach)
      throws Exception {
    byte[] value = new byte[VALUE];
    new Random(1).nextBytes(value);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                // Two under way to a new partition can stay out of order for ever (KAFKA-14359).
                "max.in.flight.requests.per.connection",
                1,
                "delivery.timeout.ms",
                300_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int written = 0; written < bytesEach; written += VALUE) {
        for (int partition = 0; partition < partitions; partition++) {
          sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
        }
      }
      for (Future<RecordMetadata> one : sent) {
        RecordMetadata unused = one.get();
      }
    }
  }

  /** How many bytes of values can be read, from the beginning to the end. */
  static long readable(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Instant deadline = Instant.now().plus(READ_LIMIT);
      long bytes = 0;
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))
          && Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          bytes += record.value().length;
        }
      }
      return bytes;
    }
  }
}
