package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the operator wants, complete: every default is filled in and every number is checked.
 *
 * @param name the cluster's name, unique per user
 * @param generation grows by one with every accepted change
 * @param brokers how many brokers; without groups their ids are 0 to brokers - 1
 * @param quorum who is in the quorum, where no groups say it
 * @param memoryMb memory of one node's container, MiB
 * @param heapMb Kafka's heap, MiB
 * @param vcores vcores of one node's container
 * @param queue the YARN queue; absent: the cluster's default
 * @param nodeLabel the YARN node label expression; absent: the queue's default
 * @param priority the YARN application priority; absent: the queue's default
 * @param kafka the Kafka distribution archive in the cluster's file system, as a URI
 * @param config Kafka settings for all nodes, as in server.properties
 * @param dataDirs directories on every host; empty: one on each of the NodeManager's local disks
 * @param ports where nodes' ports are taken from
 * @param javaHome Java 17 on the hosts; absent: the NodeManager's JAVA_HOME
 * @param jdk an archive with a JDK 17 in the cluster's file system, as a URI
 * @param jvmOptions more options of Kafka's JVM
 * @param amMemoryMb memory of the ApplicationMaster's container, MiB
 * @param amPorts where the ApplicationMaster's ports are taken from; absent: any free one
 * @param reservation the YARN reservation that the application runs in
 * @param constraints where nodes may be placed, for all of them
 * @param groups the named groups; empty: all nodes are alike
 * @param nodeConstraints where single nodes may be placed, by id
 * @param locality how long nodes wait for the hosts that they want
 * @param failover how a node that fails is started again
 * @param start what the application waits for before it starts its first node
 * @param metadataVersion which version of the metadata is finalized without a command
 * @param tasks producers, consumers and other clients that run beside the nodes, by name
 * @param nodes every wanted node by id: all of the above, resolved
 * @param retiring nodes of an earlier spec, as they were in it, that are not wanted any more and
 *     have not left yet; never one of {@code nodes}
 */
public record ClusterSpec(
    String name,
    long generation,
    int brokers,
    QuorumSpec quorum,
    int memoryMb,
    int heapMb,
    int vcores,
    Optional<String> queue,
    Optional<String> nodeLabel,
    Optional<Integer> priority,
    String kafka,
    Map<String, String> config,
    List<String> dataDirs,
    PortRange ports,
    Optional<String> javaHome,
    Optional<String> jdk,
    List<String> jvmOptions,
    int amMemoryMb,
    Optional<PortRange> amPorts,
    Optional<String> reservation,
    List<Constraint> constraints,
    List<NodeGroup> groups,
    SortedMap<Integer, List<Constraint>> nodeConstraints,
    LocalityWaits locality,
    Failover failover,
    StartConditions start,
    MetadataPolicy metadataVersion,
    SortedMap<String, TaskSpec> tasks,
    SortedMap<Integer, NodeSpec> nodes,
    SortedMap<Integer, NodeSpec> retiring) {

  public ClusterSpec {
    requireNonNull(name);
    requireNonNull(quorum);
    requireNonNull(queue);
    requireNonNull(nodeLabel);
    requireNonNull(priority);
    requireNonNull(kafka);
    config = Map.copyOf(config);
    dataDirs = List.copyOf(dataDirs);
    requireNonNull(ports);
    requireNonNull(javaHome);
    requireNonNull(jdk);
    jvmOptions = List.copyOf(jvmOptions);
    requireNonNull(amPorts);
    requireNonNull(reservation);
    constraints = List.copyOf(constraints);
    groups = List.copyOf(groups);
    nodeConstraints = Collections.unmodifiableSortedMap(new TreeMap<>(nodeConstraints));
    requireNonNull(locality);
    requireNonNull(failover);
    requireNonNull(start);
    requireNonNull(metadataVersion);
    tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    SortedMap<Integer, NodeSpec> leaving = new TreeMap<>(retiring);
    leaving.keySet().removeAll(nodes.keySet());
    retiring = Collections.unmodifiableSortedMap(leaving);
  }

  /** What is wanted of one node, or was while it was wanted. */
  public NodeSpec node(int id) {
    return find(id).orElseThrow(() -> new IllegalArgumentException("no node " + id));
  }

  /** The same, if there is one. */
  public Optional<NodeSpec> find(int id) {
    return Optional.ofNullable(nodes.get(id)).or(() -> Optional.ofNullable(retiring.get(id)));
  }

  /** Nodes that are wanted, and those that have not left yet. */
  public SortedSet<Integer> ids() {
    SortedSet<Integer> ids = new TreeSet<>(nodes.keySet());
    ids.addAll(retiring.keySet());
    return ids;
  }

  /** Of the nodes that retire only those; the others have left. */
  public ClusterSpec retainRetiring(Predicate<Integer> stays) {
    SortedMap<Integer, NodeSpec> leaving = new TreeMap<>(retiring);
    leaving.keySet().removeIf(stays.negate());
    return leaving.size() == retiring.size() ? this : withRetiring(leaving);
  }

  /** The same with these nodes yet to leave, but for those that are wanted. */
  public ClusterSpec withRetiring(SortedMap<Integer, NodeSpec> leaving) {
    return new ClusterSpec(
        name,
        generation,
        brokers,
        quorum,
        memoryMb,
        heapMb,
        vcores,
        queue,
        nodeLabel,
        priority,
        kafka,
        config,
        dataDirs,
        ports,
        javaHome,
        jdk,
        jvmOptions,
        amMemoryMb,
        amPorts,
        reservation,
        constraints,
        groups,
        nodeConstraints,
        locality,
        failover,
        start,
        metadataVersion,
        tasks,
        nodes,
        leaving);
  }
}
