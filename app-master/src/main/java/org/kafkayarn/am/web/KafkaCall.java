package org.kafkayarn.am.web;

import org.kafkayarn.am.kafka.TopicRefusedException;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;

/** Turns what Kafka refuses, and its silence, into the answer that says so. */
final class KafkaCall {
  private KafkaCall() {}

  /** A question or an order to Kafka. */
  interface Call<T> {
    T ask() throws KafkaSilentException, TopicRefusedException, InterruptedException;
  }

  static <T> T ask(Call<T> call) throws RefusedRequest, InterruptedException {
    try {
      return call.ask();
    } catch (KafkaSilentException e) {
      throw new RefusedRequest(503, "Kafka cannot be asked: " + e.getMessage());
    } catch (TopicRefusedException e) {
      throw new RefusedRequest(code(e.kind()), e.getMessage(), e.field());
    }
  }

  private static int code(TopicRefusedException.Kind kind) {
    return switch (kind) {
      case ABSENT -> 404;
      case EXISTS, IMPOSSIBLE -> 409;
      case MISTAKE -> 400;
    };
  }
}
