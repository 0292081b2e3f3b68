package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.state.task.TaskLedger;
import org.kafkayarn.launcher.contract.LauncherState;
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
 * @param dynamicSettings the keys that we have set, or are about to set, while Kafka runs: by the
 *     id of a broker, or {@link Settings#ALL_BROKERS}
 * @param tasks the instances of tasks
 * @param application how far the start of an application has come, once there is something to tell
 */
public record Ledger(
    String kafkaClusterId,
    String initialVoters,
    SortedMap<Integer, NodeRecord> nodes,
    Optional<String> stoppedApplication,
    SortedMap<Integer, String> quorumEndpoints,
    List<LeftBehind> leftBehind,
    Optional<Beginning> application,
    SortedMap<Integer, String> voters,
    Operations operations,
    SortedSet<Integer> halted,
    SortedMap<String, SortedSet<String>> dynamicSettings,
    TaskLedger tasks) {

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

    /** With the place of each directory that its launcher has set aside. */
    private LeftBehind movedTo(List<String> places) {
      List<String> dirs = new ArrayList<>(dataDirs);
      for (String place : places) {
        for (String id : directoryIds) {
          String infix = LauncherState.LEFT_BEHIND + id;
          if (place.endsWith(infix)) {
            dirs.replaceAll(dir -> place.equals(dir + infix) ? place : dir);
          }
        }
      }
      return new LeftBehind(nodeId, host, dirs, since, directoryIds);
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
    // Ledgers of earlier versions have none of these.
    leftBehind = leftBehind == null ? List.of() : List.copyOf(leftBehind);
    application = application == null ? Optional.empty() : application;
    voters = voters == null ? TreePMap.empty() : TreePMap.fromSortedMap(voters);
    operations = operations == null ? Operations.NONE : operations;
    halted = Collections.unmodifiableSortedSet(halted == null ? new TreeSet<>() : halted);
    dynamicSettings =
        dynamicSettings == null ? TreePMap.empty() : TreePMap.fromSortedMap(dynamicSettings);
    tasks = tasks == null ? TaskLedger.NONE : tasks;
  }

  public static Ledger empty(String kafkaClusterId) {
    return new Ledger(
        kafkaClusterId,
        "",
        new TreeMap<>(),
        Optional.empty(),
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        new TreeMap<>(),
        Operations.NONE,
        new TreeSet<>(),
        new TreeMap<>(),
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
    copy.leftBehind = leaving(before, at);
    return copy.ledger();
  }

  /** Without a node that is not wanted any more; what it leaves is remembered. */
  public Ledger without(NodeRecord node, Instant at) {
    Copy copy = new Copy(this);
    copy.nodes = TreePMap.fromSortedMap(nodes).minus(node.id());
    copy.quorumEndpoints = TreePMap.fromSortedMap(quorumEndpoints).minus(node.id());
    copy.halted = new TreeSet<>(halted);
    copy.halted.remove(node.id());
    copy.leftBehind = leaving(node, at);
    return copy.ledger();
  }

  private List<LeftBehind> leaving(NodeRecord node, Instant at) {
    List<LeftBehind> left = new ArrayList<>(leftBehind);
    if (node.mayHoldData()) {
      left.add(LeftBehind.by(node, at));
    }
    return left;
  }

  /** A node's launcher has renamed data that the node had left on its host. */
  Ledger withSetAside(NodeRecord node, List<String> places) {
    if (places.isEmpty()) {
      return this;
    }
    List<LeftBehind> left =
        leftBehind.stream()
            .map(
                each ->
                    each.nodeId() == node.id() && each.host().equals(node.host())
                        ? each.movedTo(places)
                        : each)
            .toList();
    return withLeftBehind(left);
  }

  public Ledger withLeftBehind(List<LeftBehind> left) {
    Copy copy = new Copy(this);
    copy.leftBehind = left;
    return copy.ledger();
  }

  /** The directory ids of all data that a node has left on a host. */
  public Set<String> leftBehindIds(int nodeId, String host) {
    return leftBehind.stream()
        .filter(left -> left.nodeId() == nodeId && left.host().equals(host))
        .flatMap(left -> left.directoryIds().stream())
        .filter(id -> !isInUse(nodeId, id))
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
    Copy copy = new Copy(this);
    copy.leftBehind = left;
    return copy.ledger();
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

  /** Whether these keys are known to be set by us. */
  public boolean hasDynamicSettings(String resource, Set<String> keys) {
    return keys.isEmpty()
        || Optional.ofNullable(dynamicSettings.get(resource))
            .filter(known -> known.containsAll(keys))
            .isPresent();
  }

  /** These keys are about to be set by us. */
  public Ledger withDynamicSettings(String resource, Set<String> keys) {
    if (hasDynamicSettings(resource, keys)) {
      return this;
    }
    TreeSet<String> more = new TreeSet<>(keys);
    more.addAll(dynamicSettings.getOrDefault(resource, new TreeSet<>()));
    Copy copy = new Copy(this);
    copy.dynamicSettings = TreePMap.fromSortedMap(dynamicSettings).plus(resource, more);
    return copy.ledger();
  }

  /** These keys are not set any more. */
  Ledger withoutDynamicSettings(String resource, Set<String> keys) {
    SortedSet<String> known = dynamicSettings.get(resource);
    if (known == null || Collections.disjoint(known, keys)) {
      return this;
    }
    TreeSet<String> left = new TreeSet<>(known);
    left.removeAll(keys);
    TreePMap<String, SortedSet<String>> others =
        TreePMap.fromSortedMap(dynamicSettings).minus(resource);
    Copy copy = new Copy(this);
    copy.dynamicSettings = left.isEmpty() ? others : others.plus(resource, left);
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
    private List<LeftBehind> leftBehind;
    private Optional<Beginning> application;
    private SortedMap<Integer, String> voters;
    private Operations operations;
    private SortedSet<Integer> halted;
    private SortedMap<String, SortedSet<String>> dynamicSettings;
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
