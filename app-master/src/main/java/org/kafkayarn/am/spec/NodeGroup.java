package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Nodes that are alike and differ from the others of their cluster. What a group does not say, the
 * cluster says.
 *
 * @param name unique in the cluster
 * @param ids the ids of its nodes
 * @param roles what its nodes do; absent: brokers, and the first of the cluster also controllers
 *     when no group names controllers
 */
public record NodeGroup(
    String name,
    SortedSet<Integer> ids,
    Optional<Set<Role>> roles,
    Optional<Integer> memoryMb,
    Optional<Integer> heapMb,
    Optional<Integer> vcores,
    Map<String, String> config,
    List<Constraint> constraints,
    List<String> dataDirs,
    Optional<String> kafka,
    Optional<String> nodeLabel) {

  /** What a Kafka node does: {@code process.roles}. */
  public enum Role {
    BROKER,
    CONTROLLER
  }

  public NodeGroup {
    requireNonNull(name);
    ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
    roles = roles.map(Set::copyOf);
    requireNonNull(memoryMb);
    requireNonNull(heapMb);
    requireNonNull(vcores);
    config = Map.copyOf(config);
    constraints = List.copyOf(constraints);
    dataDirs = List.copyOf(dataDirs);
    requireNonNull(kafka);
    requireNonNull(nodeLabel);
  }

  /** The same of other nodes. */
  NodeGroup withIds(SortedSet<Integer> others) {
    return new NodeGroup(
        name,
        others,
        roles,
        memoryMb,
        heapMb,
        vcores,
        config,
        constraints,
        dataDirs,
        kafka,
        nodeLabel);
  }
}
