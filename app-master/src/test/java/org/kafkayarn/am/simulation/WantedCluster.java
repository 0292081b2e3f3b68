package org.kafkayarn.am.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StartConditions;

/** What an operator wants in one world, and hosts on which it can be had. */
final class WantedCluster {
  private static final int MEMORY_MB = 1024;

  /** So many more nodes may be wanted later. */
  private static final int MOST_NODES = 5;

  private final Random random;
  private final List<String> lines = new ArrayList<>();
  final ClusterSpec spec;
  final Map<String, SimHost> hosts = new TreeMap<>();

  /** What the operator wants of the quorum later, one after the other. */
  final List<ClusterSpec> later = new ArrayList<>();

  WantedCluster(Random random) {
    this.random = random;
    int brokers = List.of(1, 3, 3, 4, 5).get(random.nextInt(5));
    int count = Math.max(2, brokers - 1 + random.nextInt(3));
    int racks = 2 + random.nextInt(2);
    lines.add("name: orders");
    lines.add("memory: 1g");
    lines.add("heap: 384");
    lines.add("ports: 20000-20039");
    lines.add("failover-max-delay: 3m");
    lines.add("fast-failover: " + random.nextBoolean());
    int nodes = nodes(brokers);
    waits();
    constraints(count, nodes, racks);
    start(nodes);
    spec =
        SpecRules.complete(SpecFile.read(String.join("\n", lines), "seed"), 1, "hdfs:///kafka.tar");
    changes();
    int memory =
        MOST_NODES * MEMORY_MB + spec.nodes().values().stream().mapToInt(NodeSpec::memoryMb).sum();
    // They may all grow by half.
    memory += memory / 2;
    // Each host can hold all nodes: a node that must not leave its data could wait for ever at a
    // home that others have filled.
    for (int i = 0; i < count; i++) {
      String name = "host" + i;
      hosts.put(
          name, new SimHost(name, "/rack" + i % racks, memory + random.nextInt(2) * MEMORY_MB));
    }
  }

  /** As many brokers as hosts, in racks of 40. */
  WantedCluster(Random random, int size) {
    this.random = random;
    lines.add("name: orders");
    lines.add("memory: 1g");
    lines.add("heap: 384");
    lines.add("brokers: " + size);
    lines.add("host-wait: 10m");
    spec =
        SpecRules.complete(
            SpecFile.read(String.join("\n", lines), "large"), 1, "hdfs:///kafka.tar");
    for (int i = 0; i < size; i++) {
      String name = "host-%04d".formatted(i);
      hosts.put(name, new SimHost(name, "/rack" + i / 40, 2 * MEMORY_MB));
    }
  }

  /** All alike, two groups of brokers, or controllers of their own. */
  private int nodes(int brokers) {
    switch (random.nextInt(6)) {
      case 0 -> {
        lines.add("groups:");
        lines.add("- {name: plain, ids: 0-" + (brokers - 1) + "}");
        lines.add("- {name: fast, ids: '10', memory: 2g}");
        return brokers + 1;
      }
      case 1 -> {
        lines.add("groups:");
        lines.add("- {name: deciders, ids: 100-102, roles: controller, memory: 1536}");
        lines.add("- {name: plain, roles: broker, ids: 0-" + (brokers - 1) + "}");
        return brokers + 3;
      }
      default -> {
        lines.add("brokers: " + brokers);
        return brokers;
      }
    }
  }

  private void waits() {
    int kind = random.nextInt(8);
    if (kind == 0) {
      lines.add("host-wait: forever");
    } else {
      lines.add("host-wait: " + (30 + random.nextInt(91)) + "s");
      lines.add("rack-wait: " + (10 + random.nextInt(21)) + "s");
    }
  }

  private void constraints(int hosts, int nodes, int racks) {
    switch (random.nextInt(6)) {
      case 0 -> {
        if (hosts >= nodes) {
          lines.add("constraints: hostname=unique");
        }
      }
      case 1 -> {
        if (hosts >= 4 && racks == 2) {
          lines.add("constraints: rack=groupBy:2");
        }
      }
      case 2 -> {
        if (hosts >= 3) {
          lines.add("constraints: hostname=unlike:host1");
        }
      }
      default -> {}
    }
  }

  private void start(int nodes) {
    switch (random.nextInt(8)) {
      case 0 -> lines.add("gang: all");
      case 1 -> {
        lines.add("gang: " + nodes);
        lines.add("gang-timeout: " + (10 + random.nextInt(50)) + "s");
      }
      case 2 -> lines.add("start-at: '2026-01-01T00:00:" + (10 + random.nextInt(50)) + "Z'");
      case 3 -> lines.add("min-free: {memory: " + nodes + "g, vcores: " + nodes + "}");
      default -> {}
    }
  }

  /** Another quorum: more or fewer of the brokers, or controllers of their own. */
  private void changes() {
    if (random.nextInt(3) > 0) {
      return;
    }
    if (!spec.groups().isEmpty()) {
      later(config());
      return;
    }
    boolean room = constraint().isEmpty() && spec.start().equals(StartConditions.NONE);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String quorum =
          room && random.nextBoolean()
              ? "controllers: " + List.of(1, 3, 5).get(random.nextInt(3))
              : "voters: " + voters();
      later(quorum, config());
    }
  }

  private void later(String... more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(List.of(more));
    later.add(
        SpecRules.complete(
            SpecFile.read(String.join("\n", all), "change"),
            2 + later.size(),
            "hdfs:///kafka.tar"));
  }

  /** A setting that Kafka can change while it runs, and one that it cannot, or neither. */
  private String config() {
    return random.nextInt(3) == 0
        ? "config: {}"
        : "config: {%s: %d, %s: %d}"
            .formatted(
                FakeSettings.ALTERABLE,
                random.nextInt(3),
                FakeSettings.READ_ONLY,
                random.nextInt(3));
  }

  private int voters() {
    int most = spec.brokers() >= 5 ? 3 : spec.brokers() >= 3 ? 2 : 1;
    return 2 * random.nextInt(most) + 1;
  }

  boolean waitsForEver() {
    return lines.contains("host-wait: forever");
  }

  /** The constraint by which all nodes are placed, if there is one. */
  Optional<String> constraint() {
    return spec.constraints().stream().map(Object::toString).findFirst();
  }

  /** Whether all nodes find hosts among these. */
  boolean fits(List<SimHost> left) {
    boolean unique = constraint().filter("hostname=unique"::equals).isPresent();
    boolean racks =
        constraint().filter("rack=groupBy:2"::equals).isEmpty()
            || left.stream().map(host -> host.rack).distinct().count() == 2;
    long allowed =
        left.stream()
            .filter(
                host ->
                    constraint().filter("hostname=unlike:host1"::equals).isEmpty()
                        || !host.name.equals("host1"))
            .count();
    return racks && allowed >= (unique ? spec.nodes().size() : 1);
  }

  @Override
  public String toString() {
    return String.join("; ", lines)
        + later.stream()
            .map(next -> "; later " + next.nodes().keySet() + controllers(next))
            .toList();
  }

  private static List<Integer> controllers(ClusterSpec spec) {
    return spec.nodes().values().stream().filter(NodeSpec::controller).map(NodeSpec::id).toList();
  }
}
