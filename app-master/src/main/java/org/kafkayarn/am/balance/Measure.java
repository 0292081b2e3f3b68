package org.kafkayarn.am.balance;

import java.util.Optional;
import org.kafkayarn.am.balance.Board.Seating;

/** What is to be even over brokers, and which replica to move for it. */
sealed interface Measure permits ByBytes, ByCount {
  long load(int broker);

  /** The mean load of the brokers that are evened. */
  double mean();

  /** By how much a load may differ from the mean. */
  double slack();

  /** A replica of the first broker that makes the two more even on the second; empty: none can. */
  Optional<Seating> pick(int from, int to);

  default boolean above(int broker) {
    return load(broker) > mean() + slack();
  }

  default boolean below(int broker) {
    return load(broker) < mean() - slack();
  }
}
