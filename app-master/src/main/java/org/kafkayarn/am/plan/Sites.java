package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.ConstraintCheck;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;

/**
 * Where the nodes are and which hosts have room for more, during one turn. A node is where its
 * container is, else where it is asked for, else where its data is. Room that is promised (to an
 * ask, to a container that the hosts' reports do not show yet, to a node that will return to its
 * data) is taken.
 *
 * <p>One is made per turn when it is first needed, at the cost of one look at every node and host;
 * after that a choice looks at the best hosts of the best racks only. Lives and dies with its turn.
 */
final class Sites {
  /** The order of preference among the hosts of a rack. */
  private static final Comparator<Site> ORDER =
      Comparator.<Site>comparingInt(site -> site.nodes)
          .thenComparing(Comparator.<Site>comparingInt(site -> site.freeMemoryMb).reversed())
          .thenComparing(site -> site.host.name());

  private static final class Site {
    private final Host host;
    private int nodes;
    private int controllers;
    private int freeMemoryMb;
    private int freeVcores;

    Site(Host host) {
      this.host = host;
      this.freeMemoryMb = host.freeMemoryMb();
      this.freeVcores = host.freeVcores();
    }

    boolean fits(NodeSpec node) {
      return host.usable() && freeMemoryMb >= node.memoryMb() && freeVcores >= node.vcores();
    }
  }

  /** The hosts of a rack, best first, and how many nodes of this cluster they have in all. */
  private static final class Rack {
    private final String name;
    private final NavigableSet<Site> sites = new TreeSet<>(ORDER);
    private int nodes;

    Rack(String name) {
      this.name = name;
    }
  }

  /** Where to look for a host first. */
  private static final Comparator<Rack> RACKS =
      Comparator.<Rack>comparingInt(rack -> rack.sites.first().nodes)
          .thenComparing(rack -> rack.nodes)
          .thenComparing(rack -> rack.sites.first(), ORDER)
          .thenComparing(rack -> rack.name);

  /** Nodes that a constraint compares with one another, and the attribute that it looks at. */
  private record Scope(Optional<String> group, String attribute) {}

  private final ClusterState state;
  private final Instant now;
  private final Map<String, Site> sites = new HashMap<>();
  private final Map<String, Rack> racks = new HashMap<>();
  private final NavigableSet<Rack> racksInOrder = new TreeSet<>(RACKS);
  private final Map<Integer, String> placed = new TreeMap<>();
  private final Map<Scope, Map<String, Integer>> values = new HashMap<>();

  Sites(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
    state.hosts().values().forEach(host -> sites.put(host.name(), new Site(host)));
    sites.values().forEach(site -> racks.computeIfAbsent(site.host.rack(), Rack::new));
    for (Slot slot : state.slots().values()) {
      place(state, slot).ifPresent(host -> settle(slot, host));
    }
    sites.values().forEach(site -> rackOf(site).sites.add(site));
    racksInOrder.addAll(racks.values());
  }

  private Rack rackOf(Site site) {
    return racks.get(site.host.rack());
  }

  static Optional<String> place(ClusterState state, Slot slot) {
    return slot.container()
        .map(Held::host)
        .or(() -> slot.ask().flatMap(Slot.Ask::host))
        .or(() -> home(state, slot.id()));
  }

  /** The host that may hold the node's data. */
  static Optional<String> home(ClusterState state, int id) {
    return state.ledger().node(id).filter(NodeRecord::mayHoldData).map(NodeRecord::host);
  }

  private void settle(Slot slot, String host) {
    placed.put(slot.id(), host);
    Site site = sites.get(host);
    if (site == null) {
      return;
    }
    site.nodes++;
    site.controllers += state.spec().node(slot.id()).controller() ? 1 : 0;
    rackOf(site).nodes++;
    boolean promised =
        slot.phase() == Phase.VACANT
            || slot.phase() == Phase.REQUESTED
            || state.fleet().seenAt().filter(seen -> !slot.since().isAfter(seen)).isEmpty();
    if (promised) {
      NodeSpec node = state.spec().node(slot.id());
      site.freeMemoryMb -= node.memoryMb();
      site.freeVcores -= node.vcores();
    }
  }

  /** A node is asked for on a host: the next choice counts it. */
  void take(NodeSpec node, String host) {
    leave(node);
    move(host, node, 1);
    placed.put(node.id(), host);
    changeValues(node, host, 1);
  }

  /** The node gives its place up. */
  void leave(NodeSpec node) {
    Optional.ofNullable(placed.remove(node.id()))
        .ifPresent(
            host -> {
              move(host, node, -1);
              changeValues(node, host, -1);
            });
  }

  /**
   * @param by 1 when the node comes, -1 when it goes
   */
  private void move(String host, NodeSpec node, int by) {
    Site site = sites.get(host);
    if (site != null) {
      Rack rack = rackOf(site);
      racksInOrder.remove(rack);
      rack.sites.remove(site);
      site.nodes += by;
      site.controllers += node.controller() ? by : 0;
      site.freeMemoryMb -= by * node.memoryMb();
      site.freeVcores -= by * node.vcores();
      rack.nodes += by;
      rack.sites.add(site);
      racksInOrder.add(rack);
    }
  }

  /**
   * The host with room that has the fewest nodes of this cluster, in the rack that has the fewest,
   * the one with most free memory first, then by name (which is arbitrary, and makes equal states
   * give equal choices). A controller comes to a host that has none, if one has room: a quorum that
   * shares hosts is lost with fewer of them.
   */
  Optional<Host> best(NodeSpec node) {
    Optional<Site> apart =
        node.controller() ? best(node, site -> !hasOtherController(site, node)) : Optional.empty();
    return apart.or(() -> best(node, site -> true)).map(site -> site.host);
  }

  private boolean hasOtherController(Site site, NodeSpec node) {
    return site.controllers > (site.host.name().equals(placed.get(node.id())) ? 1 : 0);
  }

  private Optional<Site> best(NodeSpec node, Predicate<Site> among) {
    Optional<Site> best = Optional.empty();
    for (Rack rack : racksInOrder) {
      if (best.isPresent() && !isBetter(rack.sites.first(), best.get())) {
        break;
      }
      Optional<Site> first = firstWithRoom(rack.sites, node, among);
      if (first.isPresent() && (best.isEmpty() || isBetter(first.get(), best.get()))) {
        best = first;
      }
    }
    return best;
  }

  private Optional<Site> firstWithRoom(
      NavigableSet<Site> rack, NodeSpec node, Predicate<Site> among) {
    for (Site site : rack) {
      if (among.test(site) && site.fits(node) && refusal(node, site.host).isEmpty()) {
        return Optional.of(site);
      }
    }
    return Optional.empty();
  }

  private boolean isBetter(Site site, Site than) {
    int order =
        Comparator.<Site>comparingInt(s -> s.nodes)
            .thenComparing(s -> rackOf(s).nodes)
            .thenComparing(ORDER)
            .compare(site, than);
    return order < 0;
  }

  /** The hosts that the node may be on, with room or without, best first. */
  List<String> admitted(NodeSpec node, Predicate<Host> among, int most) {
    return sites.values().stream()
        .filter(site -> site.host.usable() && among.test(site.host))
        .filter(site -> refusal(node, site.host).isEmpty())
        .sorted(
            Comparator.<Site>comparingInt(site -> site.nodes)
                .thenComparing(site -> rackOf(site).nodes)
                .thenComparing(ORDER))
        .limit(most)
        .map(site -> site.host.name())
        .toList();
  }

  /** Whether every host that runs will do, so that none must be named. */
  boolean admitsAll(NodeSpec node) {
    return node.constraints().isEmpty()
        && node.groupConstraints().isEmpty()
        && sites.values().stream()
            .filter(site -> site.host.usable())
            .allMatch(site -> refusal(node, site.host).isEmpty());
  }

  /** Why the node must not be placed on the host, whether it has room or not. */
  Optional<String> refusal(NodeSpec node, Host host) {
    String wanted = node.nodeLabel().orElse("");
    if (!host.label().equals(wanted) && !looksAtLabel(node)) {
      return Optional.of(
          "node label "
              + (wanted.isEmpty() ? "(default)" : wanted)
              + " (label is "
              + host.label()
              + ")");
    }
    return broken(node, host)
        .or(
            () ->
                state
                    .fleet()
                    .avoided(host.name(), now)
                    .map(avoid -> "avoided until " + avoid.until() + " (" + avoid.reason() + ")"));
  }

  private static boolean looksAtLabel(NodeSpec node) {
    return node.constraints().stream().anyMatch(c -> c.attribute().equals(Constraint.LABEL))
        || node.groupConstraints().stream().anyMatch(c -> c.attribute().equals(Constraint.LABEL));
  }

  /** The first of the node's constraints that the host breaks, in words. */
  Optional<String> broken(NodeSpec node, Host host) {
    return broken(node, host, node.constraints(), Optional.empty())
        .or(() -> broken(node, host, node.groupConstraints(), Optional.of(node.group())));
  }

  private Optional<String> broken(
      NodeSpec node, Host host, List<Constraint> constraints, Optional<String> group) {
    if (constraints.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Map<String, Integer>> others = new HashMap<>();
    for (Constraint constraint : constraints) {
      String attribute = constraint.attribute();
      others.computeIfAbsent(attribute, name -> others(node, new Scope(group, name)));
    }
    return ConstraintCheck.firstFailure(constraints, host::attribute, others);
  }

  private Map<String, Integer> others(NodeSpec node, Scope scope) {
    Map<String, Integer> all = values.computeIfAbsent(scope, this::count);
    Optional<String> own = valueAt(placed.get(node.id()), scope.attribute());
    if (own.isEmpty()) {
      return all;
    }
    Map<String, Integer> others = new LinkedHashMap<>(all);
    others.computeIfPresent(own.get(), (value, count) -> count == 1 ? null : count - 1);
    return others;
  }

  private Map<String, Integer> count(Scope scope) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    placed.forEach(
        (id, host) -> {
          if (isIn(scope, state.spec().node(id))) {
            valueAt(host, scope.attribute())
                .ifPresent(value -> counts.merge(value, 1, Integer::sum));
          }
        });
    return counts;
  }

  private void changeValues(NodeSpec node, String host, int by) {
    values.forEach(
        (scope, counts) -> {
          if (isIn(scope, node)) {
            valueAt(host, scope.attribute())
                .ifPresent(
                    value ->
                        counts.merge(
                            value, by, (old, change) -> old + change == 0 ? null : old + change));
          }
        });
  }

  private static boolean isIn(Scope scope, NodeSpec node) {
    return scope.group().filter(group -> !group.equals(node.group())).isEmpty();
  }

  /** A host that YARN does not know now keeps its name. */
  private Optional<String> valueAt(String host, String attribute) {
    if (host == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(sites.get(host))
        .map(site -> site.host.attribute(attribute))
        .orElse(attribute.equals(Constraint.HOSTNAME) ? Optional.of(host) : Optional.empty());
  }

  /** Why no host will do for the node, with the hosts that fail each condition. */
  String nowhere(NodeSpec node) {
    Map<String, List<String>> byReason = new TreeMap<>();
    for (Site site : sites.values()) {
      String reason =
          site.host.usable()
              ? refusal(node, site.host).orElse("")
              : site.host.condition().toString();
      int detail = reason.indexOf(" (");
      byReason
          .computeIfAbsent(
              detail < 0 ? reason : reason.substring(0, detail), r -> new ArrayList<>())
          .add(site.host.name() + (detail < 0 ? "" : reason.substring(detail)));
    }
    List<String> lines = new ArrayList<>();
    byReason.forEach((reason, hosts) -> lines.add(reason + " fails on " + Words.some(hosts)));
    return lines.isEmpty() ? "YARN has reported no host" : String.join("; ", lines);
  }

  /** Why a container on the host cannot become so much larger now; empty when it can. */
  Optional<String> tooFull(String host, int moreMemoryMb, int moreVcores) {
    Site site = sites.get(host);
    if (site == null || !site.host.usable()) {
      return Optional.of(
          "YARN offers nothing on " + host + (site == null ? "" : ": " + site.host.condition()));
    }
    boolean fits =
        Math.max(0, moreMemoryMb) <= Math.max(0, site.freeMemoryMb)
            && Math.max(0, moreVcores) <= Math.max(0, site.freeVcores);
    return fits
        ? Optional.empty()
        : Optional.of(
            "it takes %d MiB and %d vcores more, and %s has %d MiB and %d vcores free"
                .formatted(
                    Math.max(0, moreMemoryMb),
                    Math.max(0, moreVcores),
                    host,
                    Math.max(0, site.freeMemoryMb),
                    Math.max(0, site.freeVcores)));
  }

  /** Why no host that may be taken has room now; empty when one has. */
  Optional<String> noRoom(NodeSpec node, Predicate<Host> among) {
    List<Site> admitted =
        sites.values().stream()
            .filter(site -> site.host.usable() && among.test(site.host))
            .filter(site -> refusal(node, site.host).isEmpty())
            .toList();
    if (admitted.isEmpty() || admitted.stream().anyMatch(site -> site.fits(node))) {
      return Optional.empty();
    }
    Site most = admitted.stream().max(Comparator.comparingInt(s -> s.freeMemoryMb)).orElseThrow();
    return Optional.of(
        "none of the "
            + admitted.size()
            + " hosts that may be taken has that much free now: the most is "
            + Math.max(0, most.freeMemoryMb)
            + " MiB and "
            + Math.max(0, most.freeVcores)
            + " vcores on "
            + most.host.name());
  }
}
