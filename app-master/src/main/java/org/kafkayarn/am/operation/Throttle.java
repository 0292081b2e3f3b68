package org.kafkayarn.am.operation;

/**
 * How fast replicas may be copied, in bytes per second and broker.
 *
 * @param most where the limit begins
 * @param least how far it goes down while other partitions suffer
 */
public record Throttle(long most, long least) {
  /** 50 MB/s, and down to 1 MB/s. */
  public static final Throttle DEFAULT = new Throttle(50_000_000, 1_000_000);

  public Throttle {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException("throttle: from " + least + " to " + most);
    }
  }
}
