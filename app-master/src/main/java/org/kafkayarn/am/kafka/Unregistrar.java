package org.kafkayarn.am.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Unregistration.Outcome;

/**
 * Takes a crashed broker off through the active controller, once the brokers that are to stand in
 * for it have answered. A call is made again only when the controller has said that it was not
 * carried out; it has connections of its own and has ended, with them, when its outcome is told.
 *
 * <p>It goes to the controllers: a broker keeps what it forwards for up to a minute while no
 * controller answers (BrokerServer, NodeToControllerChannelManager, Kafka 4.3.1), and would take
 * the next process off then.
 */
public final class Unregistrar implements AutoCloseable {
  /** How long a witness has for its answer. */
  private static final int WITNESS_MS = 1_000;

  /** How long the controllers have. */
  private static final int CALL_MS = 1_500;

  private static final int AGAIN_MS = 100;

  /** A call that was not begun in this time is not made: this process has slept, say. */
  private static final long BEGUN_WITHIN_NS = TimeUnit.MILLISECONDS.toNanos(2_000);

  private final Consumer<Event> events;
  private final ExecutorService calls =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "unregistrar");
            thread.setDaemon(true);
            return thread;
          });

  public Unregistrar(Consumer<Event> events) {
    this.events = events;
  }

  /** Gives the word of one call, in words. */
  private record Word(Outcome outcome, String detail) {}

  public void unregister(Action.Unregister action) {
    long given = System.nanoTime();
    calls.execute(
        () -> {
          Word word;
          try {
            word = tell(action, given);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            word = new Word(Outcome.UNANSWERED, "interrupted");
          }
          events.accept(
              new KafkaEvent.Unregistered(
                  action.nodeId(), action.since(), word.outcome(), word.detail()));
        });
  }

  private Word tell(Action.Unregister action, long given) throws InterruptedException {
    Set<Integer> answering = answering(action.listeners());
    Optional<Set<Integer>> missing =
        action.witnesses().stream()
            .filter(set -> set.stream().noneMatch(answering::contains))
            .findFirst();
    if (missing.isPresent()) {
      return new Word(
          Outcome.NOT_ASKED,
          "Kafka is not told of its crash: none of the brokers that are to stand in for it answers: "
              + missing.get());
    }
    if (action.controllers().isEmpty()) {
      return new Word(Outcome.NOT_ASKED, "Kafka is not told of its crash: no controller is left");
    }
    Word word = ask(action, given);
    while (word.outcome() == Outcome.NOT_ASKED && isInTime(given)) {
      // A controller that is not the active one any more, or not yet.
      boolean unused = new CountDownLatch(1).await(AGAIN_MS, TimeUnit.MILLISECONDS);
      word = ask(action, given);
    }
    return word;
  }

  private static boolean isInTime(long given) {
    return System.nanoTime() - given < BEGUN_WITHIN_NS;
  }

  private static Word ask(Action.Unregister action, long given) throws InterruptedException {
    Admin admin;
    try {
      admin = Connection.CONTROLLERS.once(action.controllers(), "kafka-yarn-off", CALL_MS);
    } catch (ExecutionException e) {
      return new Word(
          Outcome.NOT_ASKED, "Kafka is not told of its crash: " + e.getCause().getMessage());
    }
    try {
      if (!isInTime(given)) {
        return new Word(Outcome.NOT_ASKED, "Kafka is not told of its crash: it is too late for it");
      }
      admin.unregisterBroker(action.nodeId()).all().get(CALL_MS, TimeUnit.MILLISECONDS);
      return new Word(Outcome.DONE, "Kafka has taken its crashed process off");
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (TimeoutException e) {
      return new Word(Outcome.UNANSWERED, "Kafka has not answered whether it has taken it off");
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /** Only what the controller has said is an answer. */
  private static Word failed(Throwable cause) {
    if (cause instanceof BrokerIdNotRegisteredException) {
      return new Word(Outcome.DONE, "Kafka did not know its crashed process any more");
    }
    if (cause instanceof NotControllerException || cause instanceof UnsupportedVersionException) {
      return new Word(Outcome.NOT_ASKED, "Kafka is not told of its crash: " + cause.getMessage());
    }
    boolean said = cause instanceof ApiException && !(cause instanceof RetriableException);
    return said
        ? new Word(Outcome.REFUSED, "Kafka does not take it off: " + cause.getMessage())
        : new Word(
            Outcome.UNANSWERED,
            "Kafka has not answered whether it has taken it off: " + cause.getMessage());
  }

  /** Those that answer on their own listeners now, all asked at once. */
  private Set<Integer> answering(Map<Integer, String> listeners) throws InterruptedException {
    Map<Integer, CompletableFuture<Boolean>> asked = new HashMap<>();
    listeners.forEach(
        (id, listener) ->
            asked.put(id, CompletableFuture.supplyAsync(() -> answers(id, listener), calls)));
    Set<Integer> answering = new HashSet<>();
    for (Map.Entry<Integer, CompletableFuture<Boolean>> one : asked.entrySet()) {
      try {
        if (one.getValue().get(2L * WITNESS_MS, TimeUnit.MILLISECONDS)) {
          answering.add(one.getKey());
        }
      } catch (ExecutionException | TimeoutException e) {
        // It does not answer, then.
      }
    }
    return answering;
  }

  private static boolean answers(int id, String listener) {
    try {
      return Listener.answers(id, new Target(Connection.BROKERS, listener, ""), WITNESS_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }
}
