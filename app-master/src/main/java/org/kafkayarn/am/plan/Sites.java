package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.Constraint;
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
 * <p>One is made per turn when it is first needed, at the cost of one look at every node and host.
 * Lives and dies with its turn.
 */
final class Sites {
  private final ClusterState state;
  private final Instant now;
  private final Map<String, Site> sites = new HashMap<>();
  private final Racks racks;
  private final Spread spread;

  Sites(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
    state.hosts().values().forEach(host -> sites.put(host.name(), new Site(host)));
    this.spread = new Spread(state);
    for (Slot slot : state.slots().values()) {
      place(state, slot).ifPresent(host -> settle(slot, host));
    }
    this.racks = new Racks(sites.values());
  }

  static Optional<String> place(ClusterState state, Slot slot) {
    return slot.container()
        .map(Held::host)
        .or(() -> slot.ask().flatMap(Slot.Ask::host))
        .or(() -> home(state, slot.id()));
  }

  /** The host that may hold the node's data. */
  private static Optional<String> home(ClusterState state, int id) {
    return state.ledger().node(id).filter(NodeRecord::mayHoldData).map(NodeRecord::host);
  }

  private void settle(Slot slot, String host) {
    NodeSpec node = state.spec().node(slot.id());
    spread.add(node, host);
    Site site = sites.get(host);
    if (site == null) {
      return;
    }
    site.count(node, 1);
    boolean promised =
        slot.phase() == Phase.VACANT
            || slot.phase() == Phase.REQUESTED
            || state.fleet().seenAt().filter(seen -> !slot.since().isAfter(seen)).isEmpty();
    if (promised) {
      site.promise(node, 1);
    }
  }

  /** A node is asked for on a host: the next choice counts it. */
  void take(NodeSpec node, String host) {
    leave(node);
    move(host, node, 1);
    spread.add(node, host);
  }

  /** The node gives its place up. */
  void leave(NodeSpec node) {
    spread.hostOf(node.id()).ifPresent(host -> move(host, node, -1));
    spread.remove(node);
  }

  private void move(String host, NodeSpec node, int by) {
    Site site = sites.get(host);
    if (site != null) {
      racks.move(site, node, by);
    }
  }

  /**
   * The best host with room. A controller comes to a host that has none, if one has room: a quorum
   * that shares hosts is lost with fewer of them.
   */
  Optional<Host> best(NodeSpec node) {
    Optional<Site> apart =
        node.controller() ? best(node, site -> !hasOtherController(site, node)) : Optional.empty();
    return apart.or(() -> best(node, site -> true)).map(Site::host);
  }

  private boolean hasOtherController(Site site, NodeSpec node) {
    boolean hasItself = spread.hostOf(node.id()).equals(Optional.of(site.host().name()));
    return site.controllers() > (hasItself ? 1 : 0);
  }

  private Optional<Site> best(NodeSpec node, Predicate<Site> among) {
    return racks.best(
        site -> among.test(site) && site.fits(node) && refusal(node, site.host()).isEmpty());
  }

  /** The hosts that the node may be on, with room or without, best first. */
  List<String> admitted(NodeSpec node, Predicate<Host> among, int most) {
    return admitted(node, among)
        .sorted(racks.preference())
        .limit(most)
        .map(site -> site.host().name())
        .toList();
  }

  private Stream<Site> admitted(NodeSpec node, Predicate<Host> among) {
    return sites.values().stream()
        .filter(site -> site.host().usable() && among.test(site.host()))
        .filter(site -> refusal(node, site.host()).isEmpty());
  }

  /** Whether every host that runs will do, so that none must be named. */
  boolean admitsAll(NodeSpec node) {
    return node.constraints().isEmpty()
        && node.groupConstraints().isEmpty()
        && sites.values().stream()
            .filter(site -> site.host().usable())
            .allMatch(site -> refusal(node, site.host()).isEmpty());
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
    return spread.broken(node, host);
  }

  /** Why no host will do for the node, with the hosts that fail each condition. */
  String nowhere(NodeSpec node) {
    Map<String, List<String>> byReason = new TreeMap<>();
    for (Site site : sites.values()) {
      String reason =
          site.host().usable()
              ? refusal(node, site.host()).orElse("")
              : site.host().condition().toString();
      int detail = reason.indexOf(" (");
      byReason
          .computeIfAbsent(
              detail < 0 ? reason : reason.substring(0, detail), r -> new ArrayList<>())
          .add(site.host().name() + (detail < 0 ? "" : reason.substring(detail)));
    }
    List<String> lines = new ArrayList<>();
    byReason.forEach((reason, hosts) -> lines.add(reason + " fails on " + Words.some(hosts)));
    return lines.isEmpty() ? "YARN has reported no host" : String.join("; ", lines);
  }

  /** Why a container on the host cannot become so much larger now; empty when it can. */
  Optional<String> tooFull(String host, int moreMemoryMb, int moreVcores) {
    Site site = sites.get(host);
    if (site == null || !site.host().usable()) {
      return Optional.of(
          "YARN offers nothing on " + host + (site == null ? "" : ": " + site.host().condition()));
    }
    boolean fits =
        Math.max(0, moreMemoryMb) <= Math.max(0, site.freeMemoryMb())
            && Math.max(0, moreVcores) <= Math.max(0, site.freeVcores());
    return fits
        ? Optional.empty()
        : Optional.of(
            "it takes %d MiB and %d vcores more, and %s has %d MiB and %d vcores free"
                .formatted(
                    Math.max(0, moreMemoryMb),
                    Math.max(0, moreVcores),
                    host,
                    Math.max(0, site.freeMemoryMb()),
                    Math.max(0, site.freeVcores())));
  }

  /** Why no host that may be taken has room now; empty when one has. */
  Optional<String> noRoom(NodeSpec node, Predicate<Host> among) {
    List<Site> admitted = admitted(node, among).toList();
    if (admitted.isEmpty() || admitted.stream().anyMatch(site -> site.fits(node))) {
      return Optional.empty();
    }
    Site most = admitted.stream().max(Comparator.comparingInt(Site::freeMemoryMb)).orElseThrow();
    return Optional.of(
        "none of the "
            + admitted.size()
            + " hosts that may be taken has that much free now: the most is "
            + Math.max(0, most.freeMemoryMb())
            + " MiB and "
            + Math.max(0, most.freeVcores())
            + " vcores on "
            + most.host().name());
  }
}
