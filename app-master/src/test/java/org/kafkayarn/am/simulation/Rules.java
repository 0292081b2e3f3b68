package org.kafkayarn.am.simulation;

import java.util.Optional;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;

/** The safety rules that are checked where the world is changed. */
final class Rules {
  private Rules() {}

  static void formats(World world, FakeLauncher launcher) {
    notWithDataElsewhere(world, launcher.nodeId(), launcher.host.name, "formatted");
    launcher
        .spec
        .initialVoters()
        .ifPresent(
            voters -> {
              if (!world.formattedVoters.orElse(voters).equals(voters)) {
                throw world.violation(
                    "node %d formats with the voters %s, another did with %s"
                        .formatted(launcher.nodeId(), voters, world.formattedVoters.get()));
              }
              world.formattedVoters = Optional.of(voters);
            });
  }

  static void kafkaStarts(World world, FakeLauncher launcher) {
    for (FakeLauncher other : world.alive()) {
      if (other != launcher && other.nodeId() == launcher.nodeId() && other.kafkaRuns()) {
        throw world.violation("two Kafka processes of one id: " + launcher + ", " + other);
      }
    }
  }

  static void notWithDataElsewhere(World world, int nodeId, String host, String verb) {
    for (SimHost other : world.hosts.values()) {
      if (!other.name.equals(host) && other.directory(nodeId).formatted) {
        throw world.violation(
            "node %d is %s on %s and has its data on %s".formatted(nodeId, verb, host, other));
      }
    }
  }

  static void launches(World world, Action.Launch launch, Ledger onDisk) {
    int id = launch.container().nodeId();
    notWithDataElsewhere(world, id, launch.container().host(), "launched");
    boolean saved =
        onDisk
            .node(id)
            .filter(record -> record.host().equals(launch.container().host()))
            .filter(record -> record.controlPort() == launch.spec().controlPort())
            .flatMap(NodeRecord::containerId)
            .filter(launch.container().containerId()::equals)
            .isPresent();
    boolean votersSaved =
        launch.spec().initialVoters().filter(v -> !v.equals(onDisk.initialVoters())).isEmpty();
    if (!saved || !votersSaved) {
      throw world.violation("launched before its ledger was saved: " + launch);
    }
  }
}
