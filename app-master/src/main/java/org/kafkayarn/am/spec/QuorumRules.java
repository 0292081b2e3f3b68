package org.kafkayarn.am.spec;

import java.util.Optional;

/** Derives the quorum of a cluster without groups from what is given. */
final class QuorumRules {
  /** A controller holds the cluster's metadata only: hundreds of thousands of partitions in it. */
  static final int DEFAULT_HEAP_MB = 512;

  private QuorumRules() {}

  /**
   * Adds what is derived, and refuses what cannot be.
   *
   * @param filled all else, complete
   */
  static SpecChanges filled(SpecChanges given, SpecChanges filled) {
    int brokers = SpecRules.required(filled, SpecKey.BROKERS);
    int controllers = given.get(SpecKey.CONTROLLERS).orElse(0);
    Optional<Integer> voters = given.get(SpecKey.VOTERS);
    SpecChanges said = filled.with(SpecKey.CONTROLLERS, controllers);
    if (controllers == 0) {
      refuseSizes(given);
      refuseTooMany(voters, brokers);
      return said.with(SpecKey.VOTERS, voters.orElseGet(() -> QuorumSpec.defaultVoters(brokers)));
    }
    if (voters.isPresent()) {
      throw new UserError(
          "voters: %d of the brokers, and controllers: %d of their own are both given: one of them"
                  .formatted(voters.get(), controllers)
              + " forms the quorum. Leave voters away, or give -controllers 0");
    }
    MemorySizing sizing = sizing(given, SpecRules.required(filled, SpecKey.HEAP));
    return said.with(SpecKey.CONTROLLER_MEMORY, sizing.memoryMb())
        .with(SpecKey.CONTROLLER_HEAP, sizing.heapMb())
        .with(SpecKey.CONTROLLER_VCORES, given.get(SpecKey.CONTROLLER_VCORES).orElse(1));
  }

  private static MemorySizing sizing(SpecChanges given, int heapOfBroker) {
    Optional<Integer> memory = given.get(SpecKey.CONTROLLER_MEMORY);
    Optional<Integer> heap = given.get(SpecKey.CONTROLLER_HEAP);
    try {
      return memory.isEmpty() && heap.isEmpty()
          ? MemorySizing.of(memory, Optional.of(Math.min(DEFAULT_HEAP_MB, heapOfBroker)))
          : MemorySizing.of(memory, heap);
    } catch (UserError e) {
      throw new UserError(
          (memory.isPresent() ? "controller-memory: " : "controller-heap: ") + e.getMessage(), e);
    }
  }

  private static void refuseSizes(SpecChanges given) {
    for (SpecKey<?> key : SpecKey.OF_CONTROLLERS) {
      if (given.get(key).isPresent()) {
        throw new UserError(
            key
                + ": the brokers are the controllers, in their own containers. Leave "
                + key
                + " away, or give -controllers 3 too");
      }
    }
  }

  private static void refuseTooMany(Optional<Integer> voters, int brokers) {
    if (voters.filter(count -> count > brokers).isPresent()) {
      throw new UserError(
          "voters: %d of %d brokers: there are not that many. Lower -voters, or raise -brokers"
              .formatted(voters.get(), brokers));
    }
  }

  /** What a complete spec says; one of an earlier version says nothing. */
  static QuorumSpec quorum(SpecChanges all, int brokers) {
    int controllers = all.get(SpecKey.CONTROLLERS).orElse(0);
    return controllers == 0
        ? new QuorumSpec(
            all.get(SpecKey.VOTERS).orElseGet(() -> QuorumSpec.defaultVoters(brokers)),
            Optional.empty())
        : new QuorumSpec(
            0,
            Optional.of(
                new QuorumSpec.Dedicated(
                    controllers,
                    SpecRules.required(all, SpecKey.CONTROLLER_MEMORY),
                    SpecRules.required(all, SpecKey.CONTROLLER_HEAP),
                    SpecRules.required(all, SpecKey.CONTROLLER_VCORES))));
  }
}
