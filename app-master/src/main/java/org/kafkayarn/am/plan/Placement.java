package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.kafkayarn.am.spec.LocalityWaits;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot.Ask;
import org.kafkayarn.am.state.Slot.Locality;

/**
 * Chooses where a node's container is asked for.
 *
 * <p><b>A node with data</b> is asked for on its home host; when that has not come within its wait,
 * in the host's rack; and at last anywhere. It goes beyond its host only when {@link Moves} allows
 * it to leave its data. The wait begins with the first failure of a series, so that a crash loop
 * does not extend it, and is skipped for a host that YARN is taking away.
 *
 * <p><b>A node without data</b> is asked for on the host that suits it best, and after a moment
 * anywhere that its constraints allow. Hosts that failed a start lately are left out.
 */
final class Placement {
  /** A request names at most so many hosts: AMRMClient sends each of them with every change. */
  static final int MOST_HOSTS = 50;

  /** How often an open request is compared with hosts that came or went. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  /** How often a node whose wait for its host is over, but that may not leave its data, tries. */
  static final Duration HELD_AGAIN = Duration.ofSeconds(3);

  private Placement() {}

  /**
   * What to ask for now.
   *
   * @param since when it was first asked for
   * @return empty when no host may be taken; {@link #describe} says why
   */
  static Optional<Ask> choose(Turn turn, int id, Instant since) {
    Optional<NodeRecord> home = home(turn.state(), id);
    return home.isPresent() ? Optional.of(returning(turn, id, home.get())) : free(turn, id, since);
  }

  static Optional<NodeRecord> home(ClusterState state, int id) {
    return state.ledger().node(id).filter(NodeRecord::mayHoldData);
  }

  private static Ask returning(Turn turn, int id, NodeRecord record) {
    Instant rackFrom = hostUntil(turn, record);
    Instant anywhereFrom = rackUntil(turn, record);
    boolean host = turn.now.isBefore(rackFrom);
    Optional<Plan.Wait> held = host ? Optional.empty() : Moves.heldBack(turn, record);
    if (host || held.isPresent()) {
      return new Ask(
          Locality.HOME_HOST,
          List.of(record.host()),
          Optional.empty(),
          label(turn, id, record.host()),
          Optional.of(host ? rackFrom : askAgain(turn, held.get())));
    }
    if (turn.now.isBefore(anywhereFrom)) {
      Ask rack = inRack(turn, id, record, anywhereFrom);
      if (rack.hosts().size() > 0 || rack.rack().isPresent()) {
        return rack;
      }
    }
    return elsewhere(turn, id).orElseGet(() -> atHome(turn, id, record));
  }

  /** What held the node back may end at a known time, or by a word of Kafka's. */
  private static Instant askAgain(Turn turn, Plan.Wait held) {
    Instant soon = turn.now.plus(HELD_AGAIN);
    return held.until().filter(until -> until.isBefore(soon)).orElse(soon);
  }

  /**
   * As for a node without data: first the host that suits best, so that it does not come to share
   * one while another is free; when that has not come, any.
   */
  private static Optional<Ask> elsewhere(Turn turn, int id) {
    boolean tried =
        turn.state()
            .slot(id)
            .ask()
            .filter(
                ask ->
                    ask.locality() == Locality.FIRST_CHOICE || ask.locality() == Locality.ANYWHERE)
            .isPresent();
    Optional<Ask> best =
        tried
            ? Optional.empty()
            : best(turn, id, turn.now.plus(turn.state().spec().locality().host(false)));
    return best.or(() -> anywhere(turn, id));
  }

  private static Ask atHome(Turn turn, int id, NodeRecord record) {
    return new Ask(
        Locality.HOME_HOST,
        List.of(record.host()),
        Optional.empty(),
        label(turn, id, record.host()),
        Optional.of(turn.now.plus(LOOK_AGAIN)));
  }

  private static Ask inRack(Turn turn, int id, NodeRecord record, Instant until) {
    NodeSpec node = turn.state().spec().node(id);
    String label = label(turn, id, record.host());
    if (turn.sites().admitsAll(node)) {
      return new Ask(
          Locality.HOME_RACK, List.of(), Optional.of(record.rack()), label, Optional.of(until));
    }
    Predicate<Host> near = host -> host.rack().equals(record.rack()) && host.label().equals(label);
    return new Ask(
        Locality.HOME_RACK,
        turn.sites().admitted(node, near, MOST_HOSTS),
        Optional.empty(),
        label,
        Optional.of(until));
  }

  /** When the node stops waiting for its host alone. */
  static Instant hostUntil(Turn turn, NodeRecord record) {
    return isTakenAway(turn.state(), record.host())
        ? Instant.MIN
        : from(turn, record).plus(turn.state().spec().locality().host(true));
  }

  static Instant rackUntil(Turn turn, NodeRecord record) {
    LocalityWaits waits = turn.state().spec().locality();
    return isTakenAway(turn.state(), record.host())
        ? Instant.MIN
        : from(turn, record).plus(waits.host(true)).plus(waits.rack(true));
  }

  private static Instant from(Turn turn, NodeRecord record) {
    return record.awaySince().orElse(turn.now);
  }

  /** The host that is waited for is being taken away since: there is no use in waiting longer. */
  static boolean isOutOfDate(Turn turn, int id, Ask ask) {
    boolean waits =
        ask.locality() == Locality.HOME_HOST
            && ask.until().filter(until -> until.isAfter(turn.now.plus(HELD_AGAIN))).isPresent();
    return waits
        && home(turn.state(), id)
            .filter(node -> isTakenAway(turn.state(), node.host()))
            .isPresent();
  }

  /** An administrator has told YARN that the host goes. */
  static boolean isTakenAway(ClusterState state, String name) {
    return state
        .fleet()
        .host(name)
        .filter(
            host ->
                host.condition() == Host.Condition.DECOMMISSIONING
                    || host.condition() == Host.Condition.GONE)
        .isPresent();
  }

  private static Optional<Ask> free(Turn turn, int id, Instant since) {
    Instant until = since.plus(turn.state().spec().locality().host(false));
    Optional<Ask> best = turn.now.isBefore(until) ? best(turn, id, until) : Optional.empty();
    return best.or(() -> anywhere(turn, id));
  }

  private static Optional<Ask> best(Turn turn, int id, Instant until) {
    return turn.sites()
        .best(turn.state().spec().node(id))
        .map(
            host ->
                new Ask(
                    Locality.FIRST_CHOICE,
                    List.of(host.name()),
                    Optional.empty(),
                    label(turn, id, host.name()),
                    Optional.of(until)));
  }

  private static Optional<Ask> anywhere(Turn turn, int id) {
    NodeSpec node = turn.state().spec().node(id);
    Optional<Instant> again = Optional.of(turn.now.plus(LOOK_AGAIN));
    if (turn.state().hosts().isEmpty() || turn.sites().admitsAll(node)) {
      return Optional.of(
          new Ask(
              Locality.ANYWHERE, List.of(), Optional.empty(), node.nodeLabel().orElse(""), again));
    }
    List<String> admitted = turn.sites().admitted(node, host -> true, MOST_HOSTS);
    if (admitted.isEmpty()) {
      return Optional.empty();
    }
    String label = label(turn, id, admitted.get(0));
    return Optional.of(
        new Ask(
            Locality.ANYWHERE,
            admitted.stream().filter(host -> label(turn, id, host).equals(label)).toList(),
            Optional.empty(),
            label,
            again));
  }

  /** YARN serves a request for a host of a labelled partition only when it names the label. */
  private static String label(Turn turn, int id, String host) {
    return turn.state()
        .spec()
        .node(id)
        .nodeLabel()
        .orElseGet(() -> turn.state().fleet().host(host).map(Host::label).orElse(""));
  }

  /** What is asked for and what it waits for, in words. */
  static String describe(Turn turn, int id, Ask ask) {
    ClusterState state = turn.state();
    NodeSpec node = state.spec().node(id);
    String size = Words.container(node);
    return switch (ask.locality()) {
      case HOME_HOST -> atHome(turn, id, size);
      case HOME_RACK ->
          size
              + " in rack "
              + home(state, id).map(NodeRecord::rack).orElse("?")
              + ", where its data was near, until "
              + ask.until().map(Instant::toString).orElse("?")
              + ", then anywhere"
              + room(
                  turn, node, host -> ask.hosts().isEmpty() || ask.hosts().contains(host.name()));
      case FIRST_CHOICE -> size + " on " + ask.host().orElse("?");
      case ANYWHERE ->
          size
              + (ask.hosts().isEmpty() ? " on any host" : " on " + Words.some(ask.hosts()))
              + room(
                  turn, node, host -> ask.hosts().isEmpty() || ask.hosts().contains(host.name()));
    };
  }

  /** Why nothing can be asked for. */
  static String nowhere(Turn turn, int id) {
    return "no host may be taken: " + turn.sites().nowhere(turn.state().spec().node(id));
  }

  private static String atHome(Turn turn, int id, String size) {
    NodeRecord record = home(turn.state(), id).orElseThrow();
    String text = size + " on " + record.host() + ", where its data is" + trouble(turn, record);
    Instant until = hostUntil(turn, record);
    boolean forEver =
        turn.state().spec().locality().host(true).compareTo(LocalityWaits.FOR_EVER) >= 0;
    if (turn.now.isBefore(until)) {
      return text + (forEver ? "" : "; until " + until + ", then in rack " + record.rack());
    }
    return text
        + Moves.heldBack(turn, record)
            .map(why -> "; it stays with its data: " + why.reason())
            .orElseGet(() -> noOther(turn, id));
  }

  private static String noOther(Turn turn, int id) {
    NodeSpec node = turn.state().spec().node(id);
    return turn.sites().admitted(node, host -> true, 1).isEmpty()
        ? "; no other host may be taken: " + turn.sites().nowhere(node)
        : "; it may leave its data now";
  }

  private static String trouble(Turn turn, NodeRecord record) {
    Optional<Host> host = turn.state().fleet().host(record.host());
    NodeSpec node = turn.state().spec().node(record.id());
    if (host.isEmpty()) {
      return "; YARN does not know that host now";
    }
    if (!host.get().usable()) {
      return "; that host is " + host.get().condition();
    }
    return host.get().freeMemoryMb() >= node.memoryMb() && host.get().freeVcores() >= node.vcores()
        ? ""
        : "; it has only "
            + host.get().freeMemoryMb()
            + " MiB and "
            + host.get().freeVcores()
            + " vcores free";
  }

  private static String room(Turn turn, NodeSpec node, Predicate<Host> among) {
    Optional<String> full = turn.sites().noRoom(node, among);
    return full.map(text -> "; " + text)
        .or(
            () ->
                turn.state()
                    .fleet()
                    .headroom()
                    .filter(
                        left -> left.memoryMb() < node.memoryMb() || left.vcores() < node.vcores())
                    .map(
                        left ->
                            "; the queue has only "
                                + left.memoryMb()
                                + " MiB and "
                                + left.vcores()
                                + " vcores left for this application"))
        .orElse("");
  }
}
