package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who forms the quorum of a cluster without groups: some of its brokers, or nodes of their own.
 *
 * @param voters how many of the brokers are controllers; 0 when the controllers are nodes of their
 *     own, or when groups say it
 * @param dedicated the controllers that are nodes of their own
 */
public record QuorumSpec(int voters, Optional<Dedicated> dedicated) {
  /** Groups say who the controllers are. */
  static final QuorumSpec BY_GROUPS = new QuorumSpec(0, Optional.empty());

  /** Three voters survive the loss of one; two would survive none and are worse than one. */
  static final int USUAL_VOTERS = 3;

  /**
   * Controllers that are no brokers, in containers of their own size.
   *
   * @param controllers how many
   * @param memoryMb memory of one's container, MiB
   * @param heapMb its Kafka's heap, MiB
   * @param vcores vcores of its container
   */
  public record Dedicated(int controllers, int memoryMb, int heapMb, int vcores) {}

  public QuorumSpec {
    requireNonNull(dedicated);
  }

  static int defaultVoters(int brokers) {
    return brokers < USUAL_VOTERS ? 1 : USUAL_VOTERS;
  }

  /** How many nodes of their own. */
  int controllers() {
    return dedicated.map(Dedicated::controllers).orElse(0);
  }
}
