package org.kafkayarn.am.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Hosting;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Offline;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Replicas.Partitions;

/**
 * Kafka's partitions: who is in sync, who leads, and how many records were acknowledged; each
 * directory keeps how many of them it holds. Looks twice a second whether any is lost.
 */
final class FakeKafka {
  private static final long TICK_MS = 500;
  private static final long SESSION_MS = 4_500;

  private static final class Registration {
    private final FakeLauncher process;
    private final String startId;
    private final long sinceMs;
    private long heardMs;

    Registration(FakeLauncher process, long nowMs) {
      this.process = process;
      this.startId = process.spec.startId();
      this.sinceMs = nowMs;
    }

    boolean isOf(FakeLauncher other) {
      return process == other && startId.equals(other.spec.startId());
    }
  }

  private final World world;
  final FakeQuorum quorum;
  final FakeSettings settings;
  final List<Partition> partitions = new ArrayList<>();
  final FakeMoves moves;
  private final Map<Integer, Registration> registered = new TreeMap<>();
  private Map<Integer, FakeLauncher> running = Map.of();

  /** Processes that were taken off while they ran: Kafka has no way back for them. */
  private final Set<String> takenOff = new HashSet<>();

  /** The brokers that have registered and were not taken off since, alive or not. */
  final Set<Integer> known = new HashSet<>();

  /** Calls that may still take a broker off. */
  int callsUnderWay;

  /** It keeps eligible leader replicas. */
  final boolean elr;

  FakeKafka(World world) {
    this.world = world;
    this.quorum = new FakeQuorum(world);
    this.moves = new FakeMoves(world, this);
    this.settings = new FakeSettings(() -> running, () -> quorum.leader().isPresent());
    this.elr = world.random.nextBoolean();
    List<Integer> brokers =
        new ArrayList<>(
            world.spec.nodes().values().stream()
                .filter(NodeSpec::broker)
                .map(NodeSpec::id)
                .toList());
    for (int i = 0; i < 6; i++) {
      int copies = Math.min(brokers.size(), 1 + world.random.nextInt(3));
      if (i == 0 && copies == 1) {
        continue;
      }
      Collections.shuffle(brokers, world.random);
      partitions.add(
          new Partition("t-" + i, List.copyOf(brokers.subList(0, copies)), copies == 3 ? 2 : 1, 0));
    }
    world.time.after(TICK_MS, this::tick);
  }

  private void tick() {
    running = reachable();
    quorum.tick(running);
    if (quorum.leader().isPresent()) {
      register();
      partitions.forEach(this::lead);
      partitions.forEach(this::write);
    }
    world.time.after(TICK_MS, this::tick);
  }

  private Map<Integer, FakeLauncher> reachable() {
    Map<Integer, FakeLauncher> newest = new TreeMap<>();
    for (FakeLauncher process : world.launchers) {
      if (!process.alive() || !process.kafkaRuns() || !process.host.reachesKafka()) {
        continue;
      }
      if (world.time.nowMs() < process.readyAtMs) {
        continue;
      }
      FakeLauncher other = newest.get(process.nodeId());
      if (other == null || other.containerId.compareTo(process.containerId) < 0) {
        newest.put(process.nodeId(), process);
      }
      FakeLauncher older = other == newest.get(process.nodeId()) ? process : other;
      if (older != null && !older.isExcused()) {
        throw world.violation("two live processes of one id: " + process + " and " + other);
      }
    }
    return newest;
  }

  /** Another process of an id is let in when the session of the one before is over. */
  private void register() {
    long dead = world.time.nowMs() - SESSION_MS;
    registered.values().removeIf(entry -> entry.heardMs < dead || entry.process.hasStopped());
    running.forEach(
        (id, process) -> {
          process.wasCut = false;
          if (!takenOff.contains(process.spec.startId())) {
            Registration entry =
                registered.computeIfAbsent(id, i -> new Registration(process, world.time.nowMs()));
            known.add(id);
            if (entry.isOf(process)) {
              entry.heardMs = world.time.nowMs();
            }
          }
        });
  }

  /** Alive in Kafka's eyes: a dead process is, until its session is over. */
  private boolean isListed(int id) {
    return registered.containsKey(id);
  }

  boolean isLive(int id) {
    return running.containsKey(id) && isListed(id) && registered.get(id).isOf(running.get(id));
  }

  /** Kafka is told to forget a broker, whoever that is now; false when nobody is there to hear. */
  boolean unregister(int id) {
    if (quorum.leader().isEmpty()) {
      return false;
    }
    Rules.takesOff(world, id);
    registered.remove(id);
    known.remove(id);
    Optional.ofNullable(running.get(id)).ifPresent(p -> takenOff.add(p.spec.startId()));
    partitions.forEach(this::lead);
    return true;
  }

  /** The replicas that each partition would be left with, by its name. */
  Map<String, Set<Integer>> left(int id) {
    Map<String, Set<Integer>> left = new TreeMap<>();
    for (Partition partition : partitions) {
      if (partition.inSync.contains(id)) {
        Set<Integer> others = new TreeSet<>(partition.inSync);
        others.remove(id);
        left.put(partition.name, others);
      }
    }
    return left;
  }

  /** The partitions that take no acks=all without the node. */
  List<String> belowMinIsr(int id) {
    return partitions.stream().filter(p -> p.isBelowMinIsrWithout(id)).map(p -> p.name).toList();
  }

  private Eligibility eligibility() {
    Map<Integer, Map<Set<Integer>, Partitions>> left = new TreeMap<>();
    for (int id : world.spec.nodes().keySet()) {
      left(id)
          .forEach(
              (name, others) ->
                  left.computeIfAbsent(id, n -> new HashMap<>())
                      .put(Set.copyOf(others), new Partitions(1, List.of(name))));
    }
    return new Eligibility(true, elr, left, named(Partition::isBelowMinIsrWithout));
  }

  void lead(Partition partition) {
    List<Integer> out =
        partition.inSync.stream()
            .filter(
                id -> !isListed(id) || (running.containsKey(id) && running.get(id).isStopping()))
            .toList();
    boolean othersLive =
        partition.inSync.stream().anyMatch(id -> !out.contains(id) && isListed(id));
    for (int id : out) {
      if (partition.inSync.size() > 1 && (othersLive || !isListed(id))) {
        partition.inSync.remove(id);
      }
    }
    if (partition.leader.filter(id -> partition.inSync.contains(id) && isListed(id)).isEmpty()) {
      partition.leader = partition.inSync.stream().filter(this::isLive).findFirst();
    }
    if (partition.leader.filter(this::isLive).isPresent()) {
      partition.replicas.stream()
          .filter(id -> isLive(id) && !partition.inSync.contains(id))
          .filter(id -> !running.get(id).isStopping())
          .filter(id -> registered.get(id).sinceMs + world.copyMs <= world.time.nowMs())
          .forEach(
              id -> {
                records(id).put(partition.name, partition.acknowledged);
                partition.inSync.add(id);
              });
    }
  }

  private void write(Partition partition) {
    for (int id : partition.inSync) {
      if (isLive(id)) {
        long held = records(id).getOrDefault(partition.name, 0L);
        if (held < partition.acknowledged) {
          throw world.violation(
              "acknowledged records lost: node %d is in sync for %s and holds %d of %d records: %s"
                  .formatted(id, partition.name, held, partition.acknowledged, running.get(id)));
        }
      }
    }
    boolean writable =
        partition.leader.filter(this::isLive).isPresent()
            && partition.inSync.size() >= partition.minInSync
            && partition.inSync.stream().allMatch(this::isLive);
    if (writable) {
      partition.acknowledged++;
      partition.inSync.forEach(id -> records(id).put(partition.name, partition.acknowledged));
    }
  }

  Map<String, Long> records(int id) {
    return running.get(id).directory().records;
  }

  // ---- what the probes see ----

  KafkaEvent.Observed observe() {
    if (quorum.leader().isEmpty()) {
      return KafkaEvent.Observed.nothing();
    }
    Map<Integer, String> confirmed = new HashMap<>();
    running.forEach(
        (id, process) -> {
          if (process.kafkaRuns() && process.host.connected && isLive(id)) {
            confirmed.put(id, process.spec.startId());
          }
        });
    return new KafkaEvent.Observed(
        confirmed, Set.copyOf(registered.keySet()), quorum.observe(running));
  }

  KafkaEvent.ReplicasObserved observeReplicas() {
    if (quorum.leader().isEmpty()) {
      return new KafkaEvent.ReplicasObserved(Optional.empty());
    }
    Map<Integer, Integer> inSync = new TreeMap<>();
    Map<Integer, Integer> leaderships = new TreeMap<>();
    for (Partition partition : partitions) {
      partition.inSync.forEach(id -> inSync.merge(id, 1, Integer::sum));
      partition.leader.ifPresent(id -> leaderships.merge(id, 1, Integer::sum));
    }
    return new KafkaEvent.ReplicasObserved(
        Optional.of(
            new Replicas(
                registered.keySet().stream()
                    .filter(id -> world.node(id).broker())
                    .collect(Collectors.toSet()),
                inSync,
                named(Partition::isLast),
                named(Partition::isBelowMinIsrWithout),
                named(FakeKafka::isNeededForRestart),
                leaderships,
                quorum.agreed().keySet(),
                Set.copyOf(quorum.caughtUp(running)),
                eligibility(),
                Offline.NONE,
                hosting())));
  }

  private Hosting hosting() {
    Map<Integer, Integer> replicas = new TreeMap<>();
    Map<Integer, Set<Integer>> companions = new TreeMap<>();
    for (Partition partition : partitions) {
      for (int id : partition.replicas) {
        replicas.merge(id, 1, Integer::sum);
        companions.computeIfAbsent(id, n -> new TreeSet<>()).addAll(partition.replicas);
      }
    }
    companions.forEach((id, others) -> others.remove(id));
    return new Hosting(
        replicas,
        named((p, id) -> p.replicas.contains(id) && p.replicas.size() <= p.minInSync),
        named((p, id) -> p.replicas.contains(id) && !p.inSync.contains(id)),
        companions);
  }

  private static boolean isNeededForRestart(Partition partition, int id) {
    if (partition.replicas.size() <= partition.minInSync) {
      return false;
    }
    return partition.inSync.size() < partition.minInSync
        ? partition.replicas.contains(id)
        : partition.inSync.size() == partition.minInSync && partition.inSync.contains(id);
  }

  private Map<Integer, Partitions> named(java.util.function.BiPredicate<Partition, Integer> which) {
    Map<Integer, Partitions> named = new TreeMap<>();
    for (int id : world.spec.ids()) {
      List<String> names =
          partitions.stream().filter(p -> which.test(p, id)).map(p -> p.name).toList();
      if (!names.isEmpty()) {
        named.put(id, new Partitions(names.size(), names.subList(0, 1)));
      }
    }
    return named;
  }

  // ---- what the rules ask ----

  /** The partitions that count on the data of this node. */
  List<String> inSync(int id) {
    return partitions.stream().filter(p -> p.inSync.contains(id)).map(p -> p.name).toList();
  }

  /** The partitions whose only safe copy the node has. */
  List<String> last(int id) {
    return partitions.stream().filter(p -> p.isLast(id)).map(p -> p.name).toList();
  }

  /** A partition, all of whose other replicas live, that takes no acks=all without the node. */
  Optional<String> belowMinIsrWithout(int id) {
    return partitions.stream()
        .filter(p -> p.replicas.contains(id) && p.replicas.size() > p.minInSync)
        .filter(p -> p.replicas.stream().allMatch(other -> other == id || isUsable(other)))
        .filter(p -> p.inSync.stream().filter(other -> other != id).count() < p.minInSync)
        .map(p -> p.name + " of " + p.replicas + " in sync " + p.inSync)
        .findFirst();
  }

  boolean isUsable(int id) {
    return isLive(id) && !running.get(id).isStopping();
  }

  /** None of them would be missed if these nodes never came back. */
  boolean canLose(Set<Integer> ids) {
    boolean data =
        partitions.stream()
            .allMatch(p -> p.inSync.stream().anyMatch(id -> !ids.contains(id) && isLive(id)));
    long left = quorum.caughtUp(running).stream().filter(id -> !ids.contains(id)).count();
    return data
        && callsUnderWay == 0
        && quorum.leader().isPresent()
        && 2 * left > quorum.agreed().size();
  }

  @Override
  public String toString() {
    return "leader "
        + quorum.leader()
        + ", voters "
        + quorum.agreed()
        + ", brokers "
        + registered.keySet()
        + ", partitions "
        + partitions.stream()
            .sorted(Comparator.comparing((Partition p) -> p.name))
            .map(p -> p.name + " of " + p.replicas + " in sync " + p.inSync + ": " + p.acknowledged)
            .toList();
  }
}
