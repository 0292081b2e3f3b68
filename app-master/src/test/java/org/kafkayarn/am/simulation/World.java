package org.kafkayarn.am.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;

/**
 * What is outside of the scheduler: hosts with their disks and ports, chance, time; and what
 * happened last. All of it follows from the seed.
 */
final class World {
  /** A safety, liveness or economy rule that did not hold. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  private record Line(long atMs, Object what) {}

  /** As long a silent host is not taken for dead. */
  static final Duration HOST_EXPIRY = Duration.ofSeconds(45);

  private static final int HISTORY = Integer.getInteger("simulation.history", 50);
  private static final int LINE = 300;

  final Random random;

  /** What has to do with orders of an operator is left to another chance. */
  final Random orders;

  final Timeline time = new Timeline();
  ClusterSpec spec;
  final WantedCluster wanted;
  final Map<String, SimHost> hosts;
  final FakeKafka kafka;

  /** As long a replica copies what it lacks. */
  final long copyMs;

  /** The host of each node where its Kafka was started last. */
  final Map<Integer, String> homes = new TreeMap<>();

  /** The nodes that have ever had data. */
  final Set<Integer> formatted = new TreeSet<>();

  /** The nodes whose disk was lost while their host lived on. */
  final Set<Integer> lostDisks = new TreeSet<>();

  private final Map<Integer, NodeSpec> everWanted = new TreeMap<>();

  final List<FakeLauncher> launchers = new ArrayList<>();

  /** The voters that the first of them formatted with; all others must do the same. */
  Optional<String> formattedVoters = Optional.empty();

  boolean faults = true;
  int faultCount;
  int lockRefusals;
  int moves;
  private int directories;
  private final Deque<Line> history = new ArrayDeque<>();

  World(long seed) {
    this(new Random(seed), seed, Optional.empty());
  }

  /** A world without faults, of so many hosts and nodes. */
  World(long seed, int size) {
    this(new Random(seed), seed, Optional.of(size));
    faults = false;
  }

  private World(Random chance, long seed, Optional<Integer> size) {
    random = chance;
    orders = new Random(~seed * 0x9E3779B97F4A7C15L);
    wanted =
        size.map(nodes -> new WantedCluster(chance, nodes))
            .orElseGet(() -> new WantedCluster(chance));
    spec = wanted.spec;
    everWanted.putAll(spec.nodes());
    hosts = wanted.hosts;
    copyMs = between(2_000, 12_000);
    kafka = new FakeKafka(this);
  }

  /** What is wanted of a node, or was when it was last wanted. */
  NodeSpec node(int id) {
    return everWanted.get(id);
  }

  /** The operator wants another cluster; the home of the cluster has it from now on. */
  ClusterSpec want(ClusterSpec next) {
    SortedMap<Integer, NodeSpec> leaving = new TreeMap<>(spec.nodes());
    leaving.putAll(spec.retiring());
    spec = next.withRetiring(leaving);
    everWanted.putAll(next.nodes());
    return spec;
  }

  String freshDirectoryId() {
    return "directory-" + ++directories;
  }

  void note(Object what) {
    history.add(new Line(time.nowMs(), what));
    if (history.size() > HISTORY) {
      history.remove();
    }
  }

  /** One of so many times, while faults happen at all. */
  boolean sometimes(int oneOf) {
    boolean hit = random.nextInt(oneOf) == 0;
    return hit && faults;
  }

  long between(long least, long most) {
    return least + random.nextInt((int) (most - least + 1));
  }

  SimHost anyHost() {
    List<SimHost> all = List.copyOf(hosts.values());
    return all.get(random.nextInt(all.size()));
  }

  List<FakeLauncher> alive() {
    return launchers.stream().filter(FakeLauncher::alive).toList();
  }

  Violation violation(String rule) {
    return new Violation(rule);
  }

  String history() {
    StringBuilder text = new StringBuilder();
    history.forEach(
        line -> text.append(String.format("%,12d ms  %s%n", line.atMs(), clipped(line.what()))));
    return text.toString();
  }

  private static String clipped(Object what) {
    String text = String.valueOf(what);
    return text.length() <= LINE ? text : text.substring(0, LINE) + "...";
  }
}
