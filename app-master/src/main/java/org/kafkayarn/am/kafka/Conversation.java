package org.kafkayarn.am.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;

/** Questions to Kafka's brokers that all together end by one deadline. For one thread. */
final class Conversation implements AutoCloseable {
  /** Bounds the size of one request and its answer. */
  private static final int TOPICS_AT_ONCE = 500;

  private final Admin admin;
  private final Duration patience;
  private final long began = System.nanoTime();
  private final Runnable onEnd;

  Conversation(Admin admin, Duration patience, Runnable onEnd) {
    this.admin = admin;
    this.patience = patience;
    this.onEnd = onEnd;
  }

  Admin admin() {
    return admin;
  }

  <T> T get(KafkaFuture<T> future)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try {
      return await(future);
    } catch (ExecutionException e) {
      throw TopicRefusedException.of(e.getCause());
    }
  }

  /**
   * Of an order.
   *
   * @param otherwise what may have happened when Kafka does not answer
   */
  <T> T order(KafkaFuture<T> future, String otherwise)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try {
      return get(future);
    } catch (KafkaSilentException e) {
      throw new KafkaSilentException(e.getMessage() + "; " + otherwise, e);
    }
  }

  /** Of a topic that may be gone. */
  <T> Optional<T> find(KafkaFuture<T> future)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try {
      return Optional.of(await(future));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw TopicRefusedException.of(e.getCause());
    }
  }

  private <T> T await(KafkaFuture<T> future)
      throws KafkaSilentException, ExecutionException, InterruptedException {
    try {
      long left = patience.toNanos() - (System.nanoTime() - began);
      return future.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw silent(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException
          || cause instanceof DisconnectException
          || cause instanceof NotControllerException) {
        throw silent(e);
      }
      throw e;
    }
  }

  private KafkaSilentException silent(Exception e) {
    return new KafkaSilentException(
        "Kafka has not answered within " + patience.toSeconds() + " s", e);
  }

  static List<List<String>> batches(Collection<String> topics) {
    List<String> all = List.copyOf(topics);
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += TOPICS_AT_ONCE) {
      batches.add(all.subList(from, Math.min(all.size(), from + TOPICS_AT_ONCE)));
    }
    return batches;
  }

  /** Does not wait for what has not been answered. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
    onEnd.run();
  }
}
