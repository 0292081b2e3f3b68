package org.kafkayarn.client.submit;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.kafkayarn.am.spec.Constraint;

/**
 * A NodeManager that runs, as the ResourceManager reports it.
 *
 * @param memoryMb all of it, MiB, free or not
 * @param freeMemoryMb what no container holds, MiB
 * @param attributes the values of YARN's node attributes, by name
 */
record ReportedHost(
    String name,
    String rack,
    Optional<String> label,
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
        node.getNodeLabels() == null
            ? Optional.empty()
            : node.getNodeLabels().stream().filter(label -> !label.isEmpty()).findFirst(),
        attributes(node),
        memory,
        memory - used,
        node.getCapability().getVirtualCores());
  }

  private static Map<String, String> attributes(NodeReport node) {
    if (node.getNodeAttributes() == null) {
      return Map.of();
    }
    return node.getNodeAttributes().stream()
        .filter(attribute -> attribute.getAttributeValue() != null)
        .collect(
            Collectors.toMap(
                attribute -> attribute.getAttributeKey().getAttributeName(),
                attribute -> attribute.getAttributeValue(),
                (first, second) -> first));
  }

  /** The value of an attribute that a constraint may name. */
  Optional<String> attribute(String name) {
    return switch (name) {
      case Constraint.HOSTNAME -> Optional.of(this.name);
      case Constraint.RACK -> Optional.of(rack).filter(value -> !value.isEmpty());
      case Constraint.LABEL -> label;
      default -> Optional.ofNullable(attributes.get(name));
    };
  }
}
