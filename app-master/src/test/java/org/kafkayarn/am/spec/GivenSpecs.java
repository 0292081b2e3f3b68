package org.kafkayarn.am.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.kafkayarn.am.spec.NodeGroup.Role;

/** What operators may say of a cluster, at random and valid. */
public final class GivenSpecs {
  private GivenSpecs() {}

  /** Specs with what every cluster may have, and sometimes with groups. */
  public static Arbitrary<SpecChanges> any() {
    return Combinators.combine(
            plain(), groups().optional(), waits(), starts(), constraints(), GivenTasks.any())
        .as(
            (plain, groups, waits, starts, constraints, tasks) -> {
              SpecChanges given = plain.overlaid(waits).overlaid(starts);
              given = tasks.isEmpty() ? given : given.with(SpecKey.TASKS, tasks);
              given = constraints.isEmpty() ? given : given.with(SpecKey.CONSTRAINTS, constraints);
              given = groups.isPresent() ? given.with(SpecKey.GROUPS, groups.get()) : given;
              given = groups.isPresent() ? given.without(SpecKey.BROKERS) : given;
              // Which ids there are depends on the groups: node 0 may be there or not.
              boolean first = groups.isEmpty() || has(groups.get(), 0);
              return first && !constraints.isEmpty()
                  ? given.with(SpecKey.NODES, new TreeMap<>(Map.of(0, constraints))).settled()
                  : given.settled();
            });
  }

  private static boolean has(List<GroupWish> groups, int id) {
    return GroupIds.resolve(groups, Optional.empty()).stream()
        .anyMatch(group -> group.ids().contains(id));
  }

  /** Without blanks at the ends: values are stripped when they are read from a file. */
  static Arbitrary<String> text() {
    // Without YAML's own line breaks, which it takes for blanks.
    return Arbitraries.strings()
        .ofMinLength(1)
        .map(given -> given.replaceAll("[\\x{85}\\x{2028}\\x{2029}]", "").strip())
        .filter(text -> !text.isEmpty());
  }

  static Arbitrary<Map<String, String>> settings() {
    return Arbitraries.maps(
            Arbitraries.strings().alpha().ofMinLength(1).map(name -> "x." + name + ".y"), text())
        .ofMaxSize(3);
  }

  private static Arbitrary<SpecChanges> plain() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 100),
            Arbitraries.integers().between(1024, 65_536),
            text().optional(),
            settings(),
            Arbitraries.of(List.of("/a"), List.of("/a", "/b c")))
        .as(
            (brokers, memory, queue, config, dirs) -> {
              SpecChanges given =
                  SpecChanges.none()
                      .with(SpecKey.BROKERS, brokers)
                      .with(SpecKey.MEMORY, memory)
                      .with(SpecKey.DATA_DIRS, dirs);
              given = queue.isPresent() ? given.with(SpecKey.QUEUE, queue.get()) : given;
              for (Map.Entry<String, String> setting : config.entrySet()) {
                given = given.withSetting(setting.getKey(), Optional.of(setting.getValue()));
              }
              return given;
            });
  }

  static Arbitrary<List<Constraint>> constraints() {
    return Combinators.combine(
            Arbitraries.of("hostname", "rack", "label", "disk", "x.y/z-1"),
            Arbitraries.of(
                "unique",
                "cluster",
                "cluster:/r1",
                "cluster:a, b",
                "groupBy:1",
                "groupBy:17",
                "like:ssd.*",
                "like:a{1,3}: #x",
                "unlike:[\"'a]",
                "like:a\\,b"))
        .as((attribute, condition) -> Constraint.parse("c", attribute + "=" + condition))
        .list()
        .ofMaxSize(3);
  }

  static Arbitrary<Duration> duration() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 10_000_000).map(Duration::ofMillis),
        Arbitraries.longs().between(0, 10_000).map(Duration::ofMinutes),
        Arbitraries.longs().between(0, 30).map(Duration::ofDays));
  }

  private static Arbitrary<SpecChanges> waits() {
    return Combinators.combine(
            Arbitraries.oneOf(duration(), Arbitraries.just(LocalityWaits.FOR_EVER)).optional(),
            duration().optional(),
            duration(),
            duration(),
            Arbitraries.integers().between(1, 9).optional(),
            duration().optional())
        .as(
            (host, rack, delay, more, tries, good) -> {
              SpecChanges given = with(SpecChanges.none(), SpecKey.HOST_WAIT, host);
              given = with(given, SpecKey.RACK_WAIT, rack);
              given = given.with(SpecKey.FAILOVER_DELAY, delay);
              given = given.with(SpecKey.FAILOVER_MAX_DELAY, delay.plus(more));
              given = with(given, SpecKey.FAILOVER_MAX_TRIES, tries);
              return with(given, SpecKey.FAILOVER_GOOD_AFTER, good);
            });
  }

  private static Arbitrary<SpecChanges> starts() {
    return Combinators.combine(
            Arbitraries.of(OptionalInt.empty(), OptionalInt.of(1)).optional(),
            duration().map(time -> time.plusMillis(1)),
            Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(Instant::ofEpochMilli)
                .optional(),
            Arbitraries.longs().between(1, 1L << 40).optional(),
            Arbitraries.of("reservation_1700000000000_0001").optional())
        .as(
            (gang, timeout, at, memory, reservation) -> {
              SpecChanges given = with(SpecChanges.none(), SpecKey.GANG, gang);
              given = gang.isPresent() ? given.with(SpecKey.GANG_TIMEOUT, timeout) : given;
              given = with(given, SpecKey.START_AT, at.map(StartTime.At::new));
              given =
                  with(
                      given,
                      SpecKey.MIN_FREE,
                      memory.map(mb -> new StartConditions.Amount(mb, (int) (mb % 3))));
              return with(given, SpecKey.RESERVATION, reservation);
            });
  }

  private static <T> SpecChanges with(SpecChanges given, SpecKey<T> key, Optional<T> value) {
    return value.isPresent() ? given.with(key, value.get()) : given;
  }

  /** Groups a, b, c, of which the first has brokers. */
  private static Arbitrary<List<GroupWish>> groups() {
    return Combinators.combine(group(), group(), group(), Arbitraries.integers().between(1, 3))
        .as(
            (a, b, c, count) -> {
              List<GroupWish> groups = new ArrayList<>();
              for (NodeGroup group : List.of(a, b, c).subList(0, count)) {
                String name = String.valueOf((char) ('a' + groups.size()));
                groups.add(named(group, name, groups.size()));
              }
              return groups;
            });
  }

  private static GroupWish named(NodeGroup group, String name, int index) {
    boolean counted = group.heapMb().isPresent();
    TreeSet<Integer> ids = new TreeSet<>(counted ? List.of() : List.of(20 + index, 30 + index));
    return new GroupWish(
        new NodeGroup(
            name,
            ids,
            index == 0 ? Optional.empty() : group.roles(),
            group.memoryMb(),
            group.heapMb(),
            group.vcores(),
            group.config(),
            group.constraints(),
            group.dataDirs(),
            group.kafka(),
            group.nodeLabel()),
        counted ? Optional.of(index + 1) : Optional.empty());
  }

  private static Arbitrary<NodeGroup> group() {
    return Combinators.combine(
            Arbitraries.of(Role.class).set().ofMinSize(1).ofMaxSize(2).optional(),
            Arbitraries.integers().between(2048, 65_536).optional(),
            Arbitraries.of(512, 1024).optional(),
            Arbitraries.integers().between(1, 8).optional(),
            settings(),
            constraints(),
            Arbitraries.of(List.<String>of(), List.of("/fast", "/fast 2")),
            text().optional())
        .as(
            (roles, memory, heap, vcores, config, constraints, dirs, label) ->
                new NodeGroup(
                    "g",
                    new TreeSet<>(),
                    roles,
                    memory,
                    heap,
                    vcores,
                    config,
                    constraints,
                    dirs,
                    label,
                    label));
  }
}
