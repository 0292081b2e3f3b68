package org.kafkayarn.client.submit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.NodeAttribute;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.kafkayarn.am.spec.Constraint;

/**
 * A NodeManager that runs, as the ResourceManager reports it.
 *
 * @param label its YARN node label; empty: the default partition
 * @param attributes its YARN node attributes by name, with and without their prefix
 * @param memoryMb all of it, MiB, free or not
 * @param freeMemoryMb what no container holds, MiB
 */
record ReportedHost(
    String name,
    String rack,
    String label,
    Map<String, String> attributes,
    long memoryMb,
    long freeMemoryMb,
    int vcores) {

  static ReportedHost of(NodeReport node) {
    long memory = node.getCapability().getMemorySize();
    long used = node.getUsed() == null ? 0 : node.getUsed().getMemorySize();
    return new ReportedHost(
        node.getNodeId().getHost(),
        Optional.ofNullable(node.getRackName()).orElse(""),
        Optional.ofNullable(node.getNodeLabels())
            .flatMap(labels -> labels.stream().findFirst())
            .orElse(""),
        attributes(node),
        memory,
        memory - used,
        node.getCapability().getVirtualCores());
  }

  private static Map<String, String> attributes(NodeReport node) {
    Map<String, String> attributes = new HashMap<>();
    for (NodeAttribute attribute : Optional.ofNullable(node.getNodeAttributes()).orElse(Set.of())) {
      String name = attribute.getAttributeKey().getAttributeName();
      String value = Optional.ofNullable(attribute.getAttributeValue()).orElse("");
      attributes.putIfAbsent(name, value);
      attributes.put(attribute.getAttributeKey().getAttributePrefix() + "/" + name, value);
    }
    return attributes;
  }

  /** The value that a constraint looks at, as the planner sees it. */
  Optional<String> attribute(String attribute) {
    return switch (attribute) {
      case Constraint.HOSTNAME -> Optional.of(name);
      case Constraint.RACK -> Optional.of(rack);
      case Constraint.LABEL -> Optional.of(label);
      default -> Optional.ofNullable(attributes.get(attribute));
    };
  }
}
