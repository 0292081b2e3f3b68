package org.kafkayarn.am.operation;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.kafkayarn.am.balance.Layout;

/** Where the replicas are now. */
@FunctionalInterface
public interface LayoutSource {
  /**
   * Asks Kafka; blocks.
   *
   * @throws ExecutionException Kafka has refused
   * @throws TimeoutException Kafka has not answered
   */
  Layout read() throws ExecutionException, TimeoutException, InterruptedException;
}
