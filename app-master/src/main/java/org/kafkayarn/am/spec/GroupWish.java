package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A group as the operator gives it: with the ids of its nodes, or with their number.
 *
 * @param group all that it says; without ids when only their number is given
 * @param count how many nodes
 */
public record GroupWish(NodeGroup group, Optional<Integer> count) {
  public GroupWish {
    requireNonNull(group);
    requireNonNull(count);
  }

  /** One that leaves nothing to be derived. */
  static GroupWish of(NodeGroup group) {
    return new GroupWish(group, Optional.empty());
  }

  /** The same with another Kafka archive. */
  public GroupWish withKafka(String kafka) {
    return new GroupWish(
        new NodeGroup(
            group.name(),
            group.ids(),
            group.roles(),
            group.memoryMb(),
            group.heapMb(),
            group.vcores(),
            group.config(),
            group.constraints(),
            group.dataDirs(),
            Optional.of(kafka),
            group.nodeLabel()),
        count);
  }
}
