package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.task.TaskState;
import org.pcollections.TreePMap;

/**
 * All that the ApplicationMaster believes, at one moment. Immutable: an event or an intent makes
 * the next one.
 *
 * @param application which YARN application and attempt this is
 * @param registered the ResourceManager has accepted this attempt, at that time
 * @param ledger what must be remembered, with decisions that may not be saved yet
 * @param saved the ledger as the cluster's home last confirmed it
 * @param saveFailure why the cluster's home cannot be written, while it cannot
 * @param savingSince since when a save is under way, while one is
 * @param spec what the operator wants, and what of an earlier wish has yet to leave
 * @param slots every node by id: those that are wanted, and those that have yet to leave
 * @param strays containers that nobody wants, not given back yet
 * @param fleet the hosts
 * @param preemption what the ResourceManager is about to take away
 * @param quorum Kafka's metadata quorum, when last seen
 * @param voterChange what Kafka was asked to change in the quorum last; empty when it has done it
 * @param replicas where the data's safe copies are; empty while Kafka does not tell
 * @param metadata what is believed about the version of Kafka's metadata
 * @param settings what is believed about Kafka's settings that change while it runs
 * @param confirmedAt when Kafka has last let a process in: what it said before of the replicas may
 *     count on the process before
 * @param moves how far the moves of replicas are, by the number of their operation
 * @param tasks the programs beside the nodes
 * @param wasReady all wanted nodes have served at the same time once in this attempt
 * @param stopping the operator asked for an orderly stop
 * @param finished the ResourceManager was told that the application has ended
 */
public record ClusterState(
    Application application,
    ClusterSpec spec,
    Optional<Instant> registered,
    Ledger ledger,
    Optional<Ledger> saved,
    Optional<String> saveFailure,
    Optional<Instant> savingSince,
    SortedMap<Integer, Slot> slots,
    List<Held> strays,
    Fleet fleet,
    Optional<Preemption> preemption,
    Quorum quorum,
    Optional<VoterChange> voterChange,
    Optional<ReplicasSeen> replicas,
    MetadataState metadata,
    Settings settings,
    Instant confirmedAt,
    SortedMap<Long, MoveProgress> moves,
    TaskState tasks,
    boolean wasReady,
    boolean stopping,
    boolean finished) {

  /**
   * The YARN application that manages the cluster.
   *
   * @param user the submitting user
   * @param id as YARN writes it: {@code application_…}
   * @param attempt from 1
   * @param started when this attempt's process began
   * @param hostExpiry after so long without a heartbeat the ResourceManager takes a host for lost
   *     ({@code yarn.nm.liveness-monitor.expiry-interval-ms})
   * @param diskLimitPercent a NodeManager's disk that is fuller is bad ({@code
   *     yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage})
   */
  public record Application(
      String user,
      String id,
      int attempt,
      Instant started,
      Duration hostExpiry,
      double diskLimitPercent) {
    /** YARN's default (Hadoop 3.3.6 to 3.5.0). */
    public static final Duration DEFAULT_HOST_EXPIRY = Duration.ofMinutes(10);

    /** YARN's default (Hadoop 3.3.6 to 3.5.0). */
    public static final double DEFAULT_DISK_LIMIT_PERCENT = 90;

    /** Where YARN has its default limit for disks. */
    public Application(String user, String id, int attempt, Instant started, Duration hostExpiry) {
      this(user, id, attempt, started, hostExpiry, DEFAULT_DISK_LIMIT_PERCENT);
    }

    public Application {
      requireNonNull(user);
      requireNonNull(id);
      requireNonNull(started);
      requireNonNull(hostExpiry);
    }

    /**
     * {@code container_e17_<cluster>_<app>_<attempt>_<n>} is of {@code
     * application_<cluster>_<app>}.
     */
    public boolean owns(String containerId) {
      return containerId.contains(id.substring("application".length()) + "_");
    }
  }

  /** Where the safe copies were, and when the look at them began. */
  public record ReplicasSeen(Replicas replicas, Instant at) {
    public ReplicasSeen {
      requireNonNull(replicas);
      requireNonNull(at);
    }
  }

  public ClusterState {
    requireNonNull(application);
    requireNonNull(spec);
    requireNonNull(registered);
    requireNonNull(ledger);
    requireNonNull(saved);
    requireNonNull(saveFailure);
    requireNonNull(savingSince);
    slots = TreePMap.fromSortedMap(slots);
    strays = List.copyOf(strays);
    requireNonNull(fleet);
    requireNonNull(preemption);
    requireNonNull(quorum);
    requireNonNull(voterChange);
    requireNonNull(replicas);
    requireNonNull(metadata);
    requireNonNull(settings);
    requireNonNull(confirmedAt);
    moves = TreePMap.fromSortedMap(moves);
    requireNonNull(tasks);
  }

  /** The state of an attempt that has seen nothing yet but the cluster's home. */
  public static ClusterState initial(
      Application application, ClusterSpec spec, Ledger stored, boolean ledgerIsSaved) {
    ClusterSpec left = spec.retainRetiring(id -> stored.node(id).isPresent());
    TreePMap<Integer, Slot> slots = TreePMap.empty();
    for (int id : left.ids()) {
      int failures = stored.node(id).map(NodeRecord::failures).orElse(0);
      slots = slots.plus(id, Slot.vacant(id, application.started()).withFailures(failures));
    }
    return new ClusterState(
        application,
        left,
        Optional.empty(),
        stored.foundBy(application.id()),
        ledgerIsSaved ? Optional.of(stored) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        slots,
        List.of(),
        Fleet.UNKNOWN,
        Optional.empty(),
        Quorum.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        MetadataState.UNKNOWN,
        Settings.UNKNOWN,
        application.started(),
        TreePMap.empty(),
        TaskState.NONE,
        false,
        stored.stoppedApplication().equals(Optional.of(application.id())),
        false);
  }

  public Slot slot(int id) {
    return requireNonNull(slots.get(id), () -> "no node " + id);
  }

  /** The slot of that node if it holds that container. */
  public Optional<Slot> slotHolding(int nodeId, String containerId) {
    return Optional.ofNullable(slots.get(nodeId)).filter(slot -> slot.holds(containerId));
  }

  public Optional<Slot> slotHolding(String containerId) {
    return slots.values().stream().filter(slot -> slot.holds(containerId)).findFirst();
  }

  public Map<String, Host> hosts() {
    return fleet.hosts();
  }

  /** What is decided of this node is safe in the cluster's home. */
  public boolean isSaved(int id) {
    return saved
        .filter(safe -> safe.initialVoters().equals(ledger.initialVoters()))
        .filter(safe -> safe.node(id).equals(ledger.node(id)))
        .isPresent();
  }

  public boolean saving() {
    return savingSince.isPresent();
  }

  /** Kafka's active controller, when last seen. */
  public Optional<Integer> leader() {
    return quorum.leader();
  }

  /** Every wanted node serves, but for those that an operator has stopped. */
  public boolean allServing() {
    return leader().isPresent()
        && slots.values().stream()
            .filter(slot -> spec.nodes().containsKey(slot.id()))
            .filter(slot -> !ledger.halted().contains(slot.id()))
            .allMatch(Slot::serving);
  }

  public ClusterState with(Slot slot) {
    return toBuilder().slot(slot).build();
  }

  /** A node that was leaving has left: what a preemption wants is less by its container. */
  public ClusterState without(Slot left) {
    if (preemption.isEmpty() || left.leaving().isEmpty()) {
      return this;
    }
    String container = left.container().orElseThrow().containerId();
    return toBuilder()
        .preemption(preemption.get().satisfied(container, spec.node(left.id())))
        .build();
  }

  /** Without a node that has left for good. */
  public ClusterState without(int id, Instant at) {
    Builder next = toBuilder();
    next.slots = next.slots.minus(id);
    next.ledger = ledger.node(id).map(node -> ledger.without(node, at)).orElse(ledger);
    return next.build();
  }

  public ClusterState with(Ledger changed) {
    return toBuilder().ledger(changed).build();
  }

  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes a few of the many components. */
  public static final class Builder {
    private final ClusterState from;
    private ClusterSpec spec;
    private Optional<Instant> registered;
    private Ledger ledger;
    private Optional<Ledger> saved;
    private Optional<String> saveFailure;
    private Optional<Instant> savingSince;
    private TreePMap<Integer, Slot> slots;
    private List<Held> strays;
    private Fleet fleet;
    private Optional<Preemption> preemption;
    private Quorum quorum;
    private Optional<VoterChange> voterChange;
    private Optional<ReplicasSeen> replicas;
    private MetadataState metadata;
    private Settings settings;
    private Instant confirmedAt;
    private SortedMap<Long, MoveProgress> moves;
    private TaskState tasks;
    private boolean wasReady;
    private boolean stopping;
    private boolean finished;

    private Builder(ClusterState from) {
      this.from = from;
      this.spec = from.spec;
      this.registered = from.registered;
      this.ledger = from.ledger;
      this.saved = from.saved;
      this.saveFailure = from.saveFailure;
      this.savingSince = from.savingSince;
      this.slots = TreePMap.fromSortedMap(from.slots);
      this.strays = from.strays;
      this.fleet = from.fleet;
      this.preemption = from.preemption;
      this.quorum = from.quorum;
      this.voterChange = from.voterChange;
      this.replicas = from.replicas;
      this.metadata = from.metadata;
      this.settings = from.settings;
      this.confirmedAt = from.confirmedAt;
      this.moves = from.moves;
      this.tasks = from.tasks;
      this.wasReady = from.wasReady;
      this.stopping = from.stopping;
      this.finished = from.finished;
    }

    public Builder spec(ClusterSpec value) {
      spec = value;
      return this;
    }

    public Builder registered(Instant at) {
      registered = Optional.of(at);
      return this;
    }

    public Builder ledger(Ledger value) {
      ledger = value;
      return this;
    }

    public Builder saved(Ledger value) {
      saved = Optional.of(value);
      saveFailure = Optional.empty();
      savingSince = Optional.empty();
      return this;
    }

    /** The save is still under way: who saves tries until it can. */
    public Builder saveFailed(String reason) {
      saveFailure = Optional.of(reason);
      return this;
    }

    public Builder savingSince(Instant at) {
      savingSince = Optional.of(at);
      return this;
    }

    public Builder slot(Slot value) {
      slots = slots.plus(value.id(), value);
      return this;
    }

    public Builder slots(SortedMap<Integer, Slot> value) {
      slots = TreePMap.fromSortedMap(value);
      return this;
    }

    public Builder strays(List<Held> value) {
      strays = value;
      return this;
    }

    public Builder fleet(Fleet value) {
      fleet = value;
      return this;
    }

    public Builder preemption(Preemption value) {
      preemption = Optional.of(value);
      return this;
    }

    public Builder quorum(Quorum value) {
      quorum = value;
      return this;
    }

    public Builder voterChange(Optional<VoterChange> value) {
      voterChange = value;
      return this;
    }

    public Builder replicas(Optional<ReplicasSeen> value) {
      replicas = value;
      return this;
    }

    public Builder metadata(MetadataState value) {
      metadata = value;
      return this;
    }

    public Builder settings(Settings value) {
      settings = value;
      return this;
    }

    public Builder confirmedAt(Instant at) {
      confirmedAt = at;
      return this;
    }

    public Builder moves(SortedMap<Long, MoveProgress> value) {
      moves = value;
      return this;
    }

    public Builder tasks(TaskState value) {
      tasks = value;
      return this;
    }

    public Builder wasReady() {
      wasReady = true;
      return this;
    }

    public Builder stopping() {
      stopping = true;
      return this;
    }

    public Builder finished() {
      finished = true;
      return this;
    }

    public ClusterState build() {
      return new ClusterState(
          from.application,
          spec,
          registered,
          ledger,
          saved,
          saveFailure,
          savingSince,
          slots,
          strays,
          fleet,
          preemption,
          quorum,
          voterChange,
          replicas,
          metadata,
          settings,
          confirmedAt,
          moves,
          tasks,
          wasReady,
          stopping,
          finished);
    }
  }
}
