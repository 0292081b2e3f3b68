package org.kafkayarn.am.spec;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /** The same with other nodes. */
  public static ClusterSpec withNodes(ClusterSpec spec, List<NodeSpec> nodes) {
    SortedMap<Integer, NodeSpec> byId = new TreeMap<>();
    nodes.forEach(node -> byId.put(node.id(), node));
    return copy(spec, spec.start(), byId);
  }

  /** The same with these tasks. */
  public static ClusterSpec withTasks(ClusterSpec spec, TaskSpec... tasks) {
    SortedMap<String, TaskSpec> byName = new TreeMap<>();
    for (TaskSpec task : tasks) {
      byName.put(task.name(), task);
    }
    return copy(spec, spec.start(), spec.nodes(), byName);
  }

  /** The same with other conditions of the start. */
  public static ClusterSpec withStart(ClusterSpec spec, StartConditions start) {
    return copy(spec, start, spec.nodes());
  }

  private static ClusterSpec copy(
      ClusterSpec spec, StartConditions start, SortedMap<Integer, NodeSpec> nodes) {
    return copy(spec, start, nodes, spec.tasks());
  }

  private static ClusterSpec copy(
      ClusterSpec spec,
      StartConditions start,
      SortedMap<Integer, NodeSpec> nodes,
      SortedMap<String, TaskSpec> tasks) {
    return new ClusterSpec(
        spec.name(),
        spec.generation(),
        (int) nodes.values().stream().filter(NodeSpec::broker).count(),
        spec.quorum(),
        spec.memoryMb(),
        spec.heapMb(),
        spec.vcores(),
        spec.queue(),
        spec.nodeLabel(),
        spec.priority(),
        spec.kafka(),
        spec.config(),
        spec.dataDirs(),
        spec.ports(),
        spec.javaHome(),
        spec.jdk(),
        spec.jvmOptions(),
        spec.amMemoryMb(),
        spec.amPorts(),
        spec.reservation(),
        spec.constraints(),
        spec.groups(),
        spec.nodeConstraints(),
        spec.locality(),
        spec.failover(),
        start,
        spec.metadataVersion(),
        tasks,
        nodes,
        spec.retiring());
  }

  /** One node of a group, with the memory of the cluster. */
  public static NodeSpec node(
      ClusterSpec spec, int id, boolean broker, boolean controller, Map<String, String> config) {
    return new NodeSpec(
        id,
        "group",
        broker,
        controller,
        spec.memoryMb(),
        spec.heapMb(),
        spec.vcores(),
        config,
        List.of(),
        List.of(),
        spec.dataDirs(),
        spec.kafka(),
        spec.nodeLabel());
  }
}
