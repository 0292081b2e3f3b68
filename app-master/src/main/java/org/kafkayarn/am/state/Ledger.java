package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pcollections.TreePMap;

/**
 * What must outlive every process of the cluster: identities and places. Never a phase.
 *
 * @param kafkaClusterId Kafka's cluster id, chosen once
 * @param initialVoters the quorum's first voters, {@code id@host:port:directoryId,…}; empty until
 *     their hosts are known, fixed for ever once one of them may have formatted
 * @param nodes what is known of each node id that was ever started
 * @param stoppedApplication the YARN application that was last told to stop in order: another
 *     attempt of it goes on stopping, another application starts
 * @param quorumEndpoints host:port at which the quorum last saw each voter: where the others dial
 *     it
 * @param leftBehind data of nodes that have moved to another host
 * @param application how far the start of an application has come, once there is something to tell
 */
public record Ledger(
    String kafkaClusterId,
    String initialVoters,
    SortedMap<Integer, NodeRecord> nodes,
    Optional<String> stoppedApplication,
    SortedMap<Integer, String> quorumEndpoints,
    List<LeftBehind> leftBehind,
    Optional<Beginning> application) {

  /**
   * Data that a node left on a host when it moved. Nothing removes it by itself.
   *
   * @param directoryIds Kafka's ids of these directories, as far as they are known
   */
  public record LeftBehind(
      int nodeId, String host, List<String> dataDirs, Instant since, List<String> directoryIds) {
    public LeftBehind {
      requireNonNull(host);
      dataDirs = List.copyOf(dataDirs);
      requireNonNull(since);
      // Ledgers of earlier versions have none.
      directoryIds = directoryIds == null ? List.of() : List.copyOf(directoryIds);
    }

    private Optional<LeftBehind> except(Set<String> goneIds) {
      List<String> kept = directoryIds.stream().filter(id -> !goneIds.contains(id)).toList();
      boolean nothingLeft = directoryIds.isEmpty() ? goneIds.contains("") : kept.isEmpty();
      return nothingLeft
          ? Optional.empty()
          : Optional.of(new LeftBehind(nodeId, host, dataDirs, since, kept));
    }

    private static LeftBehind by(NodeRecord node, Instant at) {
      SortedSet<String> ids = new TreeSet<>(node.directoryIds().values());
      if (node.controller() && !node.joins()) {
        // A first voter formats with the id that was chosen for it, whether or not its launcher
        // lived to tell.
        ids.add(node.directoryId());
      }
      return new LeftBehind(node.id(), node.host(), node.dataDirs(), at, List.copyOf(ids));
    }
  }

  /**
   * Data that was left behind and is there no more.
   *
   * @param directoryId empty: all that the node left there and is known by no id
   */
  public record Gone(int nodeId, String host, String directoryId) {
    public Gone {
      requireNonNull(host);
      requireNonNull(directoryId);
    }
  }

  /**
   * How far the start of an application has come.
   *
   * @param application as YARN writes it: {@code application_…}
   * @param askingSince when it was first allowed to ask for containers
   * @param open it has enough containers: what it holds may be used
   */
  public record Beginning(String application, Optional<Instant> askingSince, boolean open) {
    public Beginning {
      requireNonNull(application);
      requireNonNull(askingSince);
    }
  }

  public Ledger {
    requireNonNull(kafkaClusterId);
    requireNonNull(initialVoters);
    nodes = TreePMap.fromSortedMap(nodes);
    requireNonNull(stoppedApplication);
    quorumEndpoints = TreePMap.fromSortedMap(quorumEndpoints);
    // Ledgers of earlier versions have neither.
    leftBehind = leftBehind == null ? List.of() : List.copyOf(leftBehind);
    application = application == null ? Optional.empty() : application;
  }

  public static Ledger empty(String kafkaClusterId) {
    return new Ledger(
        kafkaClusterId,
        "",
        new TreeMap<>(),
        Optional.empty(),
        new TreeMap<>(),
        List.of(),
        Optional.empty());
  }

  public Optional<NodeRecord> node(int id) {
    return Optional.ofNullable(nodes.get(id));
  }

  public Ledger with(NodeRecord node) {
    return new Ledger(
        kafkaClusterId,
        initialVoters,
        TreePMap.fromSortedMap(nodes).plus(node.id(), node),
        stoppedApplication,
        quorumEndpoints,
        leftBehind,
        application);
  }

  /** The node in its new place, and what it leaves where it was. */
  public Ledger moved(NodeRecord before, NodeRecord after, Instant at) {
    List<LeftBehind> left = new ArrayList<>(leftBehind);
    if (before.mayHoldData()) {
      left.add(LeftBehind.by(before, at));
    }
    Ledger with = with(after);
    return new Ledger(
        kafkaClusterId,
        initialVoters,
        with.nodes,
        stoppedApplication,
        quorumEndpoints,
        left,
        application);
  }

  /** The directory ids of all data that a node has left on a host. */
  public Set<String> leftBehindIds(int nodeId, String host) {
    return leftBehind.stream()
        .filter(left -> left.nodeId() == nodeId && left.host().equals(host))
        .flatMap(left -> left.directoryIds().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Without what is there no more. What a node left elsewhere, or under another id, stays known.
   */
  public Ledger without(Collection<Gone> gone) {
    List<LeftBehind> left = new ArrayList<>();
    for (LeftBehind entry : leftBehind) {
      Set<String> goneIds =
          gone.stream()
              .filter(one -> one.nodeId() == entry.nodeId() && one.host().equals(entry.host()))
              .map(Gone::directoryId)
              .collect(Collectors.toSet());
      entry.except(goneIds).ifPresent(left::add);
    }
    return new Ledger(
        kafkaClusterId,
        initialVoters,
        nodes,
        stoppedApplication,
        quorumEndpoints,
        left,
        application);
  }

  public Ledger withInitialVoters(String voters) {
    return new Ledger(
        kafkaClusterId,
        voters,
        nodes,
        stoppedApplication,
        quorumEndpoints,
        leftBehind,
        application);
  }

  /** The quorum has seen a voter at the endpoint that its record names. */
  public Ledger seenByQuorum(NodeRecord voter) {
    return new Ledger(
        kafkaClusterId,
        initialVoters,
        nodes,
        stoppedApplication,
        TreePMap.fromSortedMap(quorumEndpoints).plus(voter.id(), voter.controllerEndpoint()),
        leftBehind,
        application);
  }

  public Ledger withStopOf(String stopped) {
    return new Ledger(
        kafkaClusterId,
        initialVoters,
        nodes,
        Optional.of(stopped),
        quorumEndpoints,
        leftBehind,
        application);
  }

  public Ledger with(Beginning beginning) {
    return new Ledger(
        kafkaClusterId,
        initialVoters,
        nodes,
        stoppedApplication,
        quorumEndpoints,
        leftBehind,
        Optional.of(beginning));
  }

  /** As an application finds it: what another one waited for is over. */
  Ledger foundBy(String applicationId) {
    if (application.isEmpty() || isOf(applicationId)) {
      return this;
    }
    Ledger next =
        new Ledger(
            kafkaClusterId,
            initialVoters,
            nodes,
            stoppedApplication,
            quorumEndpoints,
            leftBehind,
            Optional.empty());
    for (NodeRecord node : nodes.values()) {
      if (node.awaySince().isPresent()) {
        next = next.with(node.ofNewApplication());
      }
    }
    return next;
  }

  private boolean isOf(String applicationId) {
    return application.filter(begun -> begun.application().equals(applicationId)).isPresent();
  }

  /** A node with data waits for its place since then, in that application. */
  public Ledger away(NodeRecord node, Instant since, String applicationId) {
    Ledger next = with(node.away(since));
    return isOf(applicationId)
        ? next
        : next.with(new Beginning(applicationId, Optional.empty(), false));
  }
}
