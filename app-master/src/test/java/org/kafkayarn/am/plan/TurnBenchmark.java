package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterState.Application;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Transitions;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * What a turn of the scheduler costs for 10 to 10,000 nodes on as many hosts: first placement, a
 * steady turn, a rack that fails, another attempt. Prints a table, and fails when the cost of one
 * node grows with the number of nodes. Not part of the build: {@code mvn -P benchmarks test}.
 */
class TurnBenchmark {
  private static final List<Integer> SIZES = List.of(10, 100, 1_000, 10_000);
  private static final int NODES_PER_RACK = 40;
  private static final int WARM_UPS = 5;
  private static final int ROUNDS = 15;
  private static final Instant T0 = Worlds.T0;

  /** A cost may grow so much faster than the nodes: caches are smaller than 10,000 nodes. */
  private static final double TOLERANCE = 4;

  @Test
  void aTurnCostsAtMostInProportionToTheNodes() {
    Map<String, Map<Integer, Duration>> costs = new LinkedHashMap<>();
    for (int size : SIZES) {
      for (int i = 0; i < WARM_UPS; i++) {
        life(size);
      }
      Map<String, List<Duration>> rounds = new LinkedHashMap<>();
      for (int i = 0; i < ROUNDS; i++) {
        life(size)
            .forEach(
                (step, cost) -> rounds.computeIfAbsent(step, s -> new ArrayList<>()).add(cost));
      }
      rounds.forEach(
          (step, all) ->
              costs.computeIfAbsent(step, s -> new LinkedHashMap<>()).put(size, median(all)));
    }
    print(costs);
    costs.forEach(TurnBenchmark::assertAtMostLinear);
    Duration steady = costs.get("steady turn").get(1_000);
    assertTrue(steady.compareTo(Duration.ofMillis(5)) < 0, () -> "1,000 nodes: " + steady);
  }

  private static void assertAtMostLinear(String step, Map<Integer, Duration> bySize) {
    double small = bySize.get(1_000).toNanos() / 1_000.0;
    double large = bySize.get(10_000).toNanos() / 10_000.0;
    assertTrue(
        large < TOLERANCE * small,
        () ->
            step + ": a node costs %.0f ns of 1,000 and %.0f ns of 10,000".formatted(small, large));
  }

  private static void print(Map<String, Map<Integer, Duration>> costs) {
    StringBuilder table = new StringBuilder("%nmilliseconds per turn%n%-28s".formatted("nodes"));
    SIZES.forEach(size -> table.append("%,12d".formatted(size)));
    costs.forEach(
        (step, bySize) -> {
          table.append("%n%-28s".formatted(step));
          bySize.values().forEach(c -> table.append("%12.3f".formatted(c.toNanos() / 1e6)));
        });
    System.out.println(table);
  }

  private static Duration median(List<Duration> all) {
    List<Duration> sorted = all.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** From nothing to a cluster that serves, and two faults; the cost of each turn. */
  private static Map<String, Duration> life(int size) {
    Map<String, Duration> costs = new LinkedHashMap<>();
    Driver cluster = new Driver(size, Ledger.empty("cluster-id-of-22-chars"), 1);
    cluster.turn(
        new YarnEvent.HostsReported(hosts(size, Host.Condition.RUNNING), true, Optional.empty()));
    costs.put("ask for all", cluster.turn(new YarnEvent.Registered(List.of())));
    costs.put("all are granted", cluster.turn(new YarnEvent.Granted(cluster.grants())));
    costs.put("launch all", cluster.turn(new Event.LedgerSaved(cluster.state.ledger())));
    costs.put("all are up", cluster.turn(cluster.started()));
    cluster.turn(cluster.observed());
    cluster.turn(new Event.LedgerSaved(cluster.state.ledger()));
    assertTrue(cluster.state.allServing());
    costs.put("steady turn", cluster.turn(cluster.answer(0)));
    Ledger ledger = cluster.state.ledger();

    Driver next = new Driver(size, ledger, 2);
    next.turn(
        new YarnEvent.HostsReported(hosts(size, Host.Condition.RUNNING), true, Optional.empty()));
    costs.put("the next attempt adopts all", next.turn(new YarnEvent.Registered(cluster.held())));

    costs.put("a rack fails", cluster.turn(cluster.rackOutage()));
    return costs;
  }

  private static Map<String, Host> hosts(int size, Host.Condition condition) {
    Map<String, Host> hosts = new HashMap<>();
    for (int i = 0; i < size; i++) {
      hosts.put(host(i), Host.running(host(i), rack(i), 8_192, 8).in(condition));
    }
    return hosts;
  }

  private static String host(int i) {
    return "host-%05d".formatted(i);
  }

  private static String rack(int i) {
    return "/rack-" + i / NODES_PER_RACK;
  }

  /** Feeds events to the core as the loop does. */
  private static final class Driver {
    private ClusterState state;
    private Instant now = T0;

    Driver(int size, Ledger ledger, int attempt) {
      state =
          ClusterState.initial(
              new Application(
                  "alice", Worlds.APPLICATION, attempt, T0, Application.DEFAULT_HOST_EXPIRY),
              Specs.complete(Specs.small(size, "29092-29999").with(SpecKey.BROKERS, size)),
              ledger,
              true);
    }

    Duration turn(Event event) {
      return turn(List.of(event));
    }

    Duration turn(List<Event> events) {
      now = now.plusMillis(1);
      long start = System.nanoTime();
      for (Event event : events) {
        state = Transitions.apply(state, event, now);
      }
      state = Planner.plan(state, now).intended();
      return Duration.ofNanos(System.nanoTime() - start);
    }

    List<Held> grants() {
      List<Held> grants = new ArrayList<>();
      for (Slot slot : state.slots().values()) {
        String host = slot.ask().orElseThrow().host().orElseThrow();
        grants.add(new Held(container(slot.id()), slot.id(), host, host + ":8042", 0));
      }
      assertEquals(state.slots().size(), grants.stream().map(Held::host).distinct().count());
      return grants;
    }

    private static String container(int id) {
      return "container_e01_1700000000000_0007_01_%06d".formatted(id);
    }

    List<Event> started() {
      List<Event> events = new ArrayList<>();
      for (int id : state.slots().keySet()) {
        events.add(new YarnEvent.Launched(id, container(id)));
        events.add(answer(id));
      }
      return events;
    }

    Event answer(int id) {
      return new LauncherEvent.Answered(
          id,
          container(id),
          new LauncherState(
              "launcher-" + id,
              1,
              id,
              container(id),
              LauncherState.Phase.RUNNING,
              T0,
              container(id) + "/1",
              java.util.OptionalLong.empty(),
              1,
              Optional.empty(),
              List.of("/disk1/" + id),
              Map.of("/disk1/" + id, "dir"),
              true,
              Map.of(),
              List.of()));
    }

    Event observed() {
      Map<Integer, String> confirmed = new HashMap<>();
      state.slots().keySet().forEach(id -> confirmed.put(id, container(id) + "/1"));
      return new KafkaEvent.Observed(confirmed, confirmed.keySet(), Worlds.ledBy(Optional.of(0)));
    }

    List<Held> held() {
      return state.slots().values().stream().map(slot -> slot.container().orElseThrow()).toList();
    }

    /** One host in twenty, so that the cost can be compared between sizes. */
    List<Event> rackOutage() {
      Map<String, Host> lost = new HashMap<>();
      List<Event> events = new ArrayList<>();
      int rack = Math.max(1, state.slots().size() / 20);
      for (NodeRecord node : state.ledger().nodes().values()) {
        if (node.id() < rack) {
          lost.put(node.host(), state.hosts().get(node.host()).in(Host.Condition.LOST));
          events.add(new YarnEvent.Completed(container(node.id()), -100, "*lost* node"));
        }
      }
      events.add(0, new YarnEvent.HostsReported(lost, false, Optional.empty()));
      return events;
    }
  }
}
