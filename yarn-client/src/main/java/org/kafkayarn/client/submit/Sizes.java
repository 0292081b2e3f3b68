package org.kafkayarn.client.submit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.Resource;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StartConditions;
import org.kafkayarn.am.spec.UserError;

/**
 * Whether each container can be granted some day, by YARN's limits and by the hosts that run; what
 * only may take long is returned as warnings.
 */
final class Sizes {
  private final ClusterSpec spec;
  private final List<ReportedHost> hosts;

  private Sizes(ClusterSpec spec, List<ReportedHost> hosts) {
    this.spec = spec;
    this.hosts = hosts;
  }

  static List<String> check(ClusterSpec spec, Resource most, List<ReportedHost> running) {
    Sizes sizes = new Sizes(spec, running);
    sizes.kinds().forEach(node -> sizes.checkMost(node, most));
    checkMost("the ApplicationMaster's container", "-am-memory", "", spec.amMemoryMb(), 1, most);
    if (running.isEmpty()) {
      return List.of("no NodeManager is running: the cluster starts when there are some");
    }
    sizes.checkHosts("-am-memory", spec.amMemoryMb(), spec.nodeLabel());
    sizes
        .kinds()
        .forEach(
            node ->
                sizes.checkHosts(
                    sizes.grouped() ? "memory of group " + node.group() : flag(node, "memory"),
                    node.memoryMb(),
                    node.nodeLabel()));
    sizes.checkMinFree();
    PlacementCheck placement = new PlacementCheck(spec, running);
    placement.refuseImpossible();
    return sizes.warnings(placement);
  }

  private boolean grouped() {
    return !spec.groups().isEmpty();
  }

  /** One node of each group: they have the same size. */
  private Iterable<NodeSpec> kinds() {
    Map<String, NodeSpec> kinds = new LinkedHashMap<>();
    spec.nodes().values().forEach(node -> kinds.putIfAbsent(node.group(), node));
    return kinds.values();
  }

  private void checkMost(NodeSpec node, Resource most) {
    if (grouped()) {
      String what = "a container of group " + node.group();
      checkMost(what, "its memory", "its vcores", node.memoryMb(), node.vcores(), most);
    } else {
      String what = node.broker() ? "a node's container" : "a controller's container";
      checkMost(
          what, flag(node, "memory"), flag(node, "vcores"), node.memoryMb(), node.vcores(), most);
    }
  }

  /** The option that says a size of nodes that are in no group. */
  private static String flag(NodeSpec node, String size) {
    return (node.broker() ? "-" : "-controller-") + size;
  }

  private static void checkMost(
      String what, String memoryFlag, String vcoresFlag, int memoryMb, int vcores, Resource most) {
    if (memoryMb > most.getMemorySize()) {
      throw new UserError(
          "%s of %dm is more than YARN grants: at most %dm (yarn.scheduler.maximum-allocation-mb)."
                  .formatted(what, memoryMb, most.getMemorySize())
              + " Lower "
              + memoryFlag);
    }
    if (vcores > most.getVirtualCores()) {
      throw new UserError(
          "%s of %d vcores is more than YARN grants: at most %d"
                  .formatted(what, vcores, most.getVirtualCores())
              + " (yarn.scheduler.maximum-allocation-vcores). Lower "
              + vcoresFlag);
    }
  }

  private void checkHosts(String flag, int memoryMb, Optional<String> label) {
    List<ReportedHost> usable =
        hosts.stream().filter(host -> host.label().equals(label.orElse(host.label()))).toList();
    if (usable.isEmpty()) {
      throw new UserError(
          "-node-label %s: none of the %d NodeManagers that run has it"
              .formatted(label.orElse(""), hosts.size()));
    }
    long largest = usable.stream().mapToLong(ReportedHost::memoryMb).max().orElse(0);
    if (memoryMb > largest) {
      throw new UserError(
          "a container of %dm fits on none of the %d NodeManagers that run: the largest has %dm."
                  .formatted(memoryMb, usable.size(), largest)
              + " Lower "
              + flag);
    }
  }

  private void checkMinFree() {
    Optional<StartConditions.Amount> wanted = spec.start().minFree();
    long memory = hosts.stream().mapToLong(ReportedHost::memoryMb).sum();
    long vcores = hosts.stream().mapToLong(ReportedHost::vcores).sum();
    if (wanted.filter(amount -> amount.memoryMb() > memory).isPresent()) {
      throw new UserError(
          "min-free: %dm of memory is more than the %d NodeManagers that run have together: %dm"
              .formatted(wanted.get().memoryMb(), hosts.size(), memory));
    }
    if (wanted.filter(amount -> amount.vcores() > vcores).isPresent()) {
      throw new UserError(
          "min-free: %d vcores are more than the %d NodeManagers that run have together: %d"
              .formatted(wanted.get().vcores(), hosts.size(), vcores));
    }
  }

  private List<String> warnings(PlacementCheck placement) {
    List<String> warnings = new ArrayList<>();
    int nodes = spec.nodes().size();
    int ever = placement.placed(ReportedHost::memoryMb);
    int now = placement.placed(ReportedHost::freeMemoryMb);
    if (ever < nodes) {
      warnings.add(
          "all %d NodeManagers together have room for %d of the %d nodes, by memory and constraints"
              .formatted(hosts.size(), ever, nodes));
    } else if (now < nodes) {
      warnings.add(
          "there is room for %d of the %d nodes now: the others wait for memory that other"
                  .formatted(now, nodes)
              + " containers hold");
    } else if (hosts.size() < nodes) {
      warnings.add(
          "%d nodes on %d hosts: some share a host, and fail with it"
              .formatted(nodes, hosts.size()));
    }
    int ports = SpecRules.PORTS_OF_A_NODE * nodes;
    if (spec.ports().size() < ports) {
      warnings.add(
          "-ports %s has %d ports, a node needs %d: nodes that YARN places on one host may find none. Give %d"
              .formatted(spec.ports(), spec.ports().size(), SpecRules.PORTS_OF_A_NODE, ports));
    }
    // With its default resource calculator YARN does not count vcores, so this may not matter.
    int largest = hosts.stream().mapToInt(ReportedHost::vcores).max().orElse(0);
    int vcores = spec.nodes().values().stream().mapToInt(NodeSpec::vcores).max().orElse(0);
    if (vcores > largest) {
      warnings.add("-vcores %d: no NodeManager has more than %d".formatted(vcores, largest));
    }
    return warnings;
  }
}
