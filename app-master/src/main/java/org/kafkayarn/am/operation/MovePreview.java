package org.kafkayarn.am.operation;

import java.util.List;

/**
 * What a move would do.
 *
 * @param partitions how many get other replicas
 * @param bytes how much is copied
 * @param brokers what each broker has before and after
 * @param lines what an operator should know
 */
public record MovePreview(
    int partitions, long bytes, List<BrokerChange> brokers, List<String> lines) {
  public MovePreview {
    brokers = List.copyOf(brokers);
    lines = List.copyOf(lines);
  }

  /** What one broker has, before and after. */
  public record BrokerChange(
      int broker,
      int replicasBefore,
      int replicasAfter,
      int leadersBefore,
      int leadersAfter,
      long bytesBefore,
      long bytesAfter) {}
}
