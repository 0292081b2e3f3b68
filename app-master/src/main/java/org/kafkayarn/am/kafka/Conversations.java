package org.kafkayarn.am.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.loop.Snapshot;

/** Begins conversations with the brokers that serve, a few at a time. Any thread. */
final class Conversations {
  static final Duration PATIENCE = Duration.ofSeconds(25);

  private static final long REQUEST_MS = 10_000;

  /** The API's other threads are for those who ask for something else. */
  private static final int AT_ONCE = 4;

  private static final long QUEUE_SECONDS = 5;

  private final String clientId;
  private final Duration patience;
  private final Semaphore rooms = new Semaphore(AT_ONCE);
  private volatile Set<String> listeners = Set.of();

  /**
   * @param patience for one conversation
   */
  Conversations(String clientId, Duration patience) {
    this.clientId = clientId;
    this.patience = patience;
  }

  /** Remembers who serves. The loop's thread. */
  void follow(Snapshot snapshot) {
    listeners = Target.servingBrokers(snapshot.state());
  }

  Conversation open() throws KafkaSilentException, InterruptedException {
    Set<String> servers = listeners;
    if (servers.isEmpty()) {
      throw new KafkaSilentException("no broker serves", null);
    }
    if (!rooms.tryAcquire(QUEUE_SECONDS, TimeUnit.SECONDS)) {
      throw new KafkaSilentException(AT_ONCE + " other requests wait for Kafka: try again", null);
    }
    Optional<Conversation> opened = Optional.empty();
    try {
      int allMs = Math.toIntExact(patience.toMillis());
      int oneMs = Math.toIntExact(Math.min(REQUEST_MS, patience.toMillis()));
      Admin admin = Connection.BROKERS.to(servers, clientId, oneMs, allMs);
      opened = Optional.of(new Conversation(admin, patience, rooms::release));
      return opened.get();
    } catch (ExecutionException e) {
      throw new KafkaSilentException("no broker can be reached: " + e.getCause().getMessage(), e);
    } finally {
      if (opened.isEmpty()) {
        rooms.release();
      }
    }
  }
}
