package org.kafkayarn.am.plan;

import java.util.Optional;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Slot;

/** Why sizes of containers can never be had, before anything has changed. */
public final class SizeChecks {
  private SizeChecks() {}

  /** The first node of another spec that YARN can never give what it asks for. */
  public static Optional<String> refusal(ClusterState state, ClusterSpec next) {
    return next.nodes().values().stream()
        .filter(node -> isOfAnotherSize(state, node))
        .flatMap(
            node ->
                Stream.of(moreThanGranted(state, node), moreThanHost(state, node))
                    .flatMap(Optional::stream))
        .findFirst();
  }

  private static boolean isOfAnotherSize(ClusterState state, NodeSpec node) {
    return state
        .spec()
        .find(node.id())
        .filter(old -> old.memoryMb() == node.memoryMb() && old.vcores() == node.vcores())
        .isEmpty();
  }

  private static Optional<String> moreThanGranted(ClusterState state, NodeSpec node) {
    return state
        .fleet()
        .largest()
        .flatMap(
            most ->
                node.memoryMb() > most.memoryMb()
                    ? Optional.of(
                        "memory: %dm of node %d is more than YARN grants a container: at most %dm (yarn.scheduler.maximum-allocation-mb). Ask for less, or have it raised"
                            .formatted(node.memoryMb(), node.id(), most.memoryMb()))
                    : node.vcores() > most.vcores()
                        ? Optional.of(
                            "vcores: %d of node %d are more than YARN grants a container: at most %d (yarn.scheduler.maximum-allocation-vcores). Ask for less, or have it raised"
                                .formatted(node.vcores(), node.id(), most.vcores()))
                        : Optional.empty());
  }

  /** The node stays where its data is. */
  private static Optional<String> moreThanHost(ClusterState state, NodeSpec node) {
    Optional<Slot> slot = Optional.ofNullable(state.slots().get(node.id()));
    Optional<Host> host =
        slot.flatMap(at -> Sites.place(state, at))
            .flatMap(state.fleet()::host)
            .filter(at -> at.totalMemoryMb() > 0);
    return host.filter(at -> node.memoryMb() > at.totalMemoryMb())
        .map(
            at ->
                "memory: %dm of node %d is more than its host %s has in all: %dm. Ask for less, or have its NodeManager offer more (yarn.nodemanager.resource.memory-mb)"
                    .formatted(node.memoryMb(), node.id(), at.name(), at.totalMemoryMb()));
  }
}
