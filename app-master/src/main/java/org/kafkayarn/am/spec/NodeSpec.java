package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator wants of one node: the cluster's values, over them those of its group, over
 * them its own.
 *
 * @param group the name of its group
 * @param broker it holds topics and serves clients
 * @param controller it is in the metadata quorum
 * @param memoryMb memory of its container, MiB
 * @param heapMb Kafka's heap, MiB
 * @param vcores vcores of its container
 * @param config Kafka settings
 * @param constraints conditions that look at all nodes of the cluster
 * @param groupConstraints conditions that look at the nodes of its group only
 * @param dataDirs directories on its host; empty: one on each of the NodeManager's local disks
 * @param kafka the Kafka distribution archive, as a URI
 * @param nodeLabel the YARN node label to ask for; absent: the queue's default
 */
public record NodeSpec(
    int id,
    String group,
    boolean broker,
    boolean controller,
    int memoryMb,
    int heapMb,
    int vcores,
    Map<String, String> config,
    List<Constraint> constraints,
    List<Constraint> groupConstraints,
    List<String> dataDirs,
    String kafka,
    Optional<String> nodeLabel) {
  public NodeSpec {
    requireNonNull(group);
    config = Map.copyOf(config);
    constraints = List.copyOf(constraints);
    groupConstraints = List.copyOf(groupConstraints);
    dataDirs = List.copyOf(dataDirs);
    requireNonNull(kafka);
    requireNonNull(nodeLabel);
  }
}
