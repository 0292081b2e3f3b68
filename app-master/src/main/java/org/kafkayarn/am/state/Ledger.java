package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.task.TaskLedger;
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
 * @param leftBehind data of nodes that have moved to another host, or are not wanted any more
 * @param voters the quorum's voters as Kafka told last: node id to the directory id that has the
 *     vote; empty before Kafka has told, when the first voters hold
 * @param operations what operators have ordered
 * @param halted the nodes that an operator has stopped: they stay so until they are started
 * @param dynamicSettings the keys of Kafka's settings that we have set while it runs
 * @param tasks the instances of tasks
 * @param application how far the start of an application has come, once there is something to tell
 */
public record Ledger(
    String kafkaClusterId,
    String initialVoters,
    SortedMap<Integer, NodeRecord> nodes,
    Optional<String> stoppedApplication,
    SortedMap<Integer, String> quorumEndpoints,
    LeftBehinds leftBehind,
    Optional<Beginning> application,
    SortedMap<Integer, String> voters,
    Operations operations,
    SortedSet<Integer> halted,
    DynamicKeys dynamicSettings,
    TaskLedger tasks) {

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
    // Ledgers of earlier versions have none of these.
    leftBehind = leftBehind == null ? LeftBehinds.NONE : leftBehind;
    application = application == null ? Optional.empty() : application;
    voters = voters == null ? TreePMap.empty() : TreePMap.fromSortedMap(voters);
    operations = operations == null ? Operations.NONE : operations;
    halted = Collections.unmodifiableSortedSet(halted == null ? new TreeSet<>() : halted);
    dynamicSettings = dynamicSettings == null ? DynamicKeys.NONE : dynamicSettings;
    tasks = tasks == null ? TaskLedger.NONE : tasks;
  }

  public static Ledger empty(String kafkaClusterId) {
    return new Ledger(
        kafkaClusterId,
        "",
        new TreeMap<>(),
        Optional.empty(),
        new TreeMap<>(),
        LeftBehinds.NONE,
        Optional.empty(),
        new TreeMap<>(),
        Operations.NONE,
        new TreeSet<>(),
        DynamicKeys.NONE,
        TaskLedger.NONE);
  }

  public Optional<NodeRecord> node(int id) {
    return Optional.ofNullable(nodes.get(id));
  }

  public Ledger with(NodeRecord node) {
    Copy copy = new Copy(this);
    copy.nodes = TreePMap.fromSortedMap(nodes).plus(node.id(), node);
    return copy.ledger();
  }

  /** The node in its new place, and what it leaves where it was. */
  public Ledger moved(NodeRecord before, NodeRecord after, Instant at) {
    Copy copy = new Copy(with(after));
    copy.leftBehind = leftBehind.with(before, at);
    return copy.ledger();
  }

  /** Without a node that is not wanted any more; what it leaves is remembered. */
  public Ledger without(NodeRecord node, Instant at) {
    Copy copy = new Copy(this);
    copy.nodes = TreePMap.fromSortedMap(nodes).minus(node.id());
    copy.quorumEndpoints = TreePMap.fromSortedMap(quorumEndpoints).minus(node.id());
    copy.halted = new TreeSet<>(halted);
    copy.halted.remove(node.id());
    copy.leftBehind = leftBehind.with(node, at);
    return copy.ledger();
  }

  public Ledger with(LeftBehinds changed) {
    Copy copy = new Copy(this);
    copy.leftBehind = changed;
    return copy.ledger();
  }

  /** The directory ids of all data that a node has left on a host. */
  public Set<String> leftBehindIds(int nodeId, String host) {
    return leftBehind
        .directoryIds(nodeId, host)
        .filter(id -> !isInUse(nodeId, id))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whatever else is said of it: what a node counts on is not left behind. */
  private boolean isInUse(int nodeId, String directoryId) {
    return node(nodeId)
        .filter(node -> node.holdsData() && node.directoryIds().containsValue(directoryId))
        .isPresent();
  }

  public Ledger withInitialVoters(String first) {
    Copy copy = new Copy(this);
    copy.initialVoters = first;
    return copy.ledger();
  }

  /** The quorum's voters as Kafka tells them. */
  Ledger withVoters(SortedMap<Integer, String> told) {
    Copy copy = new Copy(this);
    copy.voters = told;
    return copy.ledger();
  }

  /** The quorum has seen a voter at the endpoint that its record names. */
  public Ledger seenByQuorum(NodeRecord voter) {
    Copy copy = new Copy(this);
    copy.quorumEndpoints =
        TreePMap.fromSortedMap(quorumEndpoints).plus(voter.id(), voter.controllerEndpoint());
    return copy.ledger();
  }

  /** With an operation that begins, or has changed. */
  public Ledger with(Operation operation) {
    Copy copy = new Copy(this);
    copy.operations = operations.with(operation);
    return copy.ledger();
  }

  public Ledger with(TaskLedger changed) {
    Copy copy = new Copy(this);
    copy.tasks = changed;
    return copy.ledger();
  }

  /** These nodes are to stay stopped, and no others. */
  public Ledger withHalted(SortedSet<Integer> ids) {
    Copy copy = new Copy(this);
    copy.halted = new TreeSet<>(ids);
    return copy.ledger();
  }

  public Ledger with(DynamicKeys changed) {
    Copy copy = new Copy(this);
    copy.dynamicSettings = changed;
    return copy.ledger();
  }

  public Ledger withStopOf(String stopped) {
    Copy copy = new Copy(this);
    copy.stoppedApplication = Optional.of(stopped);
    return copy.ledger();
  }

  public Ledger with(Beginning beginning) {
    Copy copy = new Copy(this);
    copy.application = Optional.of(beginning);
    return copy.ledger();
  }

  /** As an application finds it: what another one waited for is over. */
  Ledger foundBy(String applicationId) {
    if (application.isEmpty() || isOf(applicationId)) {
      return this;
    }
    Copy copy = new Copy(this);
    copy.application = Optional.empty();
    Ledger next = copy.ledger();
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

  /** The components of a ledger that is about to differ in one or two of them. */
  private static final class Copy {
    private final String kafkaClusterId;
    private String initialVoters;
    private SortedMap<Integer, NodeRecord> nodes;
    private Optional<String> stoppedApplication;
    private SortedMap<Integer, String> quorumEndpoints;
    private LeftBehinds leftBehind;
    private Optional<Beginning> application;
    private SortedMap<Integer, String> voters;
    private Operations operations;
    private SortedSet<Integer> halted;
    private DynamicKeys dynamicSettings;
    private TaskLedger tasks;

    Copy(Ledger from) {
      this.kafkaClusterId = from.kafkaClusterId;
      this.initialVoters = from.initialVoters;
      this.nodes = from.nodes;
      this.stoppedApplication = from.stoppedApplication;
      this.quorumEndpoints = from.quorumEndpoints;
      this.leftBehind = from.leftBehind;
      this.application = from.application;
      this.voters = from.voters;
      this.operations = from.operations;
      this.halted = from.halted;
      this.dynamicSettings = from.dynamicSettings;
      this.tasks = from.tasks;
    }

    Ledger ledger() {
      return new Ledger(
          kafkaClusterId,
          initialVoters,
          nodes,
          stoppedApplication,
          quorumEndpoints,
          leftBehind,
          application,
          voters,
          operations,
          halted,
          dynamicSettings,
          tasks);
    }
  }
}
