package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Waits for Kafka's answers, with a limit, and reads them. */
public final class Answers {
  public static final int REQUEST_MS = 5_000;
  public static final int CALL_MS = 15_000;

  /** Bounds the size of one request and its answer. */
  private static final int TOPICS_AT_ONCE = 500;

  private Answers() {}

  public static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(CALL_MS, TimeUnit.MILLISECONDS);
  }

  /** A topic that was listed may be gone. */
  public static <T> Optional<T> unlessDeleted(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return Optional.of(get(future));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What was not done, and why. */
  public static <K> Map<K, Throwable> failures(Map<K, KafkaFuture<Void>> answers)
      throws InterruptedException {
    Map<K, Throwable> failures = new LinkedHashMap<>();
    for (Map.Entry<K, KafkaFuture<Void>> answer : answers.entrySet()) {
      try {
        Void unused = get(answer.getValue());
      } catch (ExecutionException e) {
        failures.put(answer.getKey(), e.getCause());
      } catch (TimeoutException e) {
        failures.put(answer.getKey(), e);
      }
    }
    return failures;
  }

  public static List<List<String>> batches(Collection<String> topics) {
    List<String> all = List.copyOf(topics);
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += TOPICS_AT_ONCE) {
      batches.add(all.subList(from, Math.min(all.size(), from + TOPICS_AT_ONCE)));
    }
    return batches;
  }

  public static String reason(Throwable e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    return cause instanceof TimeoutException
        ? "Kafka has not answered within " + CALL_MS / 1000 + " s"
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
