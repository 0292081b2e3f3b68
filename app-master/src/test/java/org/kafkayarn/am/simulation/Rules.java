package org.kafkayarn.am.simulation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Operation;

/** The safety rules that are checked where the world is changed. */
final class Rules {
  /** A node that had so long for an orderly stop is not killed with its host. */
  private static final long STOPS_IN_MS = 30_000;

  /** So old the last look at the replicas may be. */
  private static final long LOOK_MS = 15_000;

  private static final Pattern UNTIL = Pattern.compile("until (\\d{4}-\\S+Z)");

  private Rules() {}

  static void formats(World world, FakeLauncher launcher) {
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

  /** Who had data and comes up without has nothing that anybody counts on. */
  static void startsEmpty(World world, int id) {
    if (!world.formatted.add(id) && !world.kafka.inSync(id).isEmpty()) {
      throw world.violation(
          "node %d starts empty, in sync for %s".formatted(id, world.kafka.inSync(id)));
    }
  }

  /** The NodeManager kills what is larger than the container that it knows. */
  static void resizes(World world, FakeLauncher launcher, int memoryMb) {
    launcher.memoryMb = memoryMb;
    if (launcher.kafkaRuns()) {
      fits(world, launcher);
    }
  }

  private static void fits(World world, FakeLauncher launcher) {
    if (launcher.spec.origin().memoryMb() > launcher.memoryMb) {
      throw world.violation(
          "Kafka is larger than its container: %s, started for %d MiB, has %d"
              .formatted(launcher, launcher.spec.origin().memoryMb(), launcher.memoryMb));
    }
  }

  /** One that is cut off from Kafka is fenced, and ends when it is back. */
  static void kafkaStarts(World world, FakeLauncher launcher) {
    fits(world, launcher);
    for (FakeLauncher other : world.alive()) {
      if (other != launcher
          && other.nodeId() == launcher.nodeId()
          && other.kafkaRuns()
          && !other.isExcused()) {
        throw world.violation("two Kafka processes of one id: " + launcher + ", " + other);
      }
    }
    world.homes.put(launcher.nodeId(), launcher.host.name);
  }

  static void launches(World world, Action.Launch launch, SimulatedMaster master) {
    int id = launch.container().nodeId();
    Ledger onDisk = master.onDisk();
    leavesNothing(world, launch);
    constraintsHold(world, launch, master.state());
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

  /** A node starts away from its data only when nobody counts on that. */
  private static void leavesNothing(World world, Action.Launch launch) {
    int id = launch.container().nodeId();
    String home = world.homes.get(id);
    if (home == null || home.equals(launch.container().host())) {
      return;
    }
    world.moves++;
    String move = "node " + id + " moves from " + home + " to " + launch.container().host();
    for (FakeLauncher old : world.alive()) {
      if (old.nodeId() == id && old.kafkaRuns() && !old.isExcused()) {
        throw world.violation(move + " while its last process runs: " + old);
      }
    }
    if (!world.kafka.last(id).isEmpty()) {
      throw world.violation(
          move + ", away from the last in-sync replica of " + world.kafka.last(id));
    }
    if (!world.kafka.inSync(id).isEmpty()) {
      throw world.violation(move + ", in sync for " + world.kafka.inSync(id));
    }
    world.kafka.quorum.checkMajority(id, world.homes);
  }

  /** Judged by the nodes that run, and by these and the homes of the others: one must accept. */
  private static void constraintsHold(World world, Action.Launch launch, ClusterState state) {
    int id = launch.container().nodeId();
    SimHost host = world.hosts.get(launch.container().host());
    if (host.name.equals(world.homes.get(id))) {
      return;
    }
    NodeSpec node = world.node(id);
    for (Constraint constraint : node.constraints()) {
      if (breaks(constraint, host, others(world, id, constraint, Map.of()))
          && breaks(constraint, host, others(world, id, constraint, homes(state)))) {
        throw world.violation(
            "a constraint is broken: node %d on %s against %s".formatted(id, host, constraint));
      }
    }
  }

  private static Map<Integer, String> homes(ClusterState state) {
    Map<Integer, String> homes = new LinkedHashMap<>();
    state.ledger().nodes().values().stream()
        .filter(NodeRecord::mayHoldData)
        .forEach(record -> homes.put(record.id(), record.host()));
    return homes;
  }

  private static Map<String, Integer> others(
      World world, int id, Constraint constraint, Map<Integer, String> homes) {
    Map<Integer, String> places = new LinkedHashMap<>(homes);
    world.alive().stream()
        .filter(process -> process.host.connected)
        .forEach(process -> places.put(process.nodeId(), process.host.name));
    places.remove(id);
    Map<String, Integer> counts = new LinkedHashMap<>();
    places
        .values()
        .forEach(name -> counts.merge(value(constraint, world.hosts.get(name)), 1, Integer::sum));
    return counts;
  }

  private static String value(Constraint constraint, SimHost host) {
    return constraint.attribute().equals(Constraint.RACK) ? host.rack : host.name;
  }

  /** An uneven spread by one may come from nodes that came later. */
  private static boolean breaks(Constraint constraint, SimHost host, Map<String, Integer> others) {
    if (constraint.condition() instanceof Constraint.GroupBy) {
      int fewest = others.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      return others.size() > 1 && others.getOrDefault(value(constraint, host), 0) > fewest + 1;
    }
    return !constraint.accepts(Optional.of(value(constraint, host)), others);
  }

  /** Once an application has held so many at a time, its gang is together. */
  static void gathers(World world, FakeYarn yarn, ClusterState state) {
    int all = world.spec.nodes().size() - state.ledger().halted().size();
    int wanted =
        world.spec.start().gang().map(gang -> Math.min(all, gang.nodes().orElse(all))).orElse(0);
    long held = state.slots().values().stream().filter(s -> s.container().isPresent()).count();
    yarn.together |= held >= wanted;
  }

  static void launchesTogether(World world, FakeYarn yarn, Action.Launch launch) {
    if (!yarn.together) {
      throw world.violation("launched before the gang was together: " + launch);
    }
  }

  /**
   * Kafka is told that a broker's process has ended. That is true and was no clean stop, and each
   * partition keeps an in-sync replica that lives or can come back.
   */
  static void takesOff(World world, int id) {
    String call = "node " + id + " is taken off";
    boolean forGood = !world.spec.nodes().containsKey(id);
    for (FakeLauncher process : running(world, id)) {
      if (!forGood || !process.forgotten) {
        throw world.violation(call + " while a process of it runs: " + process);
      }
    }
    if (!forGood && world.hosts.get(world.homes.get(id)).directory(id).stoppedCleanly) {
      throw world.violation(call + " after a clean stop");
    }
    world
        .kafka
        .left(id)
        .forEach(
            (partition, others) -> {
              if (others.stream().noneMatch(other -> livesOrReturns(world, other))) {
                throw world.violation(
                    call + ", which shrinks the eligible leaders of " + partition + " to none");
              }
            });
    if (world.kafka.elr && !world.kafka.belowMinIsr(id).isEmpty()) {
      throw world.violation(call + ", below min.insync.replicas of " + world.kafka.belowMinIsr(id));
    }
  }

  private static boolean livesOrReturns(World world, int id) {
    return world.kafka.isLive(id) || !world.hosts.get(world.homes.get(id)).dead;
  }

  /**
   * Nobody is stopped on an operator's order whom a partition cannot spare, but that others could.
   */
  static void stops(World world, Action.StopKafka action) {
    if (action.reason().startsWith("operation ")) {
      world
          .kafka
          .belowMinIsrWithout(action.container().nodeId())
          .ifPresent(
              partition -> {
                throw world.violation("below min.insync.replicas by our order: " + partition);
              });
    }
  }

  private static List<FakeLauncher> running(World world, int id) {
    return world.alive().stream()
        .filter(process -> process.nodeId() == id && process.kafkaRuns() && !process.isExcused())
        .toList();
  }

  /** A broker goes with what somebody has put there in the last moment, but with nothing else. */
  static void stopsForGood(World world, Action.StopKafka action) {
    int id = action.container().nodeId();
    if (action.reason().equals("it is not wanted any more")
        && world.kafka.moves.holdsAnySince(id, world.time.nowMs() - LOOK_MS)) {
      throw world.violation("stopped for good with replicas: " + action);
    }
  }

  /** In the turn in which they end. */
  static void operationsEndAsOrdered(World world, ClusterState state) {
    state.ledger().operations().all().stream()
        .filter(operation -> operation.kind() == Operation.Kind.REMOVE)
        .filter(operation -> operation.ended().equals(Optional.of(world.time.now())))
        .forEach(operation -> operation.nodes().forEach(id -> endsAsOrdered(world, operation, id)));
  }

  private static void endsAsOrdered(World world, Operation operation, int id) {
    boolean wanted = world.spec.nodes().containsKey(id);
    boolean removed = operation.status() == Operation.Status.DONE;
    if (wanted == removed) {
      throw world.violation("ended with node " + id + " wanted: " + wanted + ": " + operation);
    }
    if (removed && world.kafka.known.contains(id)) {
      throw world.violation("Kafka still knows the removed node " + id + ": " + operation);
    }
    if (removed && running(world, id).stream().anyMatch(process -> !process.forgotten)) {
      throw world.violation("removed while it runs: " + running(world, id));
    }
  }

  /** A reason that names a time names one to come. */
  static void reasonsHold(World world, Plan plan) {
    plan.waits()
        .forEach(
            (id, wait) -> {
              Matcher times = UNTIL.matcher(wait.reason());
              boolean past = wait.until().filter(world.time.now()::isAfter).isPresent();
              while (times.find()) {
                past |= Instant.parse(times.group(1)).isBefore(world.time.now());
              }
              if (past) {
                throw world.violation(
                    "a reason lies at %s: node %d: %s".formatted(world.time.now(), id, wait));
              }
            });
  }

  /** Who was told in time, and could hear and be heard, has stopped in order. */
  static void leaves(World world, SimHost host, SimulatedMaster master) {
    long then = world.time.nowMs() - STOPS_IN_MS;
    boolean heard =
        master.alive()
            && master.sinceMs() < then
            && host.connected
            && host.disturbedMs < then
            && host.leavesAtMs.isPresent();
    if (!heard || master.state().stopping()) {
      return;
    }
    List<FakeLauncher> running =
        world.alive().stream()
            .filter(p -> p.host == host && p.kafkaRuns() && !p.isStopping() && !p.forgotten)
            .filter(p -> p.bornMs < then && p.silentUntilMs < then)
            .toList();
    if (!running.isEmpty()) {
      throw world.violation("killed with its host, which left as announced: " + running);
    }
  }
}
