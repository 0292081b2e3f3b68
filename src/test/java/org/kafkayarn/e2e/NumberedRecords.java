package org.kafkayarn.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/** Records that carry their number, written with acks=all and read back by a consumer group. */
final class NumberedRecords {
  private static final Duration READ_LIMIT = Duration.ofSeconds(90);

  private final String bootstrapServers;
  private final String topic;

  NumberedRecords(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  void createTopic(int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      // Replicas and minimum in sync: the cluster's defaults.
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
    }
  }

  /** Returns when all are acknowledged by all in-sync replicas. */
  void write(int from, int to) throws ExecutionException, InterruptedException {
    // A broker that learns between two requests that it leads a new partition would take the second
    // first, and never the first: without state of a producer, any sequence number will do
    // (ProducerAppendInfo.checkSequence, Kafka 4.3.1).
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "acks",
            "all",
            "max.in.flight.requests.per.connection",
            1);
    try (KafkaProducer<Integer, Integer> producer =
        new KafkaProducer<>(config, new IntegerSerializer(), new IntegerSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = from; i < to; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, i, i)));
      }
      for (Future<RecordMetadata> one : sent) {
        RecordMetadata unused = one.get();
      }
    }
  }

  /** The numbers up to {@code count} that a new consumer group does not find. */
  BitSet missing(int count, String group) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "group.id", group,
            "auto.offset.reset", "earliest");
    BitSet missing = new BitSet();
    missing.set(0, count);
    Instant deadline = Instant.now().plus(READ_LIMIT);
    try (KafkaConsumer<Integer, Integer> consumer =
        new KafkaConsumer<>(config, new IntegerDeserializer(), new IntegerDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!missing.isEmpty() && Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<Integer, Integer> one : consumer.poll(Duration.ofMillis(500))) {
          missing.clear(one.value());
        }
      }
    }
    return missing;
  }
}
