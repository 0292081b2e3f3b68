package org.kafkayarn.am.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
  /** What a cluster of three takes, and some; and how many of those make a range a wide one. */
  private static final int BLOCK = 12;

  private static final int WIDE = 20;

  private Ports() {}

  /** A control port that a launcher could not bind is not used again. */
  static boolean mustChangeControl(Slot slot, NodeRecord node) {
    return slot.failure()
        .filter(failure -> failure.kind() == FailureClass.PORT_TAKEN)
        .filter(failure -> failure.takenPorts().contains(node.controlPort()))
        .isPresent();
  }

  /** The record of a node that gets its place now; empty when the range has no port left. */
  static Optional<NodeRecord> assign(Turn turn, Slot slot, Held held) {
    ClusterState state = turn.state();
    Optional<NodeRecord> known = state.ledger().node(slot.id());
    String rack = state.fleet().host(held.host()).map(Host::rack).orElse("");
    if (known.isEmpty()) {
      return first(turn, slot, held, rack);
    }
    NodeRecord kept =
        known.get().host().equals(held.host())
            ? known.get()
            : known.get().movedTo(held.host(), rack);
    if (!mustChangeControl(slot, known.get())) {
      return Optional.of(kept);
    }
    int control = next(turn, known.get(), held.host(), kept.controlPort());
    return control == 0
        ? Optional.empty()
        : Optional.of(kept.withPorts(kept.brokerPort(), kept.controllerPort(), control));
  }

  private static Optional<NodeRecord> first(Turn turn, Slot slot, Held held, String rack) {
    boolean controller = Roles.isController(turn.state(), slot.id());
    boolean broker = turn.state().spec().node(slot.id()).broker();
    List<Integer> free = free(turn, Optional.empty(), held.host()).limit(3).toList();
    if (free.size() < 1 + (broker ? 1 : 0) + (controller ? 1 : 0)) {
      return Optional.empty();
    }
    return Optional.of(
        NodeRecord.placed(
                slot.id(),
                controller,
                held.host(),
                rack,
                Voters.directoryId(turn.state().ledger().kafkaClusterId(), slot.id()),
                slot.failures())
            .withPorts(
                broker ? free.get(0) : 0, controller ? free.get(broker ? 2 : 0) : 0, free.get(1)));
  }

  /** One more port for a node where it is; empty when the range has none left. */
  static Optional<Integer> another(Turn turn, NodeRecord node) {
    int port = next(turn, node, node.host(), node.controlPort());
    return port == 0 ? Optional.empty() : Optional.of(port);
  }

  /** Which of the node's Kafka ports a failure names. */
  static Set<Integer> portsKnownTaken(Failure failure, NodeRecord node) {
    return Stream.of(node.brokerPort(), node.controllerPort())
        .filter(port -> port != 0 && failure.takenPorts().contains(port))
        .collect(Collectors.toSet());
  }

  /** The node with other ports in place of those that the failure names. */
  static Optional<NodeRecord> moved(Turn turn, NodeRecord node, Failure failure) {
    Set<Integer> taken = portsKnownTaken(failure, node);
    int broker =
        taken.contains(node.brokerPort())
            ? next(turn, node, node.host(), node.brokerPort())
            : node.brokerPort();
    NodeRecord half = node.withPorts(broker, node.controllerPort(), node.controlPort());
    int controller =
        taken.contains(node.controllerPort())
            ? next(turn, half, node.host(), node.controllerPort())
            : node.controllerPort();
    boolean none =
        (broker == 0 && node.brokerPort() != 0) || (controller == 0 && node.controllerPort() != 0);
    return none
        ? Optional.empty()
        : Optional.of(node.withPorts(broker, controller, node.controlPort()));
  }

  /** The first free port after one, around the end of the range; 0 when there is none. */
  private static int next(Turn turn, NodeRecord node, String host, int after) {
    Set<Integer> own = TakenPorts.of(node);
    List<Integer> free =
        free(turn, turn.state().ledger().node(node.id()), host)
            .filter(port -> !own.contains(port))
            .toList();
    OptionalInt higher =
        free.stream().mapToInt(Integer::intValue).filter(p -> p > after).findFirst();
    return higher.orElse(free.stream().findFirst().orElse(0));
  }

  /** Those that no other node of the cluster has; if they are too few, that none there has. */
  private static Stream<Integer> free(Turn turn, Optional<NodeRecord> node, String host) {
    Set<Integer> ofOthers = turn.ports().inCluster(node);
    return unused(turn.state(), ofOthers).limit(3).count() == 3
        ? unused(turn.state(), ofOthers)
        : unused(turn.state(), turn.ports().onHost(host, node));
  }

  private static Stream<Integer> unused(ClusterState state, Set<Integer> used) {
    PortRange range = state.spec().ports();
    return IntStream.range(0, range.size())
        .map(i -> range.first() + (start(state) + i) % range.size())
        .filter(port -> !used.contains(port))
        .boxed();
  }

  /** Where in a wide range this cluster begins; in a narrow one all begin with the first. */
  private static int start(ClusterState state) {
    int size = state.spec().ports().size();
    int blocks = size / BLOCK;
    return blocks < WIDE
        ? 0
        : BLOCK * Math.floorMod(state.ledger().kafkaClusterId().hashCode(), blocks);
  }
}
