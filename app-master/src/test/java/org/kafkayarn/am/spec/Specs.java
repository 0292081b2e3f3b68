package org.kafkayarn.am.spec;

/** Complete specs for tests. */
public final class Specs {
  private Specs() {}

  /** Small nodes with ports from the range; all else as it is by default. */
  public static SpecChanges small(int brokers, String ports) {
    return SpecChanges.none()
        .with(SpecKey.NAME, "orders")
        .with(SpecKey.BROKERS, brokers)
        .with(SpecKey.MEMORY, 1024)
        .with(SpecKey.HEAP, 384)
        .with(SpecKey.PORTS, PortRange.parse(ports));
  }

  public static ClusterSpec complete(SpecChanges given) {
    return SpecRules.complete(given, 1, "hdfs:///kafka.tar");
  }
}
