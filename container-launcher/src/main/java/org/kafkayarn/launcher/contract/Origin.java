package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

/**
 * Where a start of Kafka comes from: what it runs on, and the last order that it may know.
 *
 * @param kafka the Kafka archive that is localized in the container, as a URI; empty: not known
 * @param memoryMb the memory that was asked of YARN for the container, MiB; 0: not known
 * @param vcores the vcores that were asked of YARN for the container; 0: not known
 * @param operation the number of the last operator's operation that was ordered before this start;
 *     0: none
 */
public record Origin(String kafka, int memoryMb, int vcores, long operation) {
  /** Of a start that an ApplicationMaster of an earlier version has ordered. */
  public static final Origin UNKNOWN = new Origin("", 0, 0, 0);

  public Origin {
    requireNonNull(kafka);
  }

  /** The container is known. */
  public boolean isKnown() {
    return !kafka.isEmpty();
  }
}
