package org.kafkayarn.am.reassign;

/** Finds how fast brokers may copy next. */
@FunctionalInterface
interface RateRule {
  /**
   * The limit to set next.
   *
   * @param bytesPerSecond the limit until now
   * @param othersLag whether partitions that are not moved are under-replicated
   */
  long next(long bytesPerSecond, boolean othersLag);
}
