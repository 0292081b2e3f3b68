package org.kafkayarn.am.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Resize;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.MemoryFootprint;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/** What a launcher is told when it starts Kafka. */
final class LaunchSpecs {
  /** A launcher without word from an ApplicationMaster for so long looks after Kafka by itself. */
  static final Duration ALONE_AFTER = Duration.ofMinutes(1);

  /** Where the container finds the Kafka distribution, relative to its working directory. */
  static final String KAFKA_LINK = "kafka";

  private LaunchSpecs() {}

  /** For the first start in a new container. */
  static LaunchSpec first(ClusterState state, int id, Held held) {
    return of(
        state, id, held.containerId() + "/1", wanted(state, id), state.spec().node(id).heapMb());
  }

  /** For another start in the same container. */
  static LaunchSpec again(ClusterState state, Slot slot, Held held) {
    String last = slot.launcher().map(LauncherState::startId).orElse(held.containerId() + "/0");
    int number = Integer.parseInt(last.substring(last.lastIndexOf('/') + 1)) + 1;
    Origin present = present(state, slot);
    return of(
        state, slot.id(), held.containerId() + "/" + number, present, heapMb(state, slot, present));
  }

  private static Origin wanted(ClusterState state, int id) {
    NodeSpec spec = state.spec().node(id);
    return new Origin(
        spec.kafka(), spec.memoryMb(), spec.vcores(), state.ledger().operations().last());
  }

  /**
   * A container keeps the archive that it was launched with, and the size unless YARN changed it.
   * With another archive than is wanted nobody is through with the operation that is to bring that.
   */
  private static Origin present(ClusterState state, Slot slot) {
    Origin wanted = wanted(state, slot.id());
    return origin(slot).map(of -> present(slot, of, wanted)).orElse(wanted);
  }

  private static Origin present(Slot slot, Origin of, Origin wanted) {
    long operation = of.kafka().equals(wanted.kafka()) ? wanted.operation() : of.operation();
    return slot.resize()
        .filter(Resize::isDone)
        .map(to -> new Origin(of.kafka(), to.memoryMb(), to.vcores(), operation))
        .orElseGet(() -> new Origin(of.kafka(), memoryMb(slot, of), of.vcores(), operation));
  }

  /**
   * The size that the node was started for, unless its container is smaller now: an attempt before
   * this one had it made so for a start that never came.
   */
  private static int memoryMb(Slot slot, Origin present) {
    return slot.container()
        .map(Held::memoryMb)
        .filter(told -> told > 0)
        .map(told -> Math.min(told, present.memoryMb()))
        .orElse(present.memoryMb());
  }

  private static Optional<Origin> origin(Slot slot) {
    return slot.launcher()
        .flatMap(LauncherState::started)
        .map(Started::origin)
        .filter(Origin::isKnown);
  }

  /** A heap that is wanted for a larger container has no room in the one that there is. */
  private static int heapMb(ClusterState state, Slot slot, Origin present) {
    int wanted = state.spec().node(slot.id()).heapMb();
    Optional<Started> started = slot.launcher().flatMap(LauncherState::started);
    if (origin(slot).isEmpty() || present.memoryMb() == state.spec().node(slot.id()).memoryMb()) {
      return wanted;
    }
    int before = Math.min(wanted, started.orElseThrow().heapMb());
    return present.memoryMb() == started.get().origin().memoryMb()
        ? before
        : Math.min(before, MemoryFootprint.heapMb(present.memoryMb()));
  }

  private static LaunchSpec of(
      ClusterState state, int id, String startId, Origin origin, int heapMb) {
    NodeRecord node = state.ledger().node(id).orElseThrow();
    List<Integer> ports =
        Stream.of(node.brokerPort(), node.controller() ? node.controllerPort() : 0)
            .filter(port -> port > 0)
            .toList();
    return new LaunchSpec(
        state.spec().name(),
        state.application().user(),
        state.ledger().kafkaClusterId(),
        id,
        node.host(),
        node.controlPort(),
        ports,
        node.dataDirs().isEmpty() ? ownDirs(state, id) : node.dataDirs(),
        node.holdsData(),
        Voters.formatsAsFirst(state, node)
            ? Optional.of(state.ledger().initialVoters())
            : Optional.empty(),
        NodeProperties.of(state, node),
        heapMb,
        state.spec().jvmOptions(),
        KAFKA_LINK,
        state.spec().javaHome(),
        startId,
        ALONE_AFTER,
        state.spec().failover().delayAfter(state.slot(id).failures() + 1),
        node.directoryIds(),
        state.ledger().leftBehindIds(id, node.host()),
        // The id that was chosen beforehand is that of no directory yet.
        Optional.of(node.directoryId()).filter(node.directoryIds()::containsValue),
        origin);
  }

  /** A directory of the node's own below each that the operator named; several nodes may share. */
  private static List<String> ownDirs(ClusterState state, int id) {
    return state.spec().node(id).dataDirs().stream()
        .map(dir -> dir + "/" + state.application().user() + "/" + state.spec().name() + "/" + id)
        .toList();
  }
}
