package org.kafkayarn.am.operation;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.kafkayarn.am.balance.Layout;

/** Reads a layout for somebody who waits for an answer. */
final class Layouts {
  private Layouts() {}

  static Layout read(LayoutSource source) throws Refused, InterruptedException {
    try {
      return source.read();
    } catch (ExecutionException e) {
      throw Refused.now(
          "Kafka cannot be asked where its replicas are: " + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw Refused.now("Kafka has not told in time where its replicas are: try again");
    }
  }
}
