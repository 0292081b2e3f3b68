package org.kafkayarn.am.plan.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.ConstraintCheck;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.spec.TaskSpec.Near;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Slot.Ask;
import org.kafkayarn.am.state.Slot.Locality;
import org.kafkayarn.am.state.task.TaskRecord;

/** Where one instance of a task may be placed, at one moment. */
final class TaskSites {
  /** How often an open request is compared with hosts that came or went. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  /** So long only the hosts of brokers are asked for by who wants to be near them. */
  private static final Duration NEAR_WAIT = Duration.ofSeconds(5);

  /** A request names at most so many hosts, as for nodes. */
  private static final int MOST_HOSTS = 50;

  private final ClusterState state;
  private final TaskSpec spec;
  private final Instant now;
  private final Map<String, Integer> own = new TreeMap<>();
  private final Set<String> brokers = new HashSet<>();
  private final Map<String, Map<String, Integer>> others = new HashMap<>();

  TaskSites(ClusterState state, TaskSpec spec, TaskRecord record, Instant now) {
    this.state = state;
    this.spec = spec;
    this.now = now;
    state.ledger().tasks().instances().values().stream()
        .filter(other -> other.task().equals(record.task()) && other.id() != record.id())
        .flatMap(other -> state.tasks().find(other.id()).stream())
        .flatMap(
            other ->
                other.container().map(Held::host).or(() -> other.ask().flatMap(Ask::host)).stream())
        .forEach(host -> own.merge(host, 1, Integer::sum));
    state.slots().values().stream()
        .filter(slot -> state.spec().find(slot.id()).filter(node -> node.broker()).isPresent())
        .flatMap(slot -> slot.container().stream())
        .forEach(held -> brokers.add(held.host()));
    for (Constraint constraint : spec.constraints()) {
      others.computeIfAbsent(constraint.attribute(), this::values);
    }
  }

  private Map<String, Integer> values(String attribute) {
    Map<String, Integer> values = new LinkedHashMap<>();
    own.forEach(
        (host, count) ->
            state
                .fleet()
                .host(host)
                .flatMap(known -> known.attribute(attribute))
                .ifPresent(value -> values.merge(value, count, Integer::sum)));
    return values;
  }

  /**
   * What to ask for now.
   *
   * @param since when it was first asked for
   * @return empty when no host may be taken
   */
  Optional<Ask> choose(Instant since) {
    if (spec.constraints().isEmpty() && spec.near() == Near.ANYWHERE) {
      return Optional.of(
          new Ask(
              Locality.ANYWHERE,
              List.of(),
              Optional.empty(),
              spec.nodeLabel().orElse(""),
              Optional.of(now.plus(LOOK_AGAIN))));
    }
    Instant until = since.plus(NEAR_WAIT);
    if (spec.near() == Near.BROKERS && now.isBefore(until)) {
      List<String> near =
          admitted(host -> brokers.contains(host.name()) && host.freeMemoryMb() >= spec.memoryMb());
      if (!near.isEmpty()) {
        return Optional.of(ask(Locality.FIRST_CHOICE, near, until));
      }
    }
    List<String> hosts = admitted(host -> true);
    return hosts.isEmpty()
        ? Optional.empty()
        : Optional.of(ask(Locality.ANYWHERE, hosts, now.plus(LOOK_AGAIN)));
  }

  /** YARN serves a request for hosts of one partition only. */
  private Ask ask(Locality locality, List<String> hosts, Instant until) {
    String label = label(hosts.get(0));
    List<String> together = hosts.stream().filter(host -> label(host).equals(label)).toList();
    return new Ask(locality, together, Optional.empty(), label, Optional.of(until));
  }

  private String label(String host) {
    return state.fleet().host(host).map(Host::label).orElse("");
  }

  /**
   * The hosts that will do, those with few instances of the task and much room first. Conditions
   * that look at the other instances hold for each host by itself, so that one is named at a time.
   */
  private List<String> admitted(Predicate<Host> among) {
    boolean oneByOne =
        spec.constraints().stream()
            .anyMatch(constraint -> ConstraintCheck.usesOthers(constraint.condition()));
    return state.hosts().values().stream()
        .filter(among)
        .filter(host -> refusal(host).isEmpty())
        .sorted(
            Comparator.<Host>comparingInt(host -> own.getOrDefault(host.name(), 0))
                .thenComparing(Comparator.<Host>comparingLong(Host::freeMemoryMb).reversed())
                .thenComparing(Host::name))
        .map(Host::name)
        .limit(oneByOne ? 1 : MOST_HOSTS)
        .toList();
  }

  private Optional<String> refusal(Host host) {
    if (!host.usable()) {
      return Optional.of(host.condition().toString());
    }
    boolean looksAtLabel =
        spec.constraints().stream().anyMatch(each -> each.attribute().equals(Constraint.LABEL));
    if (!looksAtLabel && !host.label().equals(spec.nodeLabel().orElse(""))) {
      return Optional.of("node label " + host.label());
    }
    if (spec.near() == Near.APART && brokers.contains(host.name())) {
      return Optional.of("it has a broker (near: apart)");
    }
    return ConstraintCheck.firstFailure(spec.constraints(), host::attribute, others)
        .or(
            () ->
                state
                    .fleet()
                    .avoided(host.name(), now)
                    .map(avoid -> "avoided until " + avoid.until() + ": " + avoid.reason()));
  }

  /** Why no host will do, each host with its reason. */
  String nowhere() {
    List<String> reasons =
        state.hosts().values().stream()
            .sorted(Comparator.comparing(Host::name))
            .map(host -> host.name() + ": " + refusal(host).orElse("free"))
            .limit(MOST_HOSTS)
            .toList();
    return reasons.isEmpty() ? "YARN has reported no host" : String.join("; ", reasons);
  }

  /** What is asked for and what it waits for, in words. */
  String describe(Ask ask) {
    String size =
        "a container of %d MiB and %d vcore%s"
            .formatted(spec.memoryMb(), spec.vcores(), spec.vcores() == 1 ? "" : "s");
    String where =
        ask.hosts().isEmpty()
            ? " on any host"
            : " on "
                + (ask.hosts().size() > 3
                    ? String.join(", ", ask.hosts().subList(0, 3))
                        + " or "
                        + (ask.hosts().size() - 3)
                        + " more"
                    : String.join(", ", ask.hosts()));
    return size + where + room(ask);
  }

  private String room(Ask ask) {
    List<Host> meant =
        state.hosts().values().stream()
            .filter(host -> ask.hosts().isEmpty() || ask.hosts().contains(host.name()))
            .filter(Host::usable)
            .toList();
    boolean fits =
        meant.stream()
            .anyMatch(
                host ->
                    host.freeMemoryMb() >= spec.memoryMb() && host.freeVcores() >= spec.vcores());
    if (fits || meant.isEmpty()) {
      return "";
    }
    Host most = meant.stream().max(Comparator.comparingLong(Host::freeMemoryMb)).orElseThrow();
    return "; none of them has that much free now: the most is %d MiB and %d vcores on %s"
        .formatted(Math.max(0, most.freeMemoryMb()), Math.max(0, most.freeVcores()), most.name());
  }
}
