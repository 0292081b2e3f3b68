package org.kafkayarn.am.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.PortRange;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.launcher.contract.FailureClass;

/**
 * Chooses ports from the cluster's range: the lowest that no other node of the cluster has, so that
 * nodes never meet whatever hosts they come to share; when the range is used up, the lowest that no
 * other node on that host has. In a wide range, clusters begin at different places, so that two on
 * the same hosts seldom meet.
 */
final class Ports {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** What a cluster of three takes, and some; and how many of those make a range a wide one. */
  private static final int BLOCK = 12;

  private static final int WIDE = 20;

  private Ports() {}

  /** A control port that a launcher could not bind is not used again. */
  static boolean mustChangeControl(Slot slot, NodeRecord node) {
    return slot.failure()
        .filter(failure -> failure.kind() == FailureClass.PORT_TAKEN)
        .filter(failure -> named(failure).contains(node.controlPort()))
        .isPresent();
  }

  /** The record of a node that gets its place now; empty when the range has no port left. */
  static Optional<NodeRecord> assign(ClusterState state, Slot slot, Held held) {
    Optional<NodeRecord> known = state.ledger().node(slot.id());
    boolean controller = known.map(NodeRecord::controller).orElse(Voters.isVoter(state, slot.id()));
    if (known.isPresent()) {
      NodeRecord kept = known.get();
      int control =
          mustChangeControl(slot, kept)
              ? next(state, slot.id(), held.host(), kept.controlPort())
              : kept.controlPort();
      return control == 0
          ? Optional.empty()
          : Optional.of(
              placed(
                  state, held, kept.withPorts(kept.brokerPort(), kept.controllerPort(), control)));
    }
    List<Integer> free = free(state, slot.id(), held.host()).limit(3).toList();
    if (free.size() < (controller ? 3 : 2)) {
      return Optional.empty();
    }
    return Optional.of(
        placed(
            state,
            held,
            new NodeRecord(
                slot.id(),
                controller,
                held.host(),
                "",
                free.get(0),
                controller ? free.get(2) : 0,
                free.get(1),
                Voters.directoryId(state.ledger().kafkaClusterId(), slot.id()),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                slot.failures())));
  }

  private static NodeRecord placed(ClusterState state, Held held, NodeRecord node) {
    String rack =
        Optional.ofNullable(state.hosts().get(held.host())).map(Host::rack).orElse(node.rack());
    return new NodeRecord(
        node.id(),
        node.controller(),
        held.host(),
        rack,
        node.brokerPort(),
        node.controllerPort(),
        node.controlPort(),
        node.directoryId(),
        node.dataDirs(),
        node.holdsData(),
        node.containerId(),
        node.firstStart(),
        node.lastStart(),
        node.lastStop(),
        node.lastStopClean(),
        node.failures());
  }

  /** Which of the node's Kafka ports a failure names. */
  static Set<Integer> portsKnownTaken(Failure failure, NodeRecord node) {
    return Stream.of(node.brokerPort(), node.controllerPort())
        .filter(port -> port != 0 && named(failure).contains(port))
        .collect(Collectors.toSet());
  }

  /** The failure names a port that could have been one of ours. */
  static boolean namesPort(ClusterState state, Failure failure) {
    return named(failure).stream()
        .anyMatch(p -> p >= state.spec().ports().first() && p <= state.spec().ports().last());
  }

  private static Set<Integer> named(Failure failure) {
    return NUMBER
        .matcher(failure.line())
        .results()
        .filter(number -> number.group().length() <= 5)
        .map(number -> Integer.valueOf(number.group()))
        .collect(Collectors.toSet());
  }

  /** The node with other ports in place of those that the failure names. */
  static Optional<NodeRecord> moved(ClusterState state, NodeRecord node, Failure failure) {
    Set<Integer> taken = portsKnownTaken(failure, node);
    int control = node.controlPort();
    int broker =
        taken.contains(node.brokerPort())
            ? next(state, node.id(), node.host(), node.brokerPort())
            : node.brokerPort();
    int controller =
        taken.contains(node.controllerPort())
            ? next(
                state.with(
                    state.ledger().with(node.withPorts(broker, node.controllerPort(), control))),
                node.id(),
                node.host(),
                node.controllerPort())
            : node.controllerPort();
    return broker == 0 || (controller == 0 && node.controller())
        ? Optional.empty()
        : Optional.of(node.withPorts(broker, controller, control));
  }

  /** The first free port after one, around the end of the range; 0 when there is none. */
  private static int next(ClusterState state, int id, String host, int after) {
    List<Integer> free =
        free(state, id, host).filter(port -> !ownPorts(state, id).contains(port)).toList();
    OptionalInt higher =
        free.stream().mapToInt(Integer::intValue).filter(p -> p > after).findFirst();
    return higher.orElse(free.stream().findFirst().orElse(0));
  }

  private static Set<Integer> ownPorts(ClusterState state, int id) {
    return state.ledger().node(id).map(Ports::all).orElse(Set.of());
  }

  private static Stream<Integer> free(ClusterState state, int id, String host) {
    Set<Integer> ofCluster = new HashSet<>();
    Set<Integer> ofHost = new HashSet<>();
    for (NodeRecord other : state.ledger().nodes().values()) {
      if (other.id() != id) {
        ofCluster.addAll(all(other));
        if (other.host().equals(host)) {
          ofHost.addAll(all(other));
        }
      }
    }
    List<Integer> unused = unused(state, ofCluster);
    return (unused.size() >= 3 ? unused : unused(state, ofHost)).stream();
  }

  private static List<Integer> unused(ClusterState state, Set<Integer> used) {
    PortRange range = state.spec().ports();
    return IntStream.range(0, range.size())
        .map(i -> range.first() + (start(state) + i) % range.size())
        .filter(port -> !used.contains(port))
        .boxed()
        .toList();
  }

  /** Where in a wide range this cluster begins; in a narrow one all begin with the first. */
  private static int start(ClusterState state) {
    int size = state.spec().ports().size();
    int blocks = size / BLOCK;
    return blocks < WIDE
        ? 0
        : BLOCK * Math.floorMod(state.ledger().kafkaClusterId().hashCode(), blocks);
  }

  private static Set<Integer> all(NodeRecord node) {
    return Stream.of(node.brokerPort(), node.controllerPort(), node.controlPort())
        .filter(port -> port > 0)
        .collect(Collectors.toSet());
  }
}
